#include "deploy/git_source.hpp"

#include "support/file_text.hpp"
#include "support/git_repository.hpp"
#include "support/scoped_variable.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class GitSourceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "work");
    commit("one.py", "1\n");
  }

  std::string commit(const std::string& path, const std::string& text) {
    return repository_.commit_file(path, text, "Change " + path);
  }

  GitSource source(const std::string& token = {}) {
    auto made =
        GitSource::create({repository_.path(), folder_ / "cache", folder_ / "work", token, false},
                          ChildRunner(TESTTRACKER_REAPER, hooks_));
    EXPECT_TRUE(made);
    return *std::move(made);
  }

  /// As another machine has it: git speaks its protocol, nothing is borrowed.
  GitSource remote_source(bool needs_history = false) {
    auto made = GitSource::create(
        {"file://" + repository_.path(), folder_ / "cache", folder_ / "work", {}, needs_history},
        ChildRunner(TESTTRACKER_REAPER, hooks_));
    EXPECT_TRUE(made);
    return *std::move(made);
  }

  std::string commits_in(const std::string& checkout) {
    return test::git(checkout, {"rev-list", "--count", "HEAD"});
  }

  const test::TempDir folder_;
  test::GitRepository repository_{folder_ / "orders"};
  ChildHooks hooks_;
};

TEST_F(GitSourceTest, LooksUpBranchesTagsAndShortHashes) {
  const std::string first = repository_.head();
  repository_.run({"tag", "-a", "v1", "-m", "one"});
  const std::string second = commit("two.py", "2\n");
  auto git_source = source();
  EXPECT_EQ(*git_source.fetch("main"), second);
  EXPECT_EQ(*git_source.fetch("v1"), first);
  EXPECT_EQ(*git_source.fetch(first.substr(0, 8)), first);
  EXPECT_EQ(git_source.look_up("v1")->value_or(""), first);
}

TEST_F(GitSourceTest, FetchesWhatIsNewIntoAnOldMirror) {
  ASSERT_TRUE(source().fetch("main"));
  const std::string second = commit("two.py", "2\n");
  EXPECT_EQ(*source().fetch("main"), second);
}

TEST_F(GitSourceTest, FollowsABranchThatWasRewritten) {
  ASSERT_TRUE(source().fetch("main"));
  repository_.run({"commit", "--quiet", "--amend", "-m", "Rewritten"});
  EXPECT_EQ(*source().fetch("main"), repository_.head());
}

TEST_F(GitSourceTest, FindsACommitThatNoBranchHas) {
  ASSERT_TRUE(source().fetch("main"));
  repository_.run({"checkout", "--quiet", "--detach"});
  const std::string detached = commit("two.py", "2\n");
  EXPECT_EQ(*source().fetch(detached), detached);
}

TEST_F(GitSourceTest, SaysWhichReferenceIsUnknown) {
  const auto hash = source().fetch("no-such-branch");
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, ErrorCode::not_found);
  EXPECT_THAT(hash.error().message, HasSubstr("no-such-branch"));
}

TEST_F(GitSourceTest, DoesNotTakeAReferenceForAnOption) {
  EXPECT_FALSE(source().fetch("--output=x"));
}

TEST_F(GitSourceTest, ChecksOutOneCommitWithItsSubmodules) {
  test::GitRepository library(folder_ / "library");
  library.commit_file("lib.py", "lib\n", "Library");
  repository_.run({"submodule", "--quiet", "add", "../library", "lib"});
  const std::string with_library = commit("two.py", "2\n");
  commit("three.py", "3\n");
  auto git_source = source();
  ASSERT_TRUE(git_source.fetch("main"));
  const std::string checkout = folder_ / "work/source";
  const auto done = git_source.check_out(with_library, checkout);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(*git_source.files_of(checkout),
              UnorderedElementsAre(".gitmodules", "lib/lib.py", "one.py", "two.py"));
}

TEST_F(GitSourceTest, ListsTheCommitsBetweenTwo) {
  const std::string first = repository_.head();
  commit("two.py", "2\n");
  commit("three.py", "3\n");
  auto git_source = source();
  const auto newest = git_source.fetch("main");
  const auto commits = git_source.commits_between(first, *newest);
  ASSERT_TRUE(commits);
  EXPECT_THAT(*commits, HasSubstr("Change two.py"));
  EXPECT_THAT(*commits, Not(HasSubstr("Change one.py")));
  EXPECT_THAT(*git_source.commits_between({}, *newest), Not(HasSubstr("Change two.py")));
}

TEST_F(GitSourceTest, FetchesACommitOfARemoteRepositoryWithoutItsHistory) {
  const std::string second = commit("two.py", "2\n");
  auto git_source = remote_source();
  ASSERT_TRUE(git_source.fetch(second));
  const std::string checkout = folder_ / "work/source";
  ASSERT_TRUE(git_source.check_out(second, checkout));
  EXPECT_THAT(*git_source.files_of(checkout), UnorderedElementsAre("one.py", "two.py"));
  EXPECT_EQ(commits_in(checkout), "1");
}

