#include "upload/test_keys.hpp"

#include "unit/upload/key_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace testtracker::upload {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

session::TestResult test(const std::string& suite, const std::string& name,
                         const std::string& program = "program") {
  session::TestResult result;
  result.identity = {program, suite, name};
  return result;
}

std::vector<session::TestResult> many_tests_that_meet() {
  std::mt19937 random(3);
  const auto word = [&] {
    std::string text(random() % 4, 'a');
    for (auto& c : text) {
      c = "aA./_x\xFF"[random() % 7];
    }
    return text;
  };
  std::set<std::pair<std::string, std::string>> names;
  while (names.size() < 3000) {
    names.emplace(word(), word());
  }
  std::vector<session::TestResult> tests;
  for (const auto& [suite, name] : names) {
    tests.push_back(test(suite, name));
  }
  return tests;
}

TEST(TestKeys, AreSuiteAndName) {
  EXPECT_THAT(assign_test_keys({test("A", "X"), test("A", "Y")}), ElementsAre("A/X", "A/Y"));
}

TEST(TestKeys, AnEnvironmentsSetUpReadsWithADot) {
  auto set_up = test("unit_tests", "Environment::SetUp");
  set_up.outside_tests = true;
  EXPECT_THAT(assign_test_keys({set_up}), ElementsAre("unit_tests/Environment.SetUp"));
}

TEST(TestKeys, TestsOfTwoProgramsBothCarryAHash) {
  EXPECT_THAT(assign_test_keys({test("A", "X", "one"), test("A", "X", "two"), test("A", "Y")}),
              ElementsAre(MatchesRegex("A/X-[0-9a-f]+"), MatchesRegex("A/X-[0-9a-f]+"), "A/Y"));
}

TEST(TestKeys, NamesThatDifferInCaseOnlyBothCarryAHash) {
  EXPECT_THAT(assign_test_keys({test("A", "load"), test("A", "Load")}),
              ElementsAre(MatchesRegex("A/load-[0-9a-f]+"), MatchesRegex("A/Load-[0-9a-f]+")));
}

TEST(TestKeys, ATestNamedLikeAnothersTextDoesNotMeetIt) {
  EXPECT_THAT(assign_test_keys({test("A", "X"), test("A", "X_exception")}),
              ElementsAre(MatchesRegex("A/X-[0-9a-f]+"), MatchesRegex("A/X_exception-[0-9a-f]+")));
}

TEST(TestKeys, NestedTestsLeaveTheOthersAlone) {
  auto nested = test("A", "X");
  nested.nested = true;
  EXPECT_THAT(assign_test_keys({nested, test("A", "X")}), ElementsAre("nested/A/X", "A/X"));
}

TEST(TestKeys, AResultOutsideOfTestsDoesNotMeetATestOfItsName) {
  auto outside = test("A", "SetUpTestSuite");
  outside.outside_tests = true;
  const auto keys = assign_test_keys({outside, test("A", "SetUpTestSuite")});
  EXPECT_NE(keys[0], keys[1]);
}

TEST(TestKeys, AreUniqueAndTheSameInAnyOrder) {
  auto tests = many_tests_that_meet();
  const auto keys = assign_test_keys(tests);
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), tests.size());
  EXPECT_TRUE(std::all_of(keys.begin(), keys.end(), is_mlflow_key));
  std::reverse(tests.begin(), tests.end());
  auto reversed = assign_test_keys(tests);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(keys, reversed);
}

TEST(ValueKeys, StandBelowTheirTest) {
  EXPECT_THAT(assign_value_keys("A/X", {"rows/s", "p"}), ElementsAre("A/X/rows.s", "A/X/p"));
  EXPECT_THAT(assign_value_keys("", {"rows"}), ElementsAre("rows"));
}

TEST(ValueKeys, NamesThatMeetBothCarryAHash) {
  const auto keys = assign_value_keys("", {"a/b", "a.b", "c"});
  EXPECT_THAT(keys, ElementsAre(MatchesRegex("a.b-[0-9a-f]+"), MatchesRegex("a.b-[0-9a-f]+"), "c"));
  EXPECT_NE(keys[0], keys[1]);
}

TEST(ValueKeys, AreNeverTooLong) {
  const auto keys = assign_value_keys(std::string(230, 'k'), {std::string(5000, 'v')});
  EXPECT_TRUE(is_mlflow_key(keys[0]));
}

}  // namespace
}  // namespace testtracker::upload
