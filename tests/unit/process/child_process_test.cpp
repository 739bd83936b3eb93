#include "process/child_process.hpp"

#include "base/process.hpp"
#include "base/unique_fd.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::process {
namespace {

using namespace std::chrono_literals;
using test::TempDir;

Command shell(std::string script) {
  Command command;
  command.arguments = {"sh", "-c", std::move(script)};
  command.output.kind = Stream::Kind::capture;
  command.error.kind = Stream::Kind::capture;
  return command;
}

Exit run_shell(std::string script, const Patience& patience = {}) {
  auto exit = run(shell(std::move(script)), patience);
  EXPECT_TRUE(exit) << exit.error().message;
  return exit ? *std::move(exit) : Exit{};
}

// Polls, because what is awaited happens in another process.
template <typename Condition>
bool becomes_true(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

TEST(ChildProcess, GivesTheExitCode) {
  EXPECT_EQ(run_shell("exit 42").exit_code, 42);
}

TEST(ChildProcess, GivesTheSignalThatEndedIt) {
  const Exit exit = run_shell("kill -SEGV $$");
  EXPECT_EQ(exit.signal, SIGSEGV);
  EXPECT_FALSE(exit.exit_code);
}

TEST(ChildProcess, KeepsBothStreamsApart) {
  const Exit exit = run_shell("echo out; echo err >&2");
  EXPECT_EQ(exit.output, "out\n");
  EXPECT_EQ(exit.error, "err\n");
}

TEST(ChildProcess, ReadsMoreThanAPipeHolds) {
  EXPECT_EQ(run_shell("head -c 1000000 /dev/zero").output.size(), 1000000U);
}

TEST(ChildProcess, CutsWhatItCapturesAndLetsTheChildFinish) {
  Command command = shell("head -c 1000000 /dev/zero; exit 3");
  command.max_captured_bytes = 1000;
  const auto exit = run(command);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->output.size(), 1000U);
  EXPECT_TRUE(exit->is_cut);
  EXPECT_EQ(exit->exit_code, 3);
}

TEST(ChildProcess, DoesNotWaitForWhoeverKeepsItsOutputOpen) {
  Command command = shell("sleep 100 & echo $!");
  const auto exit = run(command);
  ASSERT_TRUE(exit);
  const pid_t sleeper = std::stoi(exit->output);
  EXPECT_EQ(::kill(sleeper, SIGKILL), 0);
}

TEST(ChildProcess, TellsAMissingProgramFromOneThatCannotRun) {
  const TempDir directory;
  Command command;
  command.arguments = {directory / "absent"};
  EXPECT_EQ(run(command).error().code, ErrorCode::not_found);
  test::write_file(directory / "plain", "text");
  command.arguments = {directory / "plain"};
  EXPECT_EQ(run(command).error().code, ErrorCode::unsupported);
}

TEST(ChildProcess, SaysThatTheInterpreterIsMissing) {
  const TempDir directory;
  const std::string script = directory / "script";
  test::write_file(script, "#!/no/such/interpreter\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  Command command;
  command.arguments = {script};
  const auto exit = run(command);
  ASSERT_FALSE(exit);
  EXPECT_EQ(exit.error().code, ErrorCode::not_found);
  EXPECT_THAT(exit.error().message, testing::HasSubstr(script));
}

TEST(ChildProcess, RefusesAFormatThatTheKernelDoesNotKnow) {
  const TempDir directory;
  const std::string file = directory / "garbage";
  test::write_file(file, std::string("\x01\x02\x03\0garbage", 11));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  Command command;
  command.arguments = {file};
  EXPECT_EQ(run(command).error().code, ErrorCode::unsupported);
}

TEST(ChildProcess, RunsInTheGivenDirectory) {
  const TempDir directory;
  Command command = shell("pwd -P");
  command.directory = directory.path();
  const auto exit = run(command);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->output, std::filesystem::canonical(directory.path()).string() + "\n");
}

TEST(ChildProcess, NamesADirectoryThatIsNotThere) {
  Command command = shell("true");
  command.directory = "/no/such/directory";
  const auto exit = run(command);
  ASSERT_FALSE(exit);
  EXPECT_EQ(exit.error().code, ErrorCode::io);
  EXPECT_THAT(exit.error().message, testing::HasSubstr("/no/such/directory"));
}

TEST(ChildProcess, SetsAndRemovesVariables) {
  ::setenv("TESTTRACKER_UNIT_A", "old", 1);
  ::setenv("TESTTRACKER_UNIT_B", "old", 1);
  Command command = shell("echo ${TESTTRACKER_UNIT_A-none} ${TESTTRACKER_UNIT_B-none}");
  command.environment = {{"TESTTRACKER_UNIT_A", "new"}, {"TESTTRACKER_UNIT_B", std::nullopt}};
  const auto exit = run(command);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->output, "new none\n");
}

