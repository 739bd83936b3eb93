#include "journal_fixture.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Pair;
using ::testing::StartsWith;

class Journal : public JournalFixture {};

std::string all_bytes() {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    all += static_cast<char>(byte);
  }
  return all;
}

TEST_F(Journal, ProgramStartedReadsBack) {
  ProgramStarted start = first();
  start.nested = true;
  start.pid = 77;
  start.start_ticks = std::numeric_limits<std::uint64_t>::max();
  start.boot_id = "b";
  start.arguments = {"--a", "", "b\"c", "\xFF"};
  start.wall_time = std::chrono::nanoseconds(1700000000123456789);
  start.shard_index = 0;
  start.shard_total = 4;
  start.environment = {{"LANG", "C"}, {"X", ""}};
  ASSERT_TRUE(JournalWriter::create(path_, start));
  const auto read = read_one<ProgramStarted>();
  EXPECT_EQ(read.process, "host-1-2");
  EXPECT_TRUE(read.nested);
  EXPECT_EQ(read.pid, 77);
  EXPECT_EQ(read.start_ticks, start.start_ticks);
  EXPECT_EQ(read.boot_id, "b");
  EXPECT_EQ(read.arguments, start.arguments);
  EXPECT_EQ(read.wall_time, start.wall_time);
  EXPECT_EQ(read.shard_index, 0);
  EXPECT_EQ(read.shard_total, 4);
  EXPECT_THAT(read.environment, ElementsAre(Pair("LANG", "C"), Pair("X", "")));
}

TEST_F(Journal, ATestReadsBackWithAllItsFields) {
  create().append(TestStarted{3, "Suite", "Name/0", "int", "42", "a.cc", 17});
  const auto read = read_one<TestStarted>();
  EXPECT_EQ(read.id, 3U);
  EXPECT_EQ(read.suite, "Suite");
  EXPECT_EQ(read.name, "Name/0");
  EXPECT_EQ(read.type_param, "int");
  EXPECT_EQ(read.value_param, "42");
  EXPECT_EQ(read.file, "a.cc");
  EXPECT_EQ(read.line, 17);
}

TEST_F(Journal, AFailureReadsBackWithKindAndPhase) {
  create().append(
      FailureReported{0, Phase::suite_set_up, "Suite", FailureKind::exception, "f.cc", 9, "text"});
  const auto read = read_one<FailureReported>();
  EXPECT_EQ(read.phase, Phase::suite_set_up);
  EXPECT_EQ(read.suite, "Suite");
  EXPECT_EQ(read.kind, FailureKind::exception);
  EXPECT_EQ(read.file, "f.cc");
  EXPECT_EQ(read.line, 9);
  EXPECT_EQ(read.text, "text");
}

TEST_F(Journal, EverySmallEventReadsBack) {
  JournalWriter writer = create();
  writer.append(IterationStarted{0});
  writer.append(TestDisabled{"S", "DISABLED_x", "f", 1});
  writer.append(SkipReported{5, Phase::test, "", "f", 2, "why"});
  writer.append(TestEnded{5, Status::skipped, std::chrono::nanoseconds(12)});
  writer.append(SuiteEnded{"S", std::chrono::nanoseconds(13)});
  writer.append(ParamReported{5, "p", "v"});
  writer.append(AttachmentReported{5, "a.txt", "attachments/1-a.txt"});
  writer.append(NoteReported{5, "remark"});
  writer.append(SpanEnded{5, "load", std::chrono::nanoseconds(7), std::chrono::nanoseconds(8)});
  writer.append(ProgramEnded{false, 3});
  writer.append(TestDescribed{5, "int", "42", "f", 3});
  const auto records = read_all();
  ASSERT_EQ(records.size(), 12U);
  EXPECT_EQ(std::get<IterationStarted>(records[1].event).iteration, 0);
  EXPECT_EQ(std::get<TestDisabled>(records[2].event).name, "DISABLED_x");
  EXPECT_EQ(std::get<SkipReported>(records[3].event).text, "why");
  EXPECT_EQ(std::get<TestEnded>(records[4].event).status, Status::skipped);
  EXPECT_EQ(std::get<TestEnded>(records[4].event).duration.count(), 12);
  EXPECT_EQ(std::get<SuiteEnded>(records[5].event).duration.count(), 13);
  EXPECT_EQ(std::get<ParamReported>(records[6].event).value, "v");
  EXPECT_EQ(std::get<AttachmentReported>(records[7].event).path, "attachments/1-a.txt");
  EXPECT_EQ(std::get<NoteReported>(records[8].event).text, "remark");
  EXPECT_EQ(std::get<SpanEnded>(records[9].event).duration.count(), 8);
  EXPECT_FALSE(std::get<ProgramEnded>(records[10].event).passed);
  EXPECT_EQ(std::get<ProgramEnded>(records[10].event).lost_records, 3U);
  EXPECT_EQ(std::get<TestDescribed>(records[11].event).value_param, "42");
  EXPECT_EQ(std::get<TestDescribed>(records[11].event).line, 3);
}

TEST_F(Journal, WhatAParentSawReadsBackAndUnknownStaysUnknown) {
  ProcessExited exited;
  exited.pid = 12;
  exited.exit_code = 0;
  exited.timed_out = true;
  exited.max_resident_bytes = 1U << 20U;
  create().append(exited);
  const auto read = read_one<ProcessExited>();
  EXPECT_EQ(read.exit_code, 0);
  EXPECT_EQ(read.signal, std::nullopt);
  EXPECT_TRUE(read.timed_out);
  EXPECT_EQ(read.max_resident_bytes, 1U << 20U);
}

