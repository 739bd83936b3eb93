// Sections and generators: parts of one test.

#include "catch2_test.hpp"

#include <gmock/gmock.h>

namespace testtracker::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Parts : public Catch2Test {};

TEST_F(Parts, EachPassThroughSectionsIsOne) {
  const auto run = run_with({"Has sections"});
  const auto& test = run.test("outcomes", "Has sections");
  ASSERT_THAT(test.attempts, SizeIs(1));
  const auto& parts = test.attempts[0].parts;
  ASSERT_THAT(parts, SizeIs(3));
  EXPECT_THAT(parts[0].path, ElementsAre("outer", "first"));
  EXPECT_EQ(parts[0].status, Status::passed);
  EXPECT_GT(parts[0].duration.count(), 0);
  EXPECT_THAT(parts[1].path, ElementsAre("outer", "second"));
  EXPECT_EQ(parts[1].status, Status::failed);
  EXPECT_THAT(parts[2].path, ElementsAre("other"));
}

TEST_F(Parts, AFailureNamesItsSection) {
  const auto run = run_with({"Has sections"});
  EXPECT_THAT(run.test("outcomes", "Has sections").exception_text,
              HasSubstr("in section: outer / second"));
}

TEST_F(Parts, EachValueOfAGeneratorIsOne) {
  const auto run = run_with({"Has a generator"});
  const auto& parts = run.test("outcomes", "Has a generator").attempts.at(0).parts;
  ASSERT_THAT(parts, SizeIs(3));
  EXPECT_THAT(parts[1].path, IsEmpty());
  EXPECT_EQ(parts[0].status, Status::passed);
  EXPECT_EQ(parts[1].status, Status::failed);
  EXPECT_EQ(parts[2].status, Status::passed);
}

TEST_F(Parts, ATestWithoutSectionsHasNone) {
  const auto run = run_with({"Passes,Fails twice"});
  EXPECT_THAT(run.events<PartEnded>(), IsEmpty());
}

TEST_F(Parts, AScenarioHasItsWords) {
  const auto run = run_with({"Scenario: A scenario"});
  const auto& parts = run.test("outcomes", "Scenario: A scenario").attempts.at(0).parts;
  ASSERT_THAT(parts, SizeIs(1));
  ASSERT_THAT(parts[0].path, SizeIs(3));
  EXPECT_THAT(parts[0].path[0], HasSubstr("a number"));
}

}  // namespace
}  // namespace testtracker::adapters
