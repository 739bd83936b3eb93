#include "baseline/run_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::baseline {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

RunRecord run(const std::string& id, const std::string& commit, int start,
              std::optional<std::int64_t> build = std::nullopt) {
  RunRecord record;
  record.id = id;
  record.session = id;
  record.commit = commit;
  record.started = seconds(start);
  record.build = build;
  return record;
}

std::vector<std::string> order(std::vector<RunRecord> runs, const CommitPositions& positions = {}) {
  put_in_order(runs, positions);
  std::vector<std::string> ids;
  ids.reserve(runs.size());
  for (const auto& one : runs) {
    ids.push_back(one.id);
  }
  return ids;
}

TEST(RunOrder, IsThatOfTheStartsWithoutAnythingElse) {
  EXPECT_THAT(order({run("b", "", 2), run("a", "", 1)}), ElementsAre("a", "b"));
}

TEST(RunOrder, BuildOrdinalsWinOverClocks) {
  EXPECT_THAT(order({run("a", "", 9, 1), run("b", "", 1, 2)}), ElementsAre("a", "b"));
}

TEST(RunOrder, OrdinalsOfOnlySomeRunsDecideNothing) {
  EXPECT_THAT(order({run("b", "", 2, 1), run("a", "", 1)}), ElementsAre("a", "b"));
}

TEST(RunOrder, CommitsWinOverOrdinals) {
  EXPECT_THAT(order({run("b", "two", 1, 1), run("a", "one", 2, 2)}, {{"one", 1}, {"two", 2}}),
              ElementsAre("a", "b"));
}

TEST(RunOrder, ACommitThatGitDoesNotKnowKeepsItsPlace) {
  EXPECT_THAT(order({run("c", "three", 1), run("gone", "rebased", 2), run("a", "one", 3)},
                    {{"one", 1}, {"three", 3}}),
              ElementsAre("a", "gone", "c"));
}

TEST(RunOrder, RunsOfOneCommitStayInTheirOrder) {
  EXPECT_THAT(order({run("second", "one", 2), run("first", "one", 1)}, {{"one", 1}}),
              ElementsAre("first", "second"));
}

TEST(RunOrder, ASessionThatWasDeliveredTwiceCountsOnce) {
  auto again = run("r2", "", 1);
  again.session = "r1/2";
  EXPECT_THAT(order({run("r1", "", 1), again}), ElementsAre("r2"));
}

}  // namespace
}  // namespace testtracker::baseline
