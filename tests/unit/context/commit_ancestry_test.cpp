#include "context/commit_ancestry.hpp"

#include "support/git_repository.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace testtracker::context {
namespace {

using test::GitRepository;
using test::TempDir;

Git git_in(const std::string& directory) {
  return {directory, std::chrono::steady_clock::now() + std::chrono::seconds(60)};
}

void append(const std::string& path, const std::string& line) {
  std::ofstream(path, std::ios::app) << line << '\n';
}

TEST(CommitAncestry, ACommitContainsItselfAndWhatCameBefore) {
  TempDir dir;
  GitRepository repository(dir / "r");
  const auto one = repository.commit("one");
  const auto two = repository.commit("two");
  const auto git = git_in(repository.path());
  EXPECT_EQ(contains_commit(git, two, one), true);
  EXPECT_EQ(contains_commit(git, two, two.substr(0, 10)), true);
  EXPECT_EQ(contains_commit(git, one, two), false);
}

TEST(CommitAncestry, NothingIsKnownOfCommitsThatAreNotThere) {
  TempDir dir;
  GitRepository repository(dir / "r");
  const auto one = repository.commit("one");
  const std::string absent(40, 'a');
  EXPECT_EQ(contains_commit(git_in(repository.path()), one, absent), std::nullopt);
  EXPECT_EQ(contains_commit(git_in(repository.path()), absent, one), std::nullopt);
  EXPECT_EQ(contains_commit(git_in(dir.path()), one, one), std::nullopt);
}

TEST(CommitAncestry, EachLineHasTheCommitThatWroteIt) {
  TempDir dir;
  GitRepository repository(dir / "r");
  repository.commit("one");
  const auto file = repository.path() + "/list.txt";
  append(file, "first");
  repository.run({"add", "list.txt"});
  const auto two = repository.commit("two");
  append(file, "second");
  EXPECT_EQ(line_commits(git_in(repository.path()), "list.txt"),
            (std::vector<std::string>{two, ""}));
}

TEST(CommitAncestry, AShallowCloneDoesNotKnowWhoWroteOldLines) {
  TempDir dir;
  GitRepository repository(dir / "r");
  append(repository.path() + "/list.txt", "first");
  repository.run({"add", "list.txt"});
  repository.commit("one");
  repository.commit("two");
  test::git(dir.path(),
            {"clone", "--quiet", "--depth=1", "file://" + repository.path(), "shallow"});
  EXPECT_EQ(line_commits(git_in(dir / "shallow"), "list.txt"), (std::vector<std::string>{""}));
}

}  // namespace
}  // namespace testtracker::context
