#include "server/server_processes.hpp"

#include "base/detached_process.hpp"
#include "base/process.hpp"
#include "base/unique_fd.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace testtracker::server {
namespace {

using testing::Field;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// A process with the marker of a project that nobody else has.
class ServerProcesses : public testing::Test {
 protected:
  void SetUp() override {
    DetachedCommand command;
    command.program = "/bin/sleep";
    command.arguments = {"sleep", "100"};
    command.environment = {std::string(k_marker_variable) + "=" + directory_.path()};
    command.log_path = directory_ / "log";
    auto pid = start_detached(command, ExecCheck::wait);
    ASSERT_TRUE(pid) << pid.error().message;
    pid_ = *pid;
  }
  void TearDown() override {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
    }
  }

  test::TempDir directory_;
  pid_t pid_ = 0;
};

TEST_F(ServerProcesses, AreFoundByTheirMarker) {
  EXPECT_THAT(processes_of(directory_.path()),
              UnorderedElementsAre(Field(&ServerProcess::pid, pid_)));
  EXPECT_THAT(processes_of(directory_ / "other"), SizeIs(0));
}

TEST_F(ServerProcesses, AProcessThatOnlyHasThePidIsLeftAlone) {
  const auto stat = read_process_stat(pid_);
  ASSERT_TRUE(stat);
  signal_all({{pid_, stat->start_ticks + 1}}, SIGKILL);
  EXPECT_TRUE(is_process_alive(pid_, stat->start_ticks));
}

TEST_F(ServerProcesses, TellWhetherTheyListenOnAPort) {
  const UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(listener.get(), any, size), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  ASSERT_EQ(::getsockname(listener.get(), any, &size), 0);
  const std::uint16_t port = ntohs(address.sin_port);
  EXPECT_TRUE(listens_on({{::getpid(), 0}}, port));
  EXPECT_FALSE(listens_on({{pid_, 0}}, port));
}

}  // namespace
}  // namespace testtracker::server
