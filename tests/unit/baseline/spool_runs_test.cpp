#include "baseline/spool_runs.hpp"

#include "context/context_file.hpp"
#include "spool/session_folder.hpp"
#include "support/temp_dir.hpp"
#include "unit/report/sample_session.hpp"

#include <testtracker/journal_writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::baseline {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

class SpoolRunsTest : public testing::Test {
 protected:
  /// A session that is over, of one test.
  spool::SessionFolder write(const std::string& id, int second) {
    spool::SessionInfo info;
    info.id = id;
    info.owner.kind = "import";
    info.wall_time = std::chrono::seconds(1'700'000'000 + second);
    const spool::SessionFolder folder(dir_ / id);
    EXPECT_TRUE(spool::SessionFolder::create(folder.path(), info));
    ProgramStarted program;
    program.process = "p";
    program.kind = "test_program";
    program.program = "engine_test";
    program.wall_time = info.wall_time;
    auto journal = JournalWriter::create(folder.journal_path("p"), program);
    EXPECT_TRUE(journal);
    TestStarted test;
    test.id = 1;
    test.suite = "Engine";
    test.name = "Starts";
    journal->append(test);
    journal->append(TestEnded{1, Status::passed, std::chrono::milliseconds(5)});
    journal->append(ProgramEnded{});
    return folder;
  }
  void describe(const spool::SessionFolder& folder, const context::RunContext& context) {
    EXPECT_TRUE(context::write_context(folder.context_path(), context));
  }
  RunHistory& load(const RunFilter& filter) {
    EXPECT_TRUE(SpoolRuns(dir_.path()).load(filter, history_));
    return history_;
  }

  test::TempDir dir_;
  RunHistory history_;
};

TEST_F(SpoolRunsTest, ReadsTheNewestFirst) {
  describe(write("old", 1), report::sample_context());
  describe(write("new", 2), report::sample_context());
  const auto& history = load({});
  ASSERT_EQ(history.runs.size(), 2U);
  EXPECT_EQ(history.runs[0].session, "new");
  EXPECT_EQ(history.runs[0].tests.size(), 1U);
  EXPECT_EQ(history.runs[0].origin, Origin::session_folder);
}

TEST_F(SpoolRunsTest, TakesOnlyWhatWasAskedFor) {
  auto context = report::sample_context();
  describe(write("main", 1), context);
  context.branch = "topic";
  describe(write("topic", 2), context);
  RunFilter filter;
  filter.branch = "topic";
  ASSERT_EQ(load(filter).runs.size(), 1U);
  EXPECT_EQ(history_.runs[0].session, "topic");
}

TEST_F(SpoolRunsTest, ANumberOfThemIsEnough) {
  describe(write("a", 1), report::sample_context());
  describe(write("b", 2), report::sample_context());
  RunFilter filter;
  filter.most_runs = 1;
  EXPECT_EQ(load(filter).runs.size(), 1U);
}

TEST_F(SpoolRunsTest, SaysThatASessionsPlaceIsUnknown) {
  write("nowhere", 1);
  EXPECT_THAT(load({}).runs, SizeIs(0));
  EXPECT_THAT(history_.notices, Contains(HasSubstr("1 sessions")));
}

TEST_F(SpoolRunsTest, AnotherPlatformIsLeftOut) {
  describe(write("a", 1), report::sample_context());
  RunFilter filter;
  filter.platform = "windows";
  EXPECT_THAT(load(filter).runs, SizeIs(0));
  EXPECT_THAT(history_.notices, Contains(HasSubstr("their platform is not windows")));
}

TEST_F(SpoolRunsTest, ReadsOneSessionById) {
  describe(write("a", 1), report::sample_context());
  ASSERT_TRUE(SpoolRuns(dir_.path()).load_run("a", history_));
  EXPECT_EQ(history_.runs.at(0).commit, report::sample_context().commit);
  EXPECT_FALSE(SpoolRuns(dir_.path()).load_run("../a", history_));
}

}  // namespace
}  // namespace testtracker::baseline
