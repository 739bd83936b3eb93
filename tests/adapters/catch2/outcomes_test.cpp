// What becomes of tests that end by themselves.

#include "catch2_test.hpp"

#include <gmock/gmock.h>

namespace testtracker::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Outcomes : public Catch2Test {};

TEST_F(Outcomes, APassingTestHasItsPlaceAndTags) {
  const auto run = run_with({"Passes"});
  const auto& test = run.test("outcomes", "Passes");
  EXPECT_EQ(test.status, Status::passed);
  EXPECT_THAT(test.file, EndsWith("outcomes.cpp"));
  EXPECT_GT(test.line, 0);
  EXPECT_THAT(test.tags, ElementsAre("fast", "numbers"));
  EXPECT_GT(test.duration.count(), 0);
  EXPECT_EQ(run.session.processes.at(0).start.framework, "catch2");
  EXPECT_THAT(run.session.processes.at(0).start.framework_version,
              StartsWith(has_version_3() ? "3." : "2.13."));
}

TEST_F(Outcomes, TheClassOfAFixtureIsTheSuite) {
  const auto run = run_with({"Has a fixture,Passes"});
  EXPECT_EQ(run.status("Fixture", "Has a fixture"), Status::passed);
  EXPECT_EQ(run.status("outcomes", "Passes"), Status::passed);
  if (has_version_3()) {  // version 2 refuses the same name in two classes
    EXPECT_EQ(run.status("Fixture", "Passes"), Status::passed);
  }
}

TEST_F(Outcomes, EveryFailureHasPlaceExpansionAndMessages) {
  const auto run = run_with({"Fails twice"});
  const auto& test = run.test("outcomes", "Fails twice");
  EXPECT_EQ(test.status, Status::failed);
  ASSERT_THAT(test.attempts.at(0).failures, SizeIs(2));
  const auto& failure = test.attempts[0].failures[0];
  EXPECT_EQ(failure.kind, FailureKind::assertion);
  EXPECT_THAT(failure.file, EndsWith("outcomes.cpp"));
  EXPECT_GT(failure.line, test.line);
  EXPECT_EQ(failure.text,
            "CHECK( two() == 3 )\nwith expansion: 2 == 3\nwith message: the answer is near");
}

TEST_F(Outcomes, AFatalAssertionIsTold) {
  const auto run = run_with({"Fails fatally"});
  const auto& failures = run.test("outcomes", "Fails fatally").attempts.at(0).failures;
  ASSERT_THAT(failures, SizeIs(1));
  EXPECT_EQ(failures[0].kind, FailureKind::fatal_assertion);
}

TEST_F(Outcomes, AnExplicitFailureHasItsTextOnce) {
  const auto run = run_with({"Fails explicitly"});
  const auto& failures = run.test("outcomes", "Fails explicitly").attempts.at(0).failures;
  ASSERT_THAT(failures, SizeIs(1));
  EXPECT_EQ(failures[0].text, "explicit text\nwith message: context");
}

TEST_F(Outcomes, AnExceptionHasItsText) {
  const auto run = run_with({"Throws"});
  const auto& failures = run.test("outcomes", "Throws").attempts.at(0).failures;
  ASSERT_THAT(failures, SizeIs(1));
  EXPECT_EQ(failures[0].kind, FailureKind::exception);
  EXPECT_EQ(failures[0].text, "Unexpected exception: boom");
}

TEST_F(Outcomes, AnExceptionInAnExpressionNamesIt) {
  const auto run = run_with({"Throws in an expression"});
  EXPECT_THAT(run.test("outcomes", "Throws in an expression").exception_text,
              HasSubstr("boom in an expression\nin: CHECK( throwing() == 1 )"));
}

TEST_F(Outcomes, AMissingExceptionIsTold) {
  const auto run = run_with({"Expects an exception in vain"});
  EXPECT_THAT(run.test("outcomes", "Expects an exception in vain").exception_text,
              HasSubstr("CHECK_THROWS( two() )\nno exception was thrown"));
}

