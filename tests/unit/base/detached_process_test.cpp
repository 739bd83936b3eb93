#include "base/detached_process.hpp"

#include "base/process.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker {
namespace {

using namespace std::chrono_literals;

class DetachedProcess : public testing::Test {
 protected:
  [[nodiscard]] DetachedCommand shell(const std::string& script) const {
    DetachedCommand command;
    command.program = "/bin/sh";
    command.arguments = {"sh", "-c", script};
    command.environment = {"PATH=/usr/bin:/bin", "ONLY=this"};
    command.log_path = directory_ / "log";
    return command;
  }
  // What a script printed, once its last line is `end`.
  [[nodiscard]] std::string output_of(const std::string& script) const {
    auto started = start_detached(shell(script + "; echo end"), ExecCheck::wait);
    EXPECT_TRUE(started) << started.error().message;
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    std::string text;
    while (text.find("end\n") == std::string::npos && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(2ms);
      text = test::read_file(directory_ / "log");
    }
    return text;
  }

  test::TempDir directory_;
};

TEST_F(DetachedProcess, IsLeaderOfItsOwnSession) {
  const auto pid = start_detached(shell("exec sleep 100"), ExecCheck::wait);
  ASSERT_TRUE(pid);
  EXPECT_EQ(::getsid(*pid), *pid);
  EXPECT_EQ(::getpgid(*pid), *pid);
  ::kill(*pid, SIGKILL);
}

TEST_F(DetachedProcess, LeavesNoChildToWaitFor) {
  ASSERT_TRUE(start_detached(shell("true"), ExecCheck::none));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(DetachedProcess, InheritsNoDescriptor) {
  const int file = ::open("/dev/zero", O_RDONLY);  // not close-on-exec
  // 0 to 2 and what `ls` itself has opened to list them.
  EXPECT_EQ(output_of("ls /proc/self/fd"), "0\n1\n2\n3\nend\n");
  ::close(file);
}

TEST_F(DetachedProcess, SeesOnlyTheGivenEnvironment) {
  const std::string text = output_of("env");
  EXPECT_THAT(text, testing::HasSubstr("ONLY=this\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("HOME=")));
}

TEST_F(DetachedProcess, TakesDefaultSignals) {
  struct sigaction former {};
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGTERM, &ignore, &former);
  EXPECT_EQ(output_of("sh -c 'kill -TERM $$; echo survived'"), "Terminated\nend\n");
  ::sigaction(SIGTERM, &former, nullptr);
}

TEST_F(DetachedProcess, TellsThatTheProgramIsMissing) {
  DetachedCommand command = shell("");
  command.program = directory_ / "absent";
  const auto started = start_detached(command, ExecCheck::wait);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::not_found);
  EXPECT_THAT(started.error().message, testing::HasSubstr("absent"));
}

TEST_F(DetachedProcess, WorksWithoutStandardStreams) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (int fd = 0; fd < 3; ++fd) {
      ::close(fd);
    }
    ::_exit(start_detached(shell("echo out; echo err >&2; echo end"), ExecCheck::wait) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  std::string text;
  while (text != "out\nerr\nend\n" && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(2ms);
    text = test::read_file(directory_ / "log");
  }
  EXPECT_EQ(text, "out\nerr\nend\n");
}

}  // namespace
}  // namespace testtracker