TEST_F(GitSourceTest, FetchesALaterCommitIntoAMirrorWithoutHistory) {
  const std::string first = repository_.head();
  ASSERT_TRUE(remote_source().fetch(first));
  const std::string second = commit("two.py", "2\n");
  auto git_source = remote_source();
  ASSERT_TRUE(git_source.fetch(second));
  const std::string checkout = folder_ / "work/source";
  ASSERT_TRUE(git_source.check_out(first, checkout));
  EXPECT_THAT(*git_source.files_of(checkout), UnorderedElementsAre("one.py"));
}

TEST_F(GitSourceTest, GivesABuildTheWholeHistoryOfARemoteRepository) {
  repository_.run({"tag", "-a", "v1", "-m", "one"});
  const std::string second = commit("two.py", "2\n");
  auto git_source = remote_source(true);
  ASSERT_TRUE(git_source.fetch(second));
  const std::string checkout = folder_ / "work/build";
  ASSERT_TRUE(git_source.check_out(second, checkout));
  EXPECT_THAT(test::git(checkout, {"describe"}), HasSubstr("v1-1-"));
}

TEST_F(GitSourceTest, FetchesEverythingFromAServerThatHandsOutNoSingleCommit) {
  const std::string first = repository_.head();
  commit("two.py", "2\n");
  // Protocol 0 hands out what a branch or tag points at, nothing else.
  const test::ScopedVariable count("GIT_CONFIG_COUNT", "1");
  const test::ScopedVariable key("GIT_CONFIG_KEY_0", "protocol.version");
  const test::ScopedVariable value("GIT_CONFIG_VALUE_0", "0");
  auto git_source = remote_source();
  ASSERT_TRUE(git_source.fetch(first));
  const std::string checkout = folder_ / "work/source";
  ASSERT_TRUE(git_source.check_out(first, checkout));
  EXPECT_THAT(*git_source.files_of(checkout), UnorderedElementsAre("one.py"));
}

TEST_F(GitSourceTest, ChecksOutSubmodulesOfARemoteRepositoryWithoutTheirHistory) {
  test::GitRepository library(folder_ / "library");
  library.commit_file("lib.py", "old", "Library");
  library.commit_file("lib.py", "lib", "Library, better");
  repository_.run({"submodule", "--quiet", "add", "../library", "lib"});
  const std::string with_library = commit("two.py", "2\n");
  // Submodules of a repository of another machine are no paths.
  const test::ScopedVariable count("GIT_CONFIG_COUNT", "1");
  const test::ScopedVariable key("GIT_CONFIG_KEY_0", "protocol.file.allow");
  const test::ScopedVariable value("GIT_CONFIG_VALUE_0", "always");
  auto git_source = remote_source();
  ASSERT_TRUE(git_source.fetch(with_library));
  const std::string checkout = folder_ / "work/source";
  const auto done = git_source.check_out(with_library, checkout);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(test::read_file(checkout + "/lib/lib.py"), "lib");
  EXPECT_EQ(commits_in(checkout + "/lib"), "1");
}

TEST_F(GitSourceTest, ListsTheCommitsBetweenTwoOfARemoteRepository) {
  const std::string first = repository_.head();
  commit("two.py", "2\n");
  const std::string third = commit("three.py", "3\n");
  auto git_source = remote_source();
  ASSERT_TRUE(git_source.fetch(third));
  const auto commits = git_source.commits_between(first, third);
  ASSERT_TRUE(commits) << commits.error().message;
  EXPECT_THAT(*commits, HasSubstr("Change two.py"));
  EXPECT_THAT(*commits, Not(HasSubstr("Change one.py")));
}

TEST_F(GitSourceTest, KeepsTheTokenForTheOwnerAlone) {
  source("s3cret-token");
  const auto permissions = fs::status(folder_ / "work/git-token").permissions();
  EXPECT_EQ(permissions & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
  EXPECT_EQ(test::read_file(folder_ / "work/git-token"), "s3cret-token");
  EXPECT_THAT(test::read_file(folder_ / "work/git-askpass"), Not(HasSubstr("s3cret")));
}

TEST_F(GitSourceTest, RefusesAPasswordInAnAddress) {
  EXPECT_TRUE(has_password("https://user:secret@example.com/a.git"));
  EXPECT_FALSE(has_password("https://user@example.com:8443/a.git"));
  EXPECT_FALSE(has_password("git@example.com:a.git"));
  const auto made = GitSource::create(
      {"https://u:secret@example.com/a", folder_ / "cache", folder_ / "work", {}, false},
      ChildRunner(TESTTRACKER_REAPER, {}));
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, Not(HasSubstr("secret@")));
}

TEST_F(GitSourceTest, StartsNothingOnceItIsCancelled) {
  hooks_.is_cancelled = [] { return true; };
  const auto hash = source().fetch("main");
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, ErrorCode::busy);
}

}  // namespace
}  // namespace testtracker::deploy