TEST(ChildProcess, AppendsToAFileAndReadsFromOne) {
  const TempDir directory;
  test::write_file(directory / "in", "hello");
  test::write_file(directory / "out", "already there\n");
  Command command;
  command.arguments = {"cat"};
  command.input = {Stream::Kind::file, directory / "in", {}, false};
  command.output = {Stream::Kind::file, directory / "out", {}, false};
  ASSERT_TRUE(run(command));
  EXPECT_EQ(test::read_file(directory / "out"), "already there\nhello");
}

TEST(ChildProcess, GivesAnEmptyInputWhenThereShallBeNone) {
  Command command = shell("cat; echo end");
  command.input.kind = Stream::Kind::nothing;
  const auto exit = run(command);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->output, "end\n");
}

TEST(ChildProcess, EndsAProgramThatTakesTooLong) {
  const Exit exit = run_shell("exec sleep 100", {50ms, 10s});
  EXPECT_TRUE(exit.timed_out);
  EXPECT_EQ(exit.signal, SIGTERM);
}

TEST(ChildProcess, KillsAProgramThatIgnoresTheRequestToEnd) {
  const Exit exit = run_shell("trap '' TERM; while :; do sleep 0.01; done", {200ms, 50ms});
  EXPECT_TRUE(exit.timed_out);
  EXPECT_EQ(exit.signal, SIGKILL);
}

TEST(ChildProcess, KillsTheWholeGroupAfterTheDeadline) {
  Command command = shell("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 0.01; done'");
  command.own_group = true;
  const auto exit = run(command, {1s, 100ms});
  ASSERT_TRUE(exit);
  ASSERT_FALSE(exit->output.empty());
  const pid_t grandchild = std::stoi(exit->output);
  EXPECT_TRUE(becomes_true([&] {
    const auto stat = read_process_stat(grandchild);
    return !stat || stat->state == 'Z';
  }));
}

TEST(ChildProcess, MeasuresTimeAndMemory) {
  const Exit exit = run_shell("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done");
  EXPECT_GT(exit.user_time + exit.system_time, 0ns);
  EXPECT_GT(exit.max_resident_bytes, 100U * 1024);
}

TEST(ChildProcess, SurvivesSignalsWhileItWaits) {
  struct sigaction action {};
  struct sigaction former {};
  action.sa_handler = [](int) {};  // without SA_RESTART: every system call ends with EINTR
  ::sigaction(SIGALRM, &action, &former);
  const itimerval ticks{{0, 1000}, {0, 1000}};
  const itimerval none{};
  ::setitimer(ITIMER_REAL, &ticks, nullptr);
  const Exit exit = run_shell("sleep 0.1; echo done; exit 5");
  ::setitimer(ITIMER_REAL, &none, nullptr);
  ::sigaction(SIGALRM, &former, nullptr);
  EXPECT_EQ(exit.exit_code, 5);
  EXPECT_EQ(exit.output, "done\n");
}

