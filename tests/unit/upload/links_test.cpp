#include "upload/links.hpp"

#include <gtest/gtest.h>

namespace testtracker::upload {
namespace {

Place place() {
  return {"http://host:5000/prefix", "7", "0f3c", "0a1b", true};
}

TEST(Links, TheTrendOpensThePreparedView) {
  EXPECT_EQ(trend_link(place()),
            "http://host:5000/prefix/#/experiments/7/runs?workflowType=machine_learning"
            "&viewStateShareKey=testtracker_trend&compareRunsMode=CHART");
}

TEST(Links, TheTrendWithoutViewsIsTheListOfRuns) {
  auto old = place();
  old.has_views = false;
  EXPECT_EQ(trend_link(old),
            "http://host:5000/prefix/#/experiments/7/runs?workflowType=machine_learning");
}

TEST(Links, TheRunHasAPageOfItsOwn) {
  EXPECT_EQ(run_link(place()), "http://host:5000/prefix/#/experiments/7/runs/0f3c");
}

TEST(Links, ComparesWithThePreviousRun) {
  EXPECT_EQ(compare_link(place()),
            "http://host:5000/prefix/#/compare-runs?runs=%5B%220f3c%22%2C%220a1b%22%5D"
            "&experiments=%5B%227%22%5D");
}

TEST(Links, ThereIsNothingToCompareWithTheFirstRun) {
  auto first = place();
  first.previous_run_id.clear();
  EXPECT_EQ(compare_link(first), "");
}

TEST(Links, TracesStandBesideThoseOfThePreviousRun) {
  EXPECT_EQ(traces_link(place()),
            "http://host:5000/prefix/#/experiments/7/runs/0f3c/evaluations?compareToRunUuid=0a1b");
  auto first = place();
  first.previous_run_id.clear();
  EXPECT_EQ(traces_link(first), "http://host:5000/prefix/#/experiments/7/runs/0f3c/evaluations");
}

TEST(Links, WithoutAServerTheyAreRelative) {
  auto relative = place();
  relative.ui_url.clear();
  EXPECT_EQ(artifact_link(relative, "log/A/X y.txt"),
            "#/experiments/7/runs/0f3c/artifacts/log/A/X%20y.txt");
}

}  // namespace
}  // namespace testtracker::upload
