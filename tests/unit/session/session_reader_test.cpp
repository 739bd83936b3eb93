#include "session/session_reader.hpp"

#include "base/process.hpp"

#include <testtracker/journal_writer.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::session {
namespace {

using std::chrono::milliseconds;
using testing::SizeIs;

class SessionReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "session_reader_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    folder_.emplace(root_ + "/the-session");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  static spool::Owner nobody() { return {getpid(), 1, "program"}; }
  static spool::Owner myself() {
    return {getpid(), read_process_stat(getpid())->start_ticks, "program"};
  }
  void create(const spool::Owner& owner) {
    spool::SessionInfo info;
    info.id = folder_->id();
    info.owner = owner;
    info.boot_id = boot_id();
    info.pid_namespace = pid_namespace();
    ASSERT_TRUE(spool::SessionFolder::create(folder_->path(), info));
  }
  [[nodiscard]] JournalWriter journal(const std::string& process,
                                      const std::string& kind = "test_program") const {
    ProgramStarted start;
    start.process = process;
    start.kind = kind;
    start.program = "unit";
    start.pid = getpid();
    start.start_ticks = read_process_stat(getpid())->start_ticks;
    start.boot_id = boot_id();
    start.pid_namespace = pid_namespace();
    start.wall_time = std::chrono::seconds(1'700'000'000);
    auto writer = JournalWriter::create(folder_->journal_path(process), start);
    EXPECT_TRUE(writer) << (writer ? "" : writer.error().message);
    return std::move(*writer);
  }
  static void begin_test(JournalWriter& writer, TestId id) {
    writer.append(TestStarted{id, "Suite", "Test" + std::to_string(id), "", "", "a.cpp", 1});
  }
  static void run_test(JournalWriter& writer, TestId id, Status status = Status::passed) {
    begin_test(writer, id);
    writer.append(TestEnded{id, status, milliseconds(1)});
  }
  [[nodiscard]] SessionReader open() const {
    auto reader = SessionReader::open(*folder_);
    EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
    return std::move(*reader);
  }
  static bool polled(SessionReader& reader) {
    auto changed = reader.poll();
    EXPECT_TRUE(changed) << (changed ? "" : changed.error().message);
    return changed && *changed;
  }
  void write_file(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_->path() + "/" + name, std::ios::binary | std::ios::app) << bytes;
  }

  std::string root_;
  std::optional<spool::SessionFolder> folder_;
};

TEST_F(SessionReaderTest, AMissingFolderIsNotFound) {
  const auto reader = SessionReader::open(*folder_);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::not_found);
}

TEST_F(SessionReaderTest, ReadsAJournalWhileItGrows) {
  create(myself());
  auto writer = journal("host-1-1");
  auto reader = open();
  run_test(writer, 1);
  EXPECT_TRUE(polled(reader));
  EXPECT_EQ(reader.result().counts.passed, 1U);
  EXPECT_FALSE(polled(reader));
  run_test(writer, 2);
  EXPECT_TRUE(polled(reader));
  EXPECT_EQ(reader.result().counts.passed, 2U);
  EXPECT_EQ(reader.result().verdict, Verdict::running);
}

TEST_F(SessionReaderTest, FindsJournalsThatComeLater) {
  create(myself());
  auto reader = open();
  EXPECT_FALSE(polled(reader));
  auto writer = journal("host-1-1");
  EXPECT_TRUE(polled(reader));
  EXPECT_THAT(reader.result().processes, SizeIs(1));
}

TEST_F(SessionReaderTest, IsOverWhenTheOwnerIsGoneAndAllJournalsEnded) {
  create(nobody());
  auto writer = journal("host-1-1");
  auto reader = open();
  polled(reader);
  EXPECT_FALSE(reader.is_over());  // the writer holds its lock
  run_test(writer, 1);
  writer.append(ProgramEnded{});
  EXPECT_TRUE(polled(reader));
  EXPECT_TRUE(reader.is_over());
  EXPECT_EQ(reader.result().verdict, Verdict::passed);
}

TEST_F(SessionReaderTest, IsNotOverWhileTheOwnerLives) {
  create(myself());
  auto writer = journal("host-1-1");
  writer.append(ProgramEnded{});
  auto reader = open();
  polled(reader);
  EXPECT_FALSE(reader.is_over());
}

TEST_F(SessionReaderTest, ARunnerThatHasEndedItsJournalCountsAsGone) {
  create({getpid(), read_process_stat(getpid())->start_ticks, "runner"});
  auto runner = journal("host-1-1");
  auto reader = open();
  polled(reader);
  EXPECT_FALSE(reader.is_over());
  runner.append(ProgramEnded{});
  EXPECT_TRUE(polled(reader));
  EXPECT_TRUE(reader.is_over());
}

TEST_F(SessionReaderTest, AJournalThatCameWithTheRunnersEndIsReadInTheSamePoll) {
  create({getpid(), read_process_stat(getpid())->start_ticks, "runner"});
  auto reader = open();
  polled(reader);
  auto program = journal("host-0-1");
  run_test(program, 1);
  auto runner = journal("host-1-1");
  runner.append(ProgramEnded{});
  polled(reader);
  EXPECT_FALSE(reader.is_over());  // the program goes on
  EXPECT_EQ(reader.result().counts.passed, 1U);
}

