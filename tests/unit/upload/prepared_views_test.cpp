#include "upload/prepared_views.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace testtracker::upload {
namespace {

using Json = nlohmann::json;
using ::testing::Contains;
using ::testing::IsEmpty;

constexpr std::size_t k_limit = 5000;

Json state_text(const std::string& view) {
  return Json::parse(Json::parse(view)["state"].get<std::string>());
}

std::vector<std::string> columns(const std::string& view) {
  return state_text(view)["selectedColumns"].get<std::vector<std::string>>();
}

TEST(TrendView, IsTheSameTwiceForOldAndNewServers) {
  auto envelope = Json::parse(trend_view("", 1));
  const auto state = state_text(trend_view("", 1));
  for (const auto& [key, value] : state.items()) {
    EXPECT_EQ(envelope[key], value) << key;
  }
}

TEST(TrendView, GroupsBySeriesAndPlotsOverBuilds) {
  const auto state = state_text(trend_view("", 1));
  EXPECT_EQ(state["groupBy"]["groupByKeys"][0]["groupByData"], "testtracker.series");
  ASSERT_EQ(state["compareRunCharts"].size(), 3U);
  for (const auto& chart : state["compareRunCharts"]) {
    EXPECT_EQ(chart["xAxisKey"], "step");
    EXPECT_EQ(chart["metricSectionId"], state["compareRunSections"][0]["uuid"]);
    EXPECT_EQ(chart["selectedMetricKeys"], Json::array({chart["metricKey"]}));
  }
}

TEST(TrendView, HasAllFacetsThatOldServersNeed) {
  const auto state = state_text(trend_view("", 1));
  for (const auto* facet : {"searchFilter", "orderByKey", "orderByAsc", "startTime",
                            "lifecycleFilter", "datasetsFilter", "modelVersionFilter"}) {
    EXPECT_TRUE(state.contains(facet)) << facet;
  }
}

TEST(TrendView, FitsTheLimitOfOldServers) {
  EXPECT_LT(trend_view("", 1'700'000'000'000).size(), k_limit);
}

TEST(TrendView, IsNotWrittenAgainWhenNothingChanged) {
  const auto view = trend_view("", 1);
  EXPECT_EQ(trend_view(view, 2), view);
}

std::vector<std::string> charts(const std::string& view) {
  std::vector<std::string> metrics;
  const auto state = state_text(view);
  for (const auto& chart : state["compareRunCharts"]) {
    metrics.push_back(chart["metricKey"]);
  }
  return metrics;
}

TEST(TrendView, ShowsSingleTestsBehindTheSummary) {
  const auto view = trend_view_of("", {"A/X_dur_ms", "A/Y_dur_ms"}, 20000, 1);
  EXPECT_THAT(charts(view), ::testing::ElementsAre("tests/failed", "tests/duration_s",
                                                   "tests/total", "A/X_dur_ms", "A/Y_dur_ms"));
  EXPECT_EQ(trend_view_of(view, {"A/X_dur_ms", "A/Y_dur_ms"}, 20000, 2), view);
}

TEST(TrendView, KeepsSingleTestsUntilTheyAreChosenAnew) {
  const auto view = trend_view_of("", {"A/X_dur_ms"}, 20000, 1);
  EXPECT_EQ(trend_view(view, 2), view);
  EXPECT_EQ(charts(trend_view_of(view, {}, 20000, 3)).size(), 3U);
}

TEST(TrendView, ShowsAsManySingleTestsAsFit) {
  const std::vector<std::string> many(100, "Suite/Test_dur_ms");
  for (const auto limit : {std::size_t{5000}, std::size_t{20000}}) {
    const auto view = trend_view_of("", many, limit, 1'700'000'000'000);
    EXPECT_LE(view.size(), limit);
    EXPECT_GT(charts(view).size(), 3U);
  }
}

TEST(TrendView, ReplacesWhatIsNoViewOfOurs) {
  EXPECT_EQ(state_text(trend_view("[1]", 2)), state_text(trend_view("", 2)));
}

TEST(StatusView, HasAColumnForEachBadTest) {
  EXPECT_THAT(columns(status_view("", {"A/X", "A/Y"}, k_limit, 1)), Contains("params.`A/Y`"));
}

TEST(StatusView, KeepsColumnsOfEarlierFailures) {
  const auto old = status_view("", {"A/X"}, k_limit, 1);
  EXPECT_THAT(columns(status_view(old, {"A/Y"}, k_limit, 2)),
              ::testing::ElementsAre("metrics.`tests/failed`", "tags.`git.branch`", "params.`A/Y`",
                                     "params.`A/X`"));
}

TEST(StatusView, StaysWhenNothingFailed) {
  const auto old = status_view("", {"A/X"}, k_limit, 1);
  EXPECT_EQ(status_view(old, {}, k_limit, 2), old);
}

TEST(StatusView, HasExactlyTheColumnsThatAreAskedFor) {
  const auto old = status_view("", {"A/X"}, k_limit, 1);
  EXPECT_THAT(columns(status_view_of(old, {"metrics.`A/Y_dur_ms`"}, k_limit, 2)),
              ::testing::ElementsAre("metrics.`tests/failed`", "tags.`git.branch`",
                                     "metrics.`A/Y_dur_ms`"));
}

TEST(StatusView, FitsTheLimitHoweverManyTestsFailed) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) {
    keys.push_back("Suite/" + std::string(100, 'x') + std::to_string(i));
  }
  for (const auto limit : {std::size_t{5000}, std::size_t{20000}}) {
    const auto view = status_view("", keys, limit, 1'700'000'000'000);
    EXPECT_LE(view.size(), limit);
    EXPECT_GT(view.size(), limit - 500) << "the room is used";
  }
}

TEST(ExperimentNote, LinksToTheViews) {
  const Place place{"http://host", "7", "0f3c", "", true};
  const auto texts = changed_texts({}, place, {}, k_limit, 1);
  EXPECT_THAT(texts.note, ::testing::HasSubstr("](#/experiments/7/runs?"));
  EXPECT_THAT(texts.note, ::testing::Not(::testing::HasSubstr("\n")));
}

TEST(ExperimentNote, OfAPersonStays) {
  EXPECT_THAT(changed_texts({"", "", "Ask Ada."}, {}, {}, k_limit, 1).note, IsEmpty());
}

TEST(ExperimentTexts, NothingIsWrittenTheSecondTime) {
  const Place place{"http://host", "7", "0f3c", "", true};
  const auto first = changed_texts({}, place, {"A/X"}, k_limit, 1);
  const auto second =
      changed_texts({first.trend_view, first.status_view, first.note}, place, {"A/X"}, k_limit, 2);
  EXPECT_THAT(second.trend_view + second.status_view + second.note, IsEmpty());
}

}  // namespace
}  // namespace testtracker::upload
