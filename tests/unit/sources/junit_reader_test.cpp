#include "report_fixture.hpp"
#include "sources/reports/report_text.hpp"

namespace testtracker::sources {
namespace {

using std::chrono::milliseconds;

class JunitReport : public ReportTest {
 protected:
  ReportedTest in_suite(const std::string& testcase) {
    return read_one("<testsuite name='S'>" + testcase + "</testsuite>");
  }
};

TEST_F(JunitReport, NeedsNothingButAName) {
  const auto test = in_suite("<testcase name='T'/>");
  EXPECT_EQ(test.suite, "S");
  EXPECT_EQ(test.name, "T");
  EXPECT_EQ(test.attempt.status, Status::passed);
  EXPECT_EQ(test.attempt.duration, k_unknown_duration);
}

TEST_F(JunitReport, TakesAllFailuresOfATest) {
  const auto test = in_suite(
      "<testcase name='T'><failure message='one'/><error type='Broken'>two</error></testcase>");
  ASSERT_EQ(test.attempt.failures.size(), 2U);
  EXPECT_EQ(test.attempt.failures[0].text, "one");
  EXPECT_EQ(test.attempt.failures[1].text, "two");
  EXPECT_EQ(test.attempt.failures[1].kind, FailureKind::exception);
  EXPECT_EQ(test.attempt.status, Status::failed);
}

TEST_F(JunitReport, SkipsWithAndWithoutAReason) {
  EXPECT_EQ(in_suite("<testcase name='T'><skipped/></testcase>").attempt.status, Status::skipped);
  EXPECT_EQ(
      in_suite("<testcase name='T'><skipped message='no disk'/></testcase>").attempt.skip_reason,
      "no disk");
}

TEST_F(JunitReport, JoinsTheNamesOfNestedSuitesWhenThereIsNoClass) {
  const auto test = read_one(
      "<testsuites><testsuite name='outer'><testsuite name='inner'><testcase name='T'/>"
      "</testsuite></testsuite></testsuites>");
  EXPECT_EQ(test.suite, "outer.inner");
}

TEST_F(JunitReport, ReadsTimesWithACommaAsSeconds) {
  EXPECT_EQ(in_suite("<testcase name='T' time='0,012'/>").attempt.duration, milliseconds(12));
}

TEST_F(JunitReport, KeepsWhatATestPrintedAndItsProperties) {
  const auto test = in_suite(
      "<testcase name='T'><properties><property name='rows' value='7'/></properties>"
      "<system-out>hello</system-out></testcase>");
  ASSERT_EQ(test.params.size(), 1U);
  EXPECT_EQ(test.params[0].value, "7");
  EXPECT_EQ(test.notes, std::vector<std::string>{"hello"});
}

TEST_F(JunitReport, TakesAFlakyFailureAsAnEarlierAttempt) {
  const auto kept = read_file(golden("surefire.xml"));
  ASSERT_EQ(kept.tests.size(), 4U) << problem_;
  const auto& flickers = kept.tests[0];
  EXPECT_EQ(flickers.attempt.status, Status::passed);
  ASSERT_EQ(flickers.earlier.size(), 1U);
  EXPECT_NE(flickers.earlier[0].failures.at(0).text.find("but was: <2>"), std::string::npos);
  EXPECT_EQ(kept.tests[1].attempt.status, Status::failed);
  EXPECT_EQ(kept.tests[1].earlier.size(), 1U);
}

TEST_F(JunitReport, LeavesOutTheJavaMachinesProperties) {
  EXPECT_TRUE(read_file(golden("surefire.xml")).params.empty());
}

TEST_F(JunitReport, TakesThousandsAsSurefireWritesThem) {
  EXPECT_EQ(read_file(golden("surefire.xml")).tests.at(3).attempt.duration, milliseconds(1200003));
}

TEST_F(JunitReport, ReportsFailuresThatAreCountedAndNotNamed) {
  const auto kept = read("<testsuite name='S' failures='2'><testcase name='T'/></testsuite>");
  ASSERT_EQ(kept.failures.size(), 1U);
  EXPECT_EQ(kept.failures[0].suite, "S");
}

TEST_F(JunitReport, TakesANamelessTestAsTheFailureOfItsSuite) {
  const auto kept = read(
      "<testsuites name='AllTests'><testsuite name='S'><testcase name='' classname='S'>"
      "<failure message='away'/></testcase></testsuite></testsuites>");
  EXPECT_TRUE(kept.tests.empty());
  ASSERT_EQ(kept.failures.size(), 1U);
  EXPECT_EQ(kept.failures[0].phase, Phase::suite_set_up);
}

TEST_F(JunitReport, TakesTheProgramsTimeAndMachine) {
  const auto kept = read_file(golden("gradle.xml"));
  ASSERT_EQ(kept.programs.size(), 1U);
  EXPECT_EQ(kept.programs[0].host, "build7");
  EXPECT_EQ(kept.programs[0].started, std::chrono::milliseconds(1795595299123));
}

TEST_F(JunitReport, ReadsABigTextInBoundedMemory) {
  const std::string text(5 * 1024 * 1024, 'x');
  const auto test =
      in_suite("<testcase name='T'><failure><![CDATA[" + text + "]]></failure></testcase>");
  const auto& kept = test.attempt.failures.at(0).text;
  EXPECT_LT(kept.size(), 2 * k_max_text_bytes);
  EXPECT_NE(kept.find("bytes cut]"), std::string::npos);
}

}  // namespace
}  // namespace testtracker::sources