TEST_F(SessionReaderTest, AnotherProcessDoesNotEndTheRunnersSession) {
  create({getppid(), read_process_stat(getppid())->start_ticks, "runner"});
  auto program = journal("host-1-1");  // is ours, not the parent's
  program.append(ProgramEnded{});
  auto reader = open();
  polled(reader);
  EXPECT_FALSE(reader.is_over());
}

TEST_F(SessionReaderTest, AKilledRunnersSessionGoesOnUntilItsProgramEnds) {
  const auto runner = fork();
  if (runner == 0) {
    create({getpid(), read_process_stat(getpid())->start_ticks, "runner"});
    auto writer = journal("host-0-1", "runner");
    raise(SIGKILL);
  }
  ASSERT_EQ(waitpid(runner, nullptr, 0), runner);
  auto program = journal("host-1-1");
  run_test(program, 1);
  auto reader = open();
  polled(reader);
  EXPECT_FALSE(reader.is_over());
  run_test(program, 2);
  program.append(ProgramEnded{});
  polled(reader);
  ASSERT_TRUE(reader.is_over());
  EXPECT_EQ(reader.result().counts.passed, 2U);
  EXPECT_EQ(reader.result().verdict, Verdict::interrupted);
}

TEST_F(SessionReaderTest, AProgramThatGoesOnAfterItsEndIsNotOver) {
  create(nobody());
  auto writer = journal("host-1-1");
  writer.append(ProgramEnded{});
  auto reader = open();
  polled(reader);
  begin_test(writer, 1);
  polled(reader);
  EXPECT_FALSE(reader.is_over());
}

TEST_F(SessionReaderTest, AKilledProcessCrashedInItsTest) {
  create(nobody());
  const auto child = fork();
  if (child == 0) {
    auto writer = journal("host-1-1");
    run_test(writer, 1);
    begin_test(writer, 2);
    raise(SIGKILL);
  }
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  auto reader = open();
  polled(reader);
  ASSERT_TRUE(reader.is_over());
  const auto result = reader.result();
  EXPECT_EQ(result.counts.passed, 1U);
  EXPECT_EQ(result.counts.crashed, 1U);
  EXPECT_EQ(result.processes.at(0).state, ProcessState::died);
}

TEST_F(SessionReaderTest, DamagedLinesAreCountedAndTheRestIsRead) {
  create(nobody());
  {
    auto writer = journal("host-1-1");
    run_test(writer, 1);
    write_file("host-1-1.journal", "no record\n{\"also\":\n");
    run_test(writer, 2);
    writer.append(ProgramEnded{});
  }
  auto reader = open();
  polled(reader);
  EXPECT_EQ(reader.result().counts.passed, 2U);
  EXPECT_EQ(reader.result().processes.at(0).damaged_lines, 2U);
}

TEST_F(SessionReaderTest, ATornLastLineLosesNothingElse) {
  create(nobody());
  {
    auto writer = journal("host-1-1");
    run_test(writer, 1);
  }
  write_file("host-1-1.journal", "{\"kind\":\"test_st");
  auto reader = open();
  polled(reader);
  EXPECT_TRUE(reader.is_over());
  EXPECT_EQ(reader.result().counts.passed, 1U);
}

TEST_F(SessionReaderTest, AFileThatIsNoJournalIsAProcessOfWhichNothingIsKnown) {
  create(nobody());
  write_file("host-2-1.journal", "hello\n");
  auto reader = open();
  polled(reader);
  EXPECT_FALSE(polled(reader));
  EXPECT_EQ(reader.result().processes.at(0).damaged_lines, 1U);
}

TEST_F(SessionReaderTest, AJournalWithoutItsFirstRecordYetIsNotOver) {
  create(nobody());
  write_file("host-2-1.journal", "");
  auto reader = open();
  polled(reader);
  EXPECT_FALSE(reader.is_over());
}

TEST_F(SessionReaderTest, ANewerFormatLeavesTheSessionAlone) {
  create(nobody());
  { auto writer = journal("host-1-1"); }
  std::ifstream file(folder_->journal_path("host-1-1"));
  std::string header((std::istreambuf_iterator<char>(file)), {});
  const auto version = header.find("\"version\":\"");
  ASSERT_NE(version, std::string::npos) << header;
  header.insert(version + 11, "9");
  write_file("host-2-1.journal", header);
  auto reader = open();
  const auto polled = reader.poll();
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().code, ErrorCode::newer_format);
}

TEST_F(SessionReaderTest, ProgressCountsWhatIsKnownSoFar) {
  create(myself());
  auto writer = journal("host-1-1");
  writer.append(TestsPlanned{{{"Suite", "Test1"}, {"Suite", "Test2"}, {"Suite", "Test3"}}});
  run_test(writer, 1, Status::failed);
  begin_test(writer, 2);
  auto reader = open();
  polled(reader);
  const auto progress = reader.progress();
  EXPECT_EQ(progress.finished, 1U);
  EXPECT_EQ(progress.failed, 1U);
  EXPECT_EQ(progress.planned, 3U);
}

}  // namespace
}  // namespace testtracker::session
