// Tests that end their program, or take something away from it.

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iterator>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

TEST(Ending, Before) {}
TEST(Ending, Exit0) {
  std::exit(0);
}
TEST(Ending, QuickExit) {
  ::_exit(0);
}
TEST(Ending, Abort) {
  std::abort();
}
TEST(Ending, Segv) {
  std::raise(SIGSEGV);
}
TEST(Ending, Terminate) {
  std::terminate();
}
TEST(Ending, Kill) {
  std::raise(SIGKILL);
}
TEST(Ending, Hang) {
  while (true) {
    ::pause();
  }
}
TEST(Ending, ThrowsOutOfTheProgram) {
  throw 7;
}
TEST(Ending, FailsForADebugger) {
  ADD_FAILURE() << "break here";
}
TEST(Ending, Zzz) {}

// --- forks

int wait_for(pid_t child) {
  int status = 0;
  return ::waitpid(child, &status, 0) == child ? status : -1;
}

TEST(Fork, ChildThatRunsTheExitHandlers) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::exit(0);
  }
  EXPECT_EQ(wait_for(child), 0);
}
TEST(Fork, ChildThatFails) {
  const pid_t child = ::fork();
  if (child == 0) {
    ADD_FAILURE() << "in the child";
    RecordProperty("child", 1);
    ::_exit(HasFailure() ? 0 : 1);
  }
  EXPECT_EQ(wait_for(child), 0);
}
TEST(Fork, ChildThatOutlivesTheTest) {
  if (::fork() == 0) {
    // Returns from the test and runs all that follows, listeners included.
    return;
  }
}
TEST(Fork, ZWaitsForAllChildren) {
  while (::wait(nullptr) > 0) {
  }
}
TEST(Fork, NoChildOfOursIsThere) {
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

// --- what may be taken away

TEST(Takes, AllDescriptors) {
  for (int fd = 3; fd < 4096; ++fd) {
    ::close(fd);
  }
}
TEST(Takes, TheRoomOnTheDisk) {
  const rlimit nothing{0, RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &nothing), 0);
}
TEST(Takes, TheRoomOnTheDiskWithoutSignal) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit nothing{0, RLIM_INFINITY};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &nothing), 0);
}
TEST(Takes, TheDirectory) {
  std::string pattern = "/tmp/testtracker-gone-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  std::filesystem::current_path(pattern);
  std::filesystem::remove(pattern);
}
TEST(Takes, TheEnvironment) {
  ::clearenv();
}
TEST(Takes, Zzz) {}

// --- what is there

TEST(Threads, AreCounted) {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  std::printf("threads: %td\n", std::distance(begin(tasks), end(tasks)));
}

}  // namespace
