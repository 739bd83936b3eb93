#include "context/git_state.hpp"

#include "support/git_repository.hpp"
#include "support/scoped_variable.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::context {
namespace {

using test::git;
using test::GitRepository;
using test::ScopedVariable;
using test::TempDir;

class GitStateTest : public ::testing::Test {
 protected:
  /// A program `git` that is found before the real one.
  void replace_git(std::string_view script) {
    std::filesystem::create_directory(dir_ / "bin");
    test::write_file(dir_ / "bin/git", script);
    std::filesystem::permissions(dir_ / "bin/git", std::filesystem::perms::owner_all);
  }

  TempDir dir_;
};

TEST_F(GitStateTest, TellsCommitBranchAndOrdinal) {
  GitRepository repository(dir_ / "parser");
  repository.commit("one");
  const std::string head = repository.commit("two");
  const GitState state = read_git_state(repository.path(), "");
  EXPECT_EQ(state.commit, head);
  EXPECT_EQ(state.branch, "main");
  EXPECT_EQ(state.ordinal, 2);
  EXPECT_EQ(state.name, "parser");
  EXPECT_EQ(state.remote, "");
  EXPECT_FALSE(state.is_dirty);
}

TEST_F(GitStateTest, IsTheSameInASubdirectory) {
  GitRepository repository(dir_ / "parser");
  const std::string head = repository.commit("one");
  std::filesystem::create_directories(repository.path() + "/build/tests");
  const GitState state = read_git_state(repository.path() + "/build/tests", "");
  EXPECT_EQ(state.commit, head);
  EXPECT_EQ(state.name, "parser");
}

TEST_F(GitStateTest, ChangedFilesAreDirtAndNewOnesAreNot) {
  GitRepository repository(dir_ / "r");
  repository.commit("one");
  test::write_file(repository.path() + "/new", "x");
  EXPECT_FALSE(read_git_state(repository.path(), "").is_dirty);
  test::write_file(repository.path() + "/f", "changed");
  EXPECT_TRUE(read_git_state(repository.path(), "").is_dirty);
}

TEST_F(GitStateTest, ADetachedHeadHasNoBranch) {
  GitRepository repository(dir_ / "r");
  const std::string head = repository.commit("one");
  repository.run({"checkout", "--quiet", "--detach"});
  const GitState state = read_git_state(repository.path(), "");
  EXPECT_EQ(state.commit, head);
  EXPECT_EQ(state.branch, "");
  EXPECT_EQ(state.ordinal, 1);
}

TEST_F(GitStateTest, AShallowCloneHasNoOrdinal) {
  GitRepository origin(dir_ / "origin");
  origin.commit("one");
  const std::string head = origin.commit("two");
  git(dir_.path(), {"clone", "--quiet", "--depth=1", "file://" + origin.path(), "clone"});
  const GitState state = read_git_state(dir_ / "clone", "");
  EXPECT_EQ(state.commit, head);
  EXPECT_EQ(state.ordinal, std::nullopt);
}

TEST_F(GitStateTest, ALinkedWorkTreeIsNamedLikeItsRepository) {
  GitRepository repository(dir_ / "parser");
  repository.commit("one");
  repository.run({"worktree", "add", "--quiet", "-b", "fix", dir_ / "somewhere"});
  const GitState state = read_git_state(dir_ / "somewhere", "");
  EXPECT_EQ(state.name, "parser");
  EXPECT_EQ(state.branch, "fix");
}

TEST_F(GitStateTest, ASubmoduleIsARepositoryOfItsOwn) {
  GitRepository library(dir_ / "library");
  const std::string commit = library.commit("library");
  GitRepository super(dir_ / "super");
  super.commit("super");
  super.run({"submodule", "--quiet", "add", "file://" + library.path(), "third_party"});
  const GitState state = read_git_state(super.path() + "/third_party", "");
  EXPECT_EQ(state.commit, commit);
  EXPECT_EQ(state.name, "library");
}

TEST_F(GitStateTest, ARemoteGivesTheNameAndNeverItsPassword) {
  GitRepository repository(dir_ / "r");
  repository.commit("one");
  repository.run({"remote", "add", "upstream", "https://me:word@git.example.com/team/parser.git"});
  const GitState state = read_git_state(repository.path(), "");
  EXPECT_EQ(state.remote, "https://git.example.com/team/parser.git");
  EXPECT_EQ(state.name, "parser");
}

TEST_F(GitStateTest, OriginIsPreferredToOtherRemotes) {
  GitRepository repository(dir_ / "r");
  repository.run({"remote", "add", "a", "https://git.example.com/a"});
  repository.run({"remote", "add", "origin", "https://git.example.com/o"});
  EXPECT_EQ(read_git_state(repository.path(), "").remote, "https://git.example.com/o");
}

TEST_F(GitStateTest, ARepositoryWithoutCommitsHasANameOnly) {
  const GitRepository repository(dir_ / "parser");
  const GitState state = read_git_state(repository.path(), "");
  EXPECT_EQ(state.name, "parser");
  EXPECT_EQ(state.commit, "");
  EXPECT_EQ(state.ordinal, std::nullopt);
}

TEST_F(GitStateTest, AnEarlierCommitOfTheBranchKeepsItsOwnOrdinal) {
  GitRepository repository(dir_ / "r");
  const std::string then = repository.commit("one");
  repository.commit("two");
  test::write_file(repository.path() + "/f", "changed since");
  const GitState state = read_git_state(repository.path(), then);
  EXPECT_EQ(state.commit, then);
  EXPECT_EQ(state.branch, "main");
  EXPECT_EQ(state.ordinal, 1);
  EXPECT_FALSE(state.is_dirty) << "what is changed now says nothing about then";
}

TEST_F(GitStateTest, ACommitThatTheBranchNoLongerHasIsOnNoBranch) {
  GitRepository repository(dir_ / "r");
  repository.commit("one");
  const std::string then = repository.commit("two");
  repository.run({"reset", "--quiet", "--hard", "HEAD~1"});
  const GitState state = read_git_state(repository.path(), then);
  EXPECT_EQ(state.commit, then);
  EXPECT_EQ(state.branch, "");
}

TEST_F(GitStateTest, TheVariablesOfAGitHookDoNotMislead) {
  GitRepository repository(dir_ / "r");
  const std::string head = repository.commit("one");
  const ScopedVariable git_dir("GIT_DIR", dir_ / "elsewhere/.git");
  EXPECT_EQ(read_git_state(repository.path(), "").commit, head);
}

TEST_F(GitStateTest, WithoutARepositoryNothingIsKnown) {
  const GitState state = read_git_state(dir_.path(), "");
  EXPECT_EQ(state.commit, "");
  EXPECT_EQ(state.name, "");
}

TEST_F(GitStateTest, WithoutTheFolderNothingIsKnown) {
  EXPECT_EQ(read_git_state(dir_ / "gone", "").name, "");
}

TEST_F(GitStateTest, AForeignRepositoryThatGitRefusesIsUnknown) {
  GitRepository repository(dir_ / "r");
  repository.commit("one");
  const ScopedVariable foreign("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
  EXPECT_EQ(read_git_state(repository.path(), "").commit, "");
}

TEST_F(GitStateTest, WithoutGitNothingIsKnown) {
  GitRepository repository(dir_ / "r");
  repository.commit("one");
  const ScopedVariable path("PATH", dir_ / "nothing");
  EXPECT_EQ(read_git_state(repository.path(), "").commit, "");
}

TEST_F(GitStateTest, AGitThatHangsIsGivenUp) {
  replace_git("#!/bin/sh\nexec sleep 600\n");
  const ScopedVariable path("PATH", (dir_ / "bin") + ":" + std::getenv("PATH"));
  EXPECT_EQ(read_git_state(dir_.path(), "", std::chrono::milliseconds(50)).commit, "");
}

}  // namespace
}  // namespace testtracker::context