TEST_F(Outcomes, AWarningIsANote) {
  const auto run = run_with({"Warns"});
  EXPECT_EQ(run.status("outcomes", "Warns"), Status::passed);
  EXPECT_THAT(run.test("outcomes", "Warns").notes, ElementsAre("look at this"));
}

TEST_F(Outcomes, ACheckWithoutConsequenceIsNoFailure) {
  const auto run = run_with({"Check without consequence"});
  EXPECT_EQ(run.status("outcomes", "Check without consequence"), Status::passed);
  EXPECT_THAT(run.events<FailureReported>(), IsEmpty());
}

TEST_F(Outcomes, AFailureThatMayBeIsExpected) {
  const auto run = run_with({"[!mayfail]"});
  EXPECT_EQ(run.exit.exit_code, 0);
  EXPECT_EQ(run.status("outcomes", "May fail and fails"), Status::expected_failure);
  EXPECT_THAT(run.test("outcomes", "May fail and fails").message, HasSubstr("2 == 3"));
  EXPECT_EQ(run.status("outcomes", "May fail and passes"), Status::passed);
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(Outcomes, AFailureThatMustBeIsExpectedAndItsAbsenceIsNot) {
  const auto run = run_with({"[!shouldfail]"});
  EXPECT_EQ(run.status("outcomes", "Should fail and fails"), Status::expected_failure);
  const auto& test = run.test("outcomes", "Should fail and passes");
  EXPECT_EQ(test.status, Status::failed);
  EXPECT_THAT(test.message, HasSubstr("marked [!shouldfail] and nothing in it failed"));
}

TEST_F(Outcomes, AHiddenTestIsThereWhenItRuns) {
  EXPECT_EQ(run_with({"Is hidden"}).status("outcomes", "Is hidden"), Status::failed);
}

TEST_F(Outcomes, AHiddenTestThatWasNotSelectedIsNoResult) {
  if (!has_version_3()) {
    GTEST_SKIP() << "an exclusion selects hidden tests in Catch2 2; Catch2Two has the plain case";
  }
  const auto names = run_with({"~[ending]~[layer]~[bench]"}).names();
  EXPECT_THAT(names, ::testing::Not(::testing::Contains("outcomes.Is hidden")));
  EXPECT_THAT(names, ::testing::Contains("outcomes.Passes"));
}

TEST_F(Outcomes, ASkipHasItsReason) {
  if (!has_version_3()) {
    GTEST_SKIP() << "Catch2 2 cannot skip";
  }
  const auto run = run_with({"Skips,Passes"});
  EXPECT_EQ(run.status("outcomes", "Skips"), Status::skipped);
  EXPECT_EQ(run.test("outcomes", "Skips").message, "no cluster here");
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(Outcomes, AProgramThatSkippedEverythingDidNotFail) {
  if (!has_version_3()) {
    GTEST_SKIP() << "Catch2 2 cannot skip";
  }
  const auto run = run_with({"Skips"});
  EXPECT_EQ(run.exit.exit_code, 4);  // Catch2's own code for it
  EXPECT_THAT(run.names(), ElementsAre("outcomes.Skips"));
  EXPECT_EQ(run.session.verdict, session::Verdict::passed);
}

TEST_F(Outcomes, TestsThatDifferInTheirTagsAloneAreTwo) {
  if (!has_version_3()) {
    GTEST_SKIP() << "Catch2 2 refuses them";
  }
  const auto run = run_with({"Same name"});
  EXPECT_EQ(run.status("outcomes", "Same name [red]"), Status::passed);
  EXPECT_EQ(run.status("outcomes", "Same name [blue]"), Status::failed);
}

TEST_F(Outcomes, TheNameDoesNotDependOnTheSelection) {
  if (!has_version_3()) {
    GTEST_SKIP() << "Catch2 2 refuses them";
  }
  const auto run = run_with({"Same name[red]"});
  EXPECT_THAT(run.names(), ElementsAre("outcomes.Same name [red]"));
}

TEST_F(Outcomes, TestsOfTypesAreTests) {
  const auto run = run_with({"Has types*"});
  EXPECT_THAT(run.names(), ElementsAre("outcomes.Has types - int", "outcomes.Has types - char"));
}

}  // namespace
}  // namespace testtracker::adapters
