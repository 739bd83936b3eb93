#include "labelled_scores.hpp"

#include "insight/level_history.hpp"
#include "labelled_series.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace testtracker::bench {
namespace {

const std::vector<Indices> k_one_person{{50}};

TEST(LabelledScores, OfTheMarksThemselvesAreOne) {
  EXPECT_DOUBLE_EQ(f1_score(k_one_person, {50}), 1);
  EXPECT_DOUBLE_EQ(covering(k_one_person, {50}, 100), 1);
}

TEST(LabelledScores, OfNothingCountTheBeginning) {
  EXPECT_DOUBLE_EQ(f1_score(k_one_person, {}), 2 * 1 * 0.5 / 1.5);
  EXPECT_DOUBLE_EQ(covering(k_one_person, {}, 100), 0.5);
  EXPECT_DOUBLE_EQ(f1_score({{}}, {}), 1);
  EXPECT_DOUBLE_EQ(covering({{}}, {}, 100), 1);
}

TEST(LabelledScores, TakePointsWithinTheMarginAsFound) {
  EXPECT_DOUBLE_EQ(f1_score(k_one_person, {55}), 1);
  EXPECT_LT(f1_score(k_one_person, {56}), 1);
}

TEST(LabelledScores, LetNoPointServeTwoMarks) {
  EXPECT_EQ(matched({10, 12}, {11}, 5), 1U);
}

TEST(LabelledScores, TakeThePrecisionBesideAllPeopleAndTheMeanOfTheirRecalls) {
  // Precision 2 of 2, recalls 1 and 1/2.
  EXPECT_DOUBLE_EQ(f1_score({{50}, {80}}, {50}), 2 * 1 * 0.75 / 1.75);
}

TEST(LabelledScores, CoverEachMarkedLevelByItsBestFoundOne) {
  // [0, 40) lies in [0, 50): 40/50; [40, 100) shares 50 of 60 with [50, 100).
  EXPECT_DOUBLE_EQ(covering({{40}}, {50}, 100), 0.4 * 0.8 + 0.6 * 50 / 60);
}

struct Scores {
  double f1 = 0;
  double covering = 0;
};

/// The means over all series that the repository keeps with their values.
template <typename Detect>
Scores mean_scores(Detect detect) {
  Scores sum;
  double count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(TESTTRACKER_LABELLED)) {
    const auto path = entry.path();
    if (path.extension() != ".txt" || path.stem() == "seatbelts") {
      continue;
    }
    const Labelled one = read_labelled(path.string());
    Indices found;
    for (const auto& point : detect(one.values)) {
      found.push_back(point.index);
    }
    sum.f1 += f1_score(one.people, found);
    sum.covering += covering(one.people, found, one.values.size());
    ++count;
  }
  EXPECT_EQ(count, 20);
  return {sum.f1 / count, sum.covering / count};
}

TEST(LabelledScores, OfHistoryAreAboveThoseOfNothingAndOfOtavasDefaults) {
  using Values = std::vector<double>;
  const auto history =
      mean_scores([](const Values& values) { return insight::find_level_changes(values); });
  const auto otava =
      mean_scores([](const Values& values) { return insight::find_change_points(values); });
  const auto nothing =
      mean_scores([](const Values&) { return std::vector<insight::ChangePoint>{}; });
  EXPECT_GT(history.f1, std::max(otava.f1, nothing.f1) + 0.08);
  EXPECT_GT(history.covering, std::max(otava.covering, nothing.covering) + 0.08);
}

}  // namespace
}  // namespace testtracker::bench
