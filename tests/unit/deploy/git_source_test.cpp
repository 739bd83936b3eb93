#include "deploy/git_source.hpp"

#include "process/child_process.hpp"
#include "support/file_text.hpp"
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
    git({"init", "--quiet", "--initial-branch=main", repository_});
    commit("one.py", "1\n");
  }

  static std::string git(std::vector<std::string> arguments) {
    process::Command command;
    command.arguments = {"git",
                         "-c",
                         "user.name=Tester",
                         "-c",
                         "user.email=t@example.com",
                         "-c",
                         "protocol.file.allow=always"};
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.output.kind = process::Stream::Kind::capture;
    command.error.kind = process::Stream::Kind::capture;
    const auto exit = process::run(command);
    EXPECT_TRUE(exit && exit->succeeded()) << arguments.front() << (exit ? exit->error : "");
    return exit ? exit->output.substr(0, exit->output.find('\n')) : "";
  }

  std::string commit(const std::string& path, const std::string& text) {
    test::write_file(repository_ + "/" + path, text);
    git({"-C", repository_, "add", "-A"});
    git({"-C", repository_, "commit", "--quiet", "-m", "Change " + path});
    return git({"-C", repository_, "rev-parse", "HEAD"});
  }

  GitSource source(const std::string& token = {}) {
    auto made = GitSource::create({repository_, folder_ / "cache", folder_ / "work", token},
                                  ChildRunner(TESTTRACKER_REAPER, hooks_));
    EXPECT_TRUE(made);
    return *std::move(made);
  }

  const test::TempDir folder_;
  const std::string repository_ = folder_ / "orders";
  ChildHooks hooks_;
};

TEST_F(GitSourceTest, LooksUpBranchesTagsAndShortHashes) {
  const std::string first = git({"-C", repository_, "rev-parse", "HEAD"});
  git({"-C", repository_, "tag", "-a", "v1", "-m", "one"});
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
  git({"-C", repository_, "commit", "--quiet", "--amend", "-m", "Rewritten"});
  EXPECT_EQ(*source().fetch("main"), git({"-C", repository_, "rev-parse", "HEAD"}));
}

TEST_F(GitSourceTest, FindsACommitThatNoBranchHas) {
  ASSERT_TRUE(source().fetch("main"));
  git({"-C", repository_, "checkout", "--quiet", "--detach"});
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
  const std::string library = folder_ / "library";
  git({"init", "--quiet", library});
  test::write_file(library + "/lib.py", "lib\n");
  git({"-C", library, "add", "-A"});
  git({"-C", library, "commit", "--quiet", "-m", "Library"});
  git({"-C", repository_, "submodule", "--quiet", "add", "../library", "lib"});
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
  const std::string first = git({"-C", repository_, "rev-parse", "HEAD"});
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
  const auto made =
      GitSource::create({"https://u:secret@example.com/a", folder_ / "cache", folder_ / "work", {}},
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
