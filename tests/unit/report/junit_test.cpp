#include "report/junit.hpp"

#include "unit/report/golden.hpp"
#include "unit/report/sample_session.hpp"
#include "unit/report/xml_parser.hpp"

#include <gmock/gmock.h>

namespace testtracker::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string xml_of(const SampleSession& session) {
  return junit_xml(session.result, sample_context());
}

TEST(JUnit, LooksLikeThis) {
  const auto xml = xml_of(full_session());
  EXPECT_EQ(xml, golden("report_junit.xml", xml));
}

TEST(JUnit, APassedTestHasNameClassTimeAndPlace) {
  SampleSession session;
  session.add("Starts");
  EXPECT_THAT(xml_of(session),
              HasSubstr(R"(<testcase classname="engine_test.Engine" name="Starts" time="0.005000")"
                        R"( file="/src/engine_test.cpp" line="7">)"));
}

TEST(JUnit, CountsAreThoseOfTheElements) {
  EXPECT_THAT(xml_of(full_session()),
              HasSubstr(R"(<testsuites name="engine" tests="5" failures="1" errors="1" skipped="1")"
                        R"( time="1.500000" timestamp="2025-11-25T12:00:00">)"));
}

TEST(JUnit, AFailureHasItsMessageAndItsText) {
  SampleSession session;
  session.add_failed("Starts", "1 < 2");
  EXPECT_THAT(xml_of(session),
              HasSubstr("<failure message=\"engine_test.cpp:42 1 &lt; 2\" type=\"assertion\">"
                        "/src/engine_test.cpp:42: Failure\n1 &lt; 2</failure>"));
}

TEST(JUnit, ACrashIsAnError) {
  EXPECT_THAT(xml_of(full_session()), HasSubstr(R"(<error message="SIGSEGV" type="crashed">)"));
}

TEST(JUnit, SkippedTestsSayWhy) {
  EXPECT_THAT(xml_of(full_session()), HasSubstr(R"(<skipped type="skipped" message="no wings"/>)"));
}

TEST(JUnit, AnExpectedFailureTurnsNothingRed) {
  SampleSession session;
  session.add("A", Status::expected_failure).message = "known bug";
  EXPECT_THAT(xml_of(session), HasSubstr(R"(<skipped type="expected_failure")"
                                         R"( message="expected_failure: known bug"/>)"));
}

TEST(JUnit, AFlakyTestThatPassedHasItsFailures) {
  SampleSession session;
  session.add_flaky("A");
  const auto xml = xml_of(session);
  EXPECT_THAT(xml, HasSubstr(R"(<flakyFailure message="engine_test.cpp:42 timed out waiting")"));
  EXPECT_THAT(xml, Not(HasSubstr("<failure")));
}

TEST(JUnit, NestedProgramsTestsAreLeftOut) {
  EXPECT_THAT(xml_of(full_session()), Not(HasSubstr("Inner")));
}

TEST(JUnit, MetricsAndParamsAreProperties) {
  EXPECT_THAT(xml_of(full_session()),
              HasSubstr(R"(<property name="rows_per_s" value="1500000"/>)"));
}

TEST(JUnit, ACaseNamesItsEntryOfCtestWhichIsNoTestBesideIt) {
  const auto xml = xml_of(entries_session());
  EXPECT_THAT(xml, HasSubstr(R"(<property name="entry" value="parser"/>)"));
  EXPECT_THAT(xml, HasSubstr(R"(classname="ctest.ctest" name="lint")"));
  EXPECT_THAT(xml, Not(HasSubstr(R"(name="parser")")));
}

TEST(JUnit, IsWellFormedWithAnyBytes) {
  SampleSession session;
  auto& test = session.add_failed(all_bytes(), all_bytes() + "]]>");
  test.notes.push_back(all_bytes());
  test.file = all_bytes();
  test.params.push_back({all_bytes(), all_bytes()});
  EXPECT_EQ(xml_complaint(xml_of(session)), "");
}

TEST(JUnit, IsWellFormedWithCharactersThatXmlForbids) {
  SampleSession session;
  session.add("\xEF\xBF\xBE \xEF\xBF\xBF \xEF\xBF\xBD \xED\xA0\x80");
  EXPECT_EQ(xml_complaint(xml_of(session)), "");
}

TEST(JUnit, TwoNamesThatDifferInAControlByteStayTwoNames) {
  SampleSession session;
  session.add("a\x01");
  session.add("a\x02");
  EXPECT_THAT(xml_of(session), HasSubstr("name=\"a␁\""));
  EXPECT_THAT(xml_of(session), HasSubstr("name=\"a␂\""));
}

TEST(JUnit, TheParserOfTheseTestsFindsWhatIsWrong) {
  EXPECT_NE(xml_complaint("<a>\x01</a>"), "");
}

}  // namespace
}  // namespace testtracker::report
