#include "sources/reports/journal_sink.hpp"

#include "report_fixture.hpp"
#include "session/session_reader.hpp"

#include <filesystem>

namespace testtracker::sources {
namespace {

class JournalSinkTest : public ReportTest {
 protected:
  session::SessionResult import(const std::string& path,
                                const std::optional<std::string>& problem = {}) {
    const spool::SessionFolder folder(dir_ / "session");
    spool::SessionInfo info;
    info.id = "session";
    EXPECT_TRUE(spool::SessionFolder::create(folder.path(), info));
    JournalSink sink(folder, "import", [](auto name, auto) { return name == "token"; });
    ReportOrigin origin;
    origin.program = "report";
    origin.written = std::chrono::seconds(1000);
    sink.begin_report(origin);
    auto input = ReportInput::open(path);
    EXPECT_TRUE(read_report(*input, format_of(input->head()), origin, sink) || problem);
    EXPECT_TRUE(sink.end_report(problem));
    counts_ = sink.tally().counts();
    auto reader = session::SessionReader::open(folder);
    EXPECT_TRUE(reader->poll());
    EXPECT_TRUE(reader->is_over());
    return reader->result();
  }

  session::SessionResult import_text(const std::string& text,
                                     const std::optional<std::string>& problem = {}) {
    const auto path = dir_ / "report.xml";
    test::write_file(path, text);
    return import(path, problem);
  }

  TestTally::Counts counts_;
};

TEST_F(JournalSinkTest, ATestBeginsWhereTheOneBeforeItEnded) {
  const auto result = import_text(
      "<testsuite name='S' timestamp='2026-11-25T08:28:19Z'><testcase name='A' time='2'/>"
      "<testcase name='B' time='3'/></testsuite>");
  ASSERT_EQ(result.tests.size(), 2U);
  EXPECT_EQ(result.started, std::chrono::seconds(1795595299));
  EXPECT_EQ(result.tests[1].attempts[0].started, std::chrono::seconds(1795595301));
  EXPECT_EQ(result.duration, std::chrono::seconds(5));
}

TEST_F(JournalSinkTest, WithoutATimeTheFilesOwnIsTaken) {
  EXPECT_EQ(import_text("<testsuite name='S'><testcase name='A'/></testsuite>").started,
            std::chrono::seconds(1000));
}

TEST_F(JournalSinkTest, ARetriedTestIsWhatItsLastAttemptWasAndFlaky) {
  const auto result = import(golden("surefire.xml"));
  for (const auto& test : result.tests) {
    if (test.identity.name == "flickers") {
      EXPECT_EQ(test.status, Status::passed);
      EXPECT_TRUE(test.flaky);
      EXPECT_EQ(test.attempts.size(), 2U);
    }
  }
  EXPECT_EQ(result.counts.flaky, 1U);
  EXPECT_EQ(result.counts.failed, 1U);
}

TEST_F(JournalSinkTest, ARepeatedTestIsOneTestWithAttempts) {
  const auto result = import_text(
      "<testsuite name='S'><testcase name='A'><failure/></testcase><testcase "
      "name='A'/></testsuite>");
  ASSERT_EQ(result.tests.size(), 1U);
  EXPECT_TRUE(result.tests[0].flaky);
}

TEST_F(JournalSinkTest, CountsAsTheSessionDoes) {
  for (const char* const name : {"gtest.xml", "ctest_test.xml", "catch2_v3.xml", "surefire.xml",
                                 "pytest.junit.xml", "boost_log.xml"}) {
    const auto result = import(golden(name));
    EXPECT_EQ(counts_.total, result.counts.total) << name;
    EXPECT_EQ(counts_.failed, result.counts.failed) << name;
    EXPECT_EQ(counts_.skipped, result.counts.skipped) << name;
    EXPECT_EQ(counts_.flaky, result.counts.flaky) << name;
    std::filesystem::remove_all(dir_ / "session");
  }
}

TEST_F(JournalSinkTest, ABrokenReportIsAFailureOfItsProgram) {
  const auto result = import_text("<testsuite name='S'><testcase name='A'/>", "it broke");
  EXPECT_EQ(result.verdict, session::Verdict::failed);
  EXPECT_EQ(counts_.failed, 1U);
}

TEST_F(JournalSinkTest, SecretsStayOut) {
  const auto result = import_text(
      "<testsuite name='S'><properties><property name='token' value='x'/>"
      "<property name='colour' value='red'/></properties><testcase name='A'/></testsuite>");
  ASSERT_EQ(result.params.size(), 1U);
  EXPECT_EQ(result.params[0].name, "colour");
}

}  // namespace
}  // namespace testtracker::sources