TEST(ChildProcess, LeavesNoZombie) {
  {
    auto started = ChildProcess::start(shell("sleep 100"));
    ASSERT_TRUE(started);
    Command absent;
    absent.arguments = {"/no/such/program"};
    EXPECT_FALSE(ChildProcess::start(absent));
  }
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(ChildProcess, ForwardsASignal) {
  const TempDir directory;
  const std::string ready = directory / "ready";
  auto child = ChildProcess::start(
      shell("trap 'exit 9' USR1; : > " + ready + "; while :; do sleep 0.01; done"));
  ASSERT_TRUE(child);
  EXPECT_TRUE(becomes_true([&] { return std::filesystem::exists(ready); }));
  child->send_signal(SIGUSR1);
  EXPECT_EQ(child->wait().exit_code, 9);
}

TEST(ChildProcess, KnowsTheIdentityOfItsProcess) {
  auto child = ChildProcess::start(shell("exec sleep 100"));
  ASSERT_TRUE(child);
  EXPECT_TRUE(is_process_alive(child->pid(), child->start_ticks()));
}

TEST(ChildProcess, DoesNotLeakItsPipesIntoTheChild) {
  Command command = shell("ls /proc/self/fd | wc -l");
  const auto alone = run(command);
  auto other = ChildProcess::start(shell("sleep 100"));  // holds two pipes of ours
  const auto beside = run(command);
  ASSERT_TRUE(alone && beside);
  EXPECT_EQ(alone->output, beside->output);
}

Command relayed(std::string script, std::string& seen) {
  Command command = shell(std::move(script));
  command.output.kind = Stream::Kind::relay;
  command.output.on_bytes = [&seen](std::string_view bytes) { seen += bytes; };
  command.error.kind = Stream::Kind::output;
  return command;
}

TEST(ChildProcess, HandsOnWhatIsRelayed) {
  std::string seen;
  const auto exit = run(relayed("echo one; echo two >&2; echo three", seen));
  ASSERT_TRUE(exit);
  EXPECT_EQ(seen, "one\ntwo\nthree\n");
  EXPECT_EQ(exit->output, "");
}

TEST(ChildProcess, RelaysWhileTheChildRuns) {
  const TempDir dir;
  std::string seen;
  Command command = relayed("echo go; while ! test -e " + (dir / "flag") + "; do :; done", seen);
  command.output.on_bytes = [&](std::string_view bytes) {
    seen += bytes;
    test::write_file(dir / "flag", "");
  };
  const auto exit = run(command, {20s, 1s});
  ASSERT_TRUE(exit);
  EXPECT_FALSE(exit->timed_out);
}

TEST(ChildProcess, ARelayedStreamCanBeATerminal) {
  std::string seen;
  Command command = relayed("test -t 1 && test -t 2 && echo terminal", seen);
  command.output.is_terminal = true;
  ASSERT_TRUE(run(command));
  EXPECT_EQ(seen, "terminal\n") << "and no byte is changed";
}

TEST(ChildProcess, ATerminalDoesNotBecomeTheControllingOne) {
  std::string seen;
  Command command = relayed("exec setsid sh -c 'echo x; (: </dev/tty) 2>&- || echo none'", seen);
  command.output.is_terminal = true;
  ASSERT_TRUE(run(command));
  EXPECT_EQ(seen, "x\nnone\n");
}

TEST(ChildProcess, SideNewsAreHeardWhileTheChildRunsAndBehindItsEnd) {
  const TempDir directory;
  const std::string path = directory.path() + "/side";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const UniqueFd side(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  std::string heard;
  // The child waits for the file that the first news lead to.
  Command command = shell("echo first >" + path + "; until test -e " + path +
                          ".heard; do sleep 0.01; done; echo last >" + path);
  command.side_descriptor = side.get();
  command.on_side_news = [&] {
    std::array<char, 64> piece;
    const auto size = ::read(side.get(), piece.data(), piece.size());
    heard.append(piece.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    if (heard == "first\n") {
      test::write_file(path + ".heard", "");
    }
  };
  const auto exit = run(command, {20s, 1s});
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->exit_code, 0);
  EXPECT_EQ(heard, "first\nlast\n");
}

TEST(ChildProcess, AFloodDoesNotHoldUpTheTimeout) {
  std::string seen;
  Command command = relayed("exec yes", seen);
  command.output.on_bytes = [](std::string_view) {};
  const auto exit = run(command, {100ms, 1s});
  ASSERT_TRUE(exit);
  EXPECT_TRUE(exit->timed_out);
}

}  // namespace
}  // namespace testtracker::process
