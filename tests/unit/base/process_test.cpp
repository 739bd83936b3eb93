#include "base/process.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

namespace testtracker {
namespace {

TEST(Process, OwnEntryNamesTheParent) {
  const auto self = read_process_stat(::getpid());
  ASSERT_TRUE(self);
  EXPECT_EQ(self->parent_pid, ::getppid());
  EXPECT_GT(self->start_ticks, 0U);
  EXPECT_EQ(self->name, std::filesystem::path(executable_path()).filename().string().substr(0, 15));
}

TEST(Process, IsAliveOnlyWithItsOwnStart) {
  const auto self = read_process_stat(::getpid());
  ASSERT_TRUE(self);
  EXPECT_TRUE(is_process_alive(self->pid, self->start_ticks));
  EXPECT_FALSE(is_process_alive(self->pid, self->start_ticks + 1));
}

TEST(Process, AnEndedChildIsNotAliveBeforeItIsReaped) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(0);
  }
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  const auto zombie = read_process_stat(child);
  ASSERT_TRUE(zombie);
  EXPECT_FALSE(is_process_alive(child, zombie->start_ticks));
  ::waitpid(child, nullptr, 0);
}

TEST(Process, ThereIsNoProcessZero) {
  EXPECT_FALSE(read_process_stat(0));
}

}  // namespace
}  // namespace testtracker
