#include "journal/process_liveness.hpp"

#include "base/process.hpp"
#include "journal_fixture.hpp"

#include <csignal>
#include <memory>

#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::journal {
namespace {

class ProcessLiveness : public JournalFixture {
 protected:
  static ProgramStarted self() {
    ProgramStarted start = first();
    const auto stat = read_process_stat(::getpid());
    start.pid = stat->pid;
    start.start_ticks = stat->start_ticks;
    start.boot_id = boot_id();
    start.pid_namespace = pid_namespace();
    return start;
  }
};

TEST_F(ProcessLiveness, AHeldLockOfALivingProcessIsAlive) {
  const auto writer = JournalWriter::create(path_, self());
  ASSERT_TRUE(writer);
  EXPECT_EQ(liveness_of(path_, self()), Liveness::alive);
}

TEST_F(ProcessLiveness, AFreeLockIsDeadEvenIfTheProcessLives) {
  ASSERT_TRUE(JournalWriter::create(path_, self()));
  EXPECT_EQ(liveness_of(path_, self()), Liveness::dead);
}

TEST_F(ProcessLiveness, AProcessOfAnotherMachineIsJudgedByItsLockAlone) {
  const auto writer = JournalWriter::create(path_, self());
  ProgramStarted elsewhere = self();
  elsewhere.boot_id = "another boot";
  elsewhere.pid = 1;
  EXPECT_EQ(liveness_of(path_, elsewhere), Liveness::alive);
}

TEST_F(ProcessLiveness, AMissingJournalIsDead) {
  EXPECT_EQ(liveness_of(path_, self()), Liveness::dead);
}

// flock(2): a forked child keeps the lock of its dead parent.
TEST_F(ProcessLiveness, AKilledProcessIsDeadThoughItsChildHoldsTheLock) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    const auto writer = JournalWriter::create(path_, self());
    const pid_t child = ::fork();
    if (child == 0) {
      ::pause();
      ::_exit(0);
    }
    const ProgramStarted start = self();
    const auto written = ::write(ready[1], &child, sizeof child) +
                         ::write(ready[1], &start.start_ticks, sizeof start.start_ticks);
    ::pause();
    ::_exit(static_cast<int>(written));
  }
  pid_t child = 0;
  ProgramStarted start = self();
  start.pid = parent;
  ASSERT_EQ(::read(ready[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  ASSERT_EQ(::read(ready[0], &start.start_ticks, sizeof start.start_ticks),
            static_cast<ssize_t>(sizeof start.start_ticks));
  EXPECT_EQ(liveness_of(path_, start), Liveness::alive);
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_EQ(liveness_of(path_, start), Liveness::dead);
  ::kill(child, SIGKILL);
}

}  // namespace
}  // namespace testtracker::journal
