#include "report/archive.hpp"

#include "report/gzip.hpp"
#include "unit/report/golden.hpp"
#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace testtracker::report {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string archive_of(const SampleSession& session) {
  return write_archive(session.result, sample_context(), session.keys);
}

std::string lines_of(const std::string& archive) {
  std::string text;
  const auto done = gunzip(archive, [&](std::string_view piece) {
    text += piece;
    return true;
  });
  EXPECT_TRUE(done);
  return text;
}

Archive read(const std::string& bytes) {
  auto archive = read_archive(bytes);
  EXPECT_TRUE(archive) << (archive ? "" : archive.error().message);
  return archive ? *std::move(archive) : Archive{};
}

ErrorCode error_of(const std::string& bytes) {
  const auto archive = read_archive(bytes);
  return archive ? ErrorCode{} : archive.error().code;
}

/// The archive of an archive's contents: equal to the first when nothing was lost.
std::string rewritten(const std::string& bytes) {
  const auto archive = read(bytes);
  return write_archive(archive.result, archive.context, archive.keys);
}

TEST(SessionArchive, EverythingThatIsWrittenIsReadBack) {
  const auto bytes = archive_of(full_session());
  EXPECT_EQ(lines_of(rewritten(bytes)), lines_of(bytes));
}

TEST(SessionArchive, LooksLikeThis) {
  const auto lines = lines_of(archive_of(full_session()));
  EXPECT_EQ(lines, golden("session_archive.jsonl", lines));
}

TEST(SessionArchive, ATestIsReadBackFieldByField) {
  const auto session = full_session();
  const auto archive = read(archive_of(session));
  ASSERT_THAT(archive.result.tests, SizeIs(6));
  const auto& test = archive.result.tests[0];
  const auto& attempt = test.attempts.at(0);
  EXPECT_EQ(archive.keys[0], "Engine/Starts");
  EXPECT_EQ(test.identity, session.result.tests[0].identity);
  EXPECT_EQ(test.status, Status::failed);
  EXPECT_EQ(test.duration, milliseconds(5));
  EXPECT_EQ(test.exception_text, session.result.tests[0].exception_text);
  EXPECT_EQ(attempt.started, k_noon);
  EXPECT_EQ(attempt.failures.at(0).line, 42);
  EXPECT_EQ(test.metrics.at(0).value, 1.5e6);
  EXPECT_EQ(test.params.at(0).value, "8");
  EXPECT_EQ(test.attachments.at(0).path, "attachments/1-core.txt");
  EXPECT_EQ(test.spans.at(0).start, milliseconds(1));
  EXPECT_TRUE(archive.result.tests[2].flaky);
  EXPECT_TRUE(archive.result.tests[5].nested);
  EXPECT_EQ(archive.result.tests[4].attempts.at(0).signal, 11);
}

TEST(SessionArchive, TheSessionAndItsContextAreReadBack) {
  const auto archive = read(archive_of(full_session()));
  EXPECT_EQ(archive.result.verdict, session::Verdict::failed);
  EXPECT_EQ(archive.result.counts.failed, 2U);
  EXPECT_EQ(archive.result.started, k_noon);
  EXPECT_EQ(archive.context.build, 30);
  EXPECT_EQ(archive.context.tags.at(0).second, "motors");
  EXPECT_EQ(archive.result.processes.at(0).start.pid, 4711);
}

TEST(SessionArchive, NamesKeepTheirExactBytes) {
  SampleSession session;
  session.add(all_bytes()).notes.push_back(all_bytes());
  const auto archive = read(archive_of(session));
  EXPECT_EQ(archive.result.tests.at(0).identity.name, all_bytes());
  EXPECT_EQ(archive.result.tests.at(0).notes.at(0), all_bytes());
}

TEST(SessionArchive, NumbersThatAreNotFiniteSurvive) {
  SampleSession session;
  auto& metrics = session.add("A").metrics;
  metrics.push_back({"nan", std::nan(""), {}});
  metrics.push_back({"low", -std::numeric_limits<double>::infinity(), {}});
  metrics.push_back({"tiny", 0.1 + 0.2, {}});
  const auto archive = read(archive_of(session));
  const auto& back = archive.result.tests.at(0).metrics;
  EXPECT_TRUE(std::isnan(back.at(0).value));
  EXPECT_EQ(back.at(1).value, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(back.at(2).value, 0.1 + 0.2);
}

TEST(SessionArchive, EqualSessionsGiveEqualBytes) {
  EXPECT_EQ(archive_of(full_session()), archive_of(full_session()));
  EXPECT_EQ(archive_of(full_session()).substr(4, 4), std::string(4, '\0'));  // no time: RFC 1952
}

TEST(SessionArchive, PlainLinesAreReadToo) {
  EXPECT_THAT(read(lines_of(archive_of(full_session()))).result.tests, SizeIs(6));
}

TEST(SessionArchive, UnknownFieldsAndRecordsAreSkipped) {
  auto lines = lines_of(archive_of(full_session()));
  lines.insert(1, R"("colour":"blue",)");
  lines += "{\"record\":\"weather\",\"sun\":true}\n";
  EXPECT_THAT(read(lines).result.tests, SizeIs(6));
}

TEST(SessionArchive, ANewerMajorVersionIsRefused) {
  auto lines = lines_of(archive_of(full_session()));
  const std::string version = R"("version":"1.1")";
  lines.replace(lines.find(version), version.size(), R"("version":"2.0")");
  EXPECT_EQ(error_of(lines), ErrorCode::newer_format);
}

TEST(SessionArchive, EveryTruncationIsNoticed) {
  const auto bytes = archive_of(full_session());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_EQ(error_of(bytes.substr(0, length)), ErrorCode::bad_format) << length;
  }
}

TEST(SessionArchive, AMissingLineIsNoticed) {
  auto lines = lines_of(archive_of(full_session()));
  lines.erase(lines.rfind('\n', lines.size() - 2) + 1);
  EXPECT_EQ(error_of(lines), ErrorCode::bad_format);
}

TEST(SessionArchive, ADamagedLineIsNamed) {
  auto lines = lines_of(archive_of(full_session()));
  lines.insert(lines.find('\n') + 1, "oops");
  const auto archive = read_archive(lines);
  ASSERT_FALSE(archive);
  EXPECT_THAT(archive.error().message, HasSubstr("line 2: it is no JSON object"));
}

TEST(SessionArchive, AnAttemptOfAnUnknownProcessIsDamage) {
  SampleSession session;
  session.add("A").attempts.back().process = 7;
  EXPECT_EQ(error_of(archive_of(session)), ErrorCode::bad_format);
}

TEST(SessionArchive, SomethingElseIsNoArchive) {
  EXPECT_EQ(error_of("{\"hello\":1}\n"), ErrorCode::bad_format);
  EXPECT_EQ(error_of("<html>"), ErrorCode::bad_format);
  EXPECT_EQ(error_of(""), ErrorCode::bad_format);
}

TEST(SessionArchive, TwentyThousandTestsFit) {
  SampleSession session;
  for (int i = 0; i < 20'000; ++i) {
    session.add("Test" + std::to_string(i));
  }
  EXPECT_THAT(read(archive_of(session)).result.tests, SizeIs(20'000));
}

}  // namespace
}  // namespace testtracker::report
