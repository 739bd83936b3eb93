#include "labelled_scores.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace testtracker::bench
