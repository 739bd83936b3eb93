// Several processes on one ledger, and processes that die in the middle of it.

#include "ledger/sqlite_ledger.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <csignal>
#include <functional>
#include <thread>
#include <vector>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::ledger {
namespace {

using std::chrono::seconds;

std::unique_ptr<Ledger> open(const std::string& path) {
  Result<std::unique_ptr<Ledger>> ledger = open_sqlite_ledger({path, seconds(60), {}});
  return ledger ? *std::move(ledger) : nullptr;
}

/// A child that runs `body` and exits with what it returns; no handle of SQLite may cross the fork.
pid_t start(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(body());
  }
  return child;
}

int exit_code(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Appends until it got `count` in, reading the serial anew after each conflict.
int append_many(const std::string& path, const std::string& environment, int count) {
  const std::unique_ptr<Ledger> ledger = open(path);
  if (!ledger) {
    return 2;
  }
  for (int done = 0; done < count;) {
    const Result<EnvironmentState> state = ledger->environment(environment);
    if (!state) {
      return 3;
    }
    const std::string hash = std::to_string(::getpid()) + "-" + std::to_string(done);
    const Result<LedgerEntry> entry =
        ledger->append({environment, state->serial, hash, "", VersionState::active, "w", ""});
    if (!entry && entry.error().code != ErrorCode::rejected) {
      return 4;
    }
    done += entry ? 1 : 0;
  }
  return 0;
}

TEST(LedgerProcesses, RacingForTheSameSerialHasOneWinner) {
  const test::TempDir directory;
  const std::string path = directory / "ledger.db";
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    children.push_back(start([&path, i] {
      const std::unique_ptr<Ledger> ledger = open(path);
      const LedgerChange change{"prod", 0, std::to_string(i), "", VersionState::active, "w", ""};
      return ledger && ledger->append(change) ? 0 : 1;
    }));
  }
  int winners = 0;
  for (const pid_t child : children) {
    winners += exit_code(child) == 0 ? 1 : 0;
  }
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(open(path)->history("prod")->size(), 1U);
}

TEST(LedgerProcesses, NoChangeOfRacingProcessesIsLostOrNumberedTwice) {
  const test::TempDir directory;
  const std::string path = directory / "ledger.db";
  const pid_t first = start([&path] { return append_many(path, "prod", 25); });
  const pid_t second = start([&path] { return append_many(path, "prod", 25); });
  EXPECT_EQ(exit_code(first), 0);
  EXPECT_EQ(exit_code(second), 0);
  const std::vector<LedgerEntry> history = *open(path)->history("prod");
  ASSERT_EQ(history.size(), 99U);  // 50 active, 49 retired
  EXPECT_EQ(history.front().serial, 99);
  EXPECT_EQ(history.back().serial, 1);
}

TEST(LedgerProcesses, TwentyEnvironmentsAtOnceDoNotDisturbEachOther) {
  const test::TempDir directory;
  const std::string path = directory / "ledger.db";
  std::vector<pid_t> children;
  for (int i = 0; i < 20; ++i) {
    children.push_back(start([&path, i] { return append_many(path, "e" + std::to_string(i), 3); }));
  }
  for (const pid_t child : children) {
    EXPECT_EQ(exit_code(child), 0);
  }
  const std::vector<EnvironmentState> all = *open(path)->environments();
  ASSERT_EQ(all.size(), 20U);
  for (const EnvironmentState& state : all) {
    EXPECT_EQ(state.serial, 5) << state.environment;
  }
}

TEST(LedgerProcesses, AKillInsideATransactionLeavesNothingOfIt) {
  const test::TempDir directory;
  const std::string path = directory / "ledger.db";
  ASSERT_EQ(exit_code(start([&path] { return append_many(path, "prod", 1); })), 0);
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t child = start([&] {
    sqlite3* database = nullptr;
    sqlite3_open(path.c_str(), &database);
    const int done =
        sqlite3_exec(database,
                     "BEGIN IMMEDIATE; INSERT INTO changes SELECT environment, 2, 'half',"
                     " run_id, previous, state, who, at_ms, note FROM changes",
                     nullptr, nullptr, nullptr);
    const char reply = done == SQLITE_OK ? 'y' : 'n';
    if (::write(ready[1], &reply, 1) == 1) {
      ::pause();
    }
    return 1;
  });
  char reply = 'n';
  ASSERT_EQ(::read(ready[0], &reply, 1), 1);
  ::kill(child, SIGKILL);
  exit_code(child);
  ::close(ready[0]);
  ::close(ready[1]);
  ASSERT_EQ(reply, 'y');
  EXPECT_EQ(open(path)->environment("prod")->serial, 1);
  EXPECT_EQ(append_many(path, "prod", 1), 0);  // and its lock is free
}

TEST(LedgerProcesses, KillsAtAnyInstantLeaveWholeActivations) {
  const test::TempDir directory;
  const std::string path = directory / "ledger.db";
  for (int round = 0; round < 20; ++round) {
    const pid_t child = start([&path] { return append_many(path, "prod", 100'000); });
    const std::size_t before = open(path)->history("prod")->size();
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (open(path)->history("prod")->size() < before + 4 &&
           std::chrono::steady_clock::now() < deadline) {
    }
    ::kill(child, SIGKILL);
    exit_code(child);
  }
  const std::vector<LedgerEntry> history = *open(path)->history("prod");
  ASSERT_GT(history.size(), 20U);
  for (std::size_t i = 0; i < history.size(); ++i) {
    EXPECT_EQ(history[i].serial, static_cast<std::int64_t>(history.size() - i));
    const bool is_even = i % 2 == 0;  // newest first: active, retired, active, …, active
    EXPECT_EQ(history[i].state, is_even ? VersionState::active : VersionState::retired);
  }
}

TEST(LedgerProcesses, AReaderNeverSeesAMixedOrMissingVersionDuringPromotions) {
  const test::TempDir directory;
  const std::string path = directory / "ledger.db";
  ASSERT_EQ(exit_code(start([&path] { return append_many(path, "prod", 1); })), 0);
  const pid_t writer = start([&path] { return append_many(path, "prod", 200); });
  const std::unique_ptr<Ledger> ledger = open(path);
  std::int64_t last_serial = 0;
  int status = 0;
  while (::waitpid(writer, &status, WNOHANG) == 0) {
    const Result<EnvironmentState> state = ledger->environment("prod");
    ASSERT_TRUE(state) << state.error().message;
    ASSERT_TRUE(state->active);
    ASSERT_EQ(state->active->serial, state->serial);  // each transaction ends with its activation
    ASSERT_GE(state->serial, last_serial);
    last_serial = state->serial;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // the rate: 100 reads per second
  }
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(ledger->environment("prod")->serial, 401);
}

}  // namespace
}  // namespace testtracker::ledger