TEST_F(Journal, NamesOfAnyBytesReadBack) {
  create().append(TestStarted{1, "S", all_bytes(), "", "", "", 0});
  EXPECT_EQ(read_one<TestStarted>().name, all_bytes());
}

TEST_F(Journal, ANameOfTenThousandBytesIsKeptWhole) {
  const std::string name(10000, 'n');
  create().append(TestStarted{1, "S", name, "", "", "", 0});
  EXPECT_EQ(read_one<TestStarted>().name, name);
}

TEST_F(Journal, AHugeTextIsCutAndSaysHowMuchIsMissing) {
  create().append(NoteReported{0, std::string(10'000'000, 'x')});
  const std::string text = read_one<NoteReported>().text;
  EXPECT_LT(text.size(), 66'000U);
  EXPECT_THAT(text, EndsWith(" [testtracker: 9934464 bytes cut]"));
}

TEST_F(Journal, TheLengthOfTextsIsConfigurable) {
  create({100}).append(NoteReported{0, std::string(101, 'x')});
  EXPECT_EQ(read_one<NoteReported>().text, std::string(100, 'x') + " [testtracker: 1 bytes cut]");
}

TEST_F(Journal, NumbersThatAreNotFiniteReadBack) {
  JournalWriter writer = create();
  writer.append(MetricReported{1, "inf", std::numeric_limits<double>::infinity()});
  writer.append(MetricReported{1, "-inf", -std::numeric_limits<double>::infinity()});
  writer.append(MetricReported{1, "nan", std::nan("")});
  const auto records = read_all();
  EXPECT_EQ(std::get<MetricReported>(records[1].event).value,
            std::numeric_limits<double>::infinity());
  EXPECT_EQ(std::get<MetricReported>(records[2].event).value,
            -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(std::get<MetricReported>(records[3].event).value));
}

TEST_F(Journal, AMetricReadsBackToTheLastBit) {
  for (const double value : {0.1, 1.0 / 3, 1e308, 5e-324, -0.0, 123456789.125}) {
    const test::TempDir dir;
    path_ = dir / "p.journal";
    create().append(MetricReported{1, "m", value});
    EXPECT_EQ(read_one<MetricReported>().value, value);
  }
}

TEST_F(Journal, TwentyThousandPlannedTestsReadBackInOrder) {
  TestsPlanned plan;
  for (int i = 0; i < 20000; ++i) {
    plan.tests.push_back({"Suite" + std::to_string(i / 100), "Test" + std::to_string(i)});
  }
  plan.tests[7].name = "broken\xFF";
  create().append(plan);
  std::vector<TestName> read;
  for (Record& record : read_all()) {
    if (auto* const piece = std::get_if<TestsPlanned>(&record.event)) {
      read.insert(read.end(), piece->tests.begin(), piece->tests.end());
    }
  }
  ASSERT_EQ(read.size(), plan.tests.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    ASSERT_EQ(read[i].suite, plan.tests[i].suite);
    ASSERT_EQ(read[i].name, plan.tests[i].name);
  }
}

TEST_F(Journal, NoRecordOfAPlanIsMuchLongerThan64KiB) {
  TestsPlanned plan;
  plan.tests.assign(20000, {"Suite", "Test"});
  create().append(plan);
  std::size_t longest = 0;
  const std::string text = bytes();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  EXPECT_LT(longest, 66U * 1024);
}

TEST_F(Journal, OffsetsNeverStepBack) {
  JournalWriter writer = create();
  for (int i = 0; i < 100; ++i) {
    writer.append(NoteReported{0, "x"});
  }
  std::chrono::nanoseconds last{-1};
  for (const Record& record : read_all()) {
    EXPECT_GE(record.offset, last);
    last = record.offset;
  }
}

TEST_F(Journal, RecordsOfManyThreadsAreAllWhole) {
  JournalWriter writer = create();
  std::vector<std::thread> threads;
  for (std::uint64_t thread = 1; thread <= 8; ++thread) {
    threads.emplace_back([&writer, thread] {
      for (int i = 0; i < 500; ++i) {
        writer.append(NoteReported{thread, std::string(300, 'x')});
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(read_all().size(), 1U + 8 * 500);
  EXPECT_EQ(damaged_, 0U);
}

TEST_F(Journal, AForkedChildWritesNothing) {
  JournalWriter writer = create();
  const std::string before = bytes();
  const pid_t child = ::fork();
  if (child == 0) {
    writer.append(NoteReported{0, "from the child"});
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(bytes(), before);
}

TEST_F(Journal, IsReadableForItsOwnerOnly) {
  create();
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Journal, ASecondWriterOnOnePathIsRefused) {
  const JournalWriter writer = create();
  const auto second = JournalWriter::create(path_, first());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::io);
  EXPECT_THAT(second.error().message, StartsWith("create the journal " + path_));
}

TEST_F(Journal, EveryAppendReachesTheFileAtOnce) {
  JournalWriter writer = create();
  writer.append(TestStarted{1, "S", "T", "", "", "", 0});
  EXPECT_EQ(read_one<TestStarted>().name, "T");
}

TEST_F(Journal, AppendingLeavesErrnoAlone) {
  JournalWriter writer = create();
  errno = 4242;
  writer.append(NoteReported{0, "x"});
  EXPECT_EQ(errno, 4242);
}

}  // namespace
}  // namespace testtracker
