#include "context/commit_order.hpp"

#include "support/git_repository.hpp"

#include <gtest/gtest.h>

namespace testtracker::context {
namespace {

using test::GitRepository;
using test::TempDir;

TEST(CommitOrder, GivesLaterCommitsGreaterPositions) {
  TempDir dir;
  GitRepository repository(dir / "r");
  const auto one = repository.commit("one");
  const auto two = repository.commit("two");
  const auto three = repository.commit("three");
  const auto positions = commit_positions(repository.path(), "main");
  ASSERT_EQ(positions.size(), 3U);
  EXPECT_LT(positions.at(one), positions.at(two));
  EXPECT_LT(positions.at(two), positions.at(three));
}

TEST(CommitOrder, IsThatOfTheBranchAndNotOfWhatIsCheckedOut) {
  TempDir dir;
  GitRepository repository(dir / "r");
  repository.commit("one");
  repository.run({"checkout", "--quiet", "-b", "topic"});
  const auto topic = repository.commit("two");
  EXPECT_EQ(commit_positions(repository.path(), "main").count(topic), 0U);
}

TEST(CommitOrder, KnowsNothingOfAnUnknownBranchOrOutsideOfARepository) {
  TempDir dir;
  GitRepository repository(dir / "r");
  repository.commit("one");
  EXPECT_TRUE(commit_positions(repository.path(), "absent").empty());
  EXPECT_TRUE(commit_positions(dir.path(), "main").empty());
}

}  // namespace
}  // namespace testtracker::context
