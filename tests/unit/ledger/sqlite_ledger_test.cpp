#include "ledger/sqlite_ledger.hpp"

#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include <sqlite3.h>
#include <sys/stat.h>

namespace testtracker::ledger {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

class SqliteLedger : public ::testing::Test {
 protected:
  SqliteLedger() { reopen(); }

  void reopen() {
    Result<std::unique_ptr<Ledger>> opened =
        open_sqlite_ledger({path_, seconds(5), [this] { return now_; }});
    ASSERT_TRUE(opened) << opened.error().message;
    ledger_ = *std::move(opened);
  }
  Result<LedgerEntry> append(const std::string& hash, VersionState state, std::int64_t expected,
                             const std::string& who = "ann") {
    return ledger_->append({"prod", expected, hash, "run-" + hash, state, who, "note"});
  }
  std::int64_t serial() { return ledger_->environment("prod")->serial; }
  void activate(const std::string& hash) {
    const Result<LedgerEntry> done = append(hash, VersionState::active, serial());
    ASSERT_TRUE(done) << done.error().message;
  }
  int run_sql(const char* sql) {
    sqlite3* database = nullptr;
    sqlite3_open(path_.c_str(), &database);
    const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return code;
  }

  test::TempDir directory_;
  std::string path_ = directory_ / "deep/er/ledger.db";
  WallTime now_{std::chrono::milliseconds(1'790'000'000'123)};
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(SqliteLedger, KnowsNothingAtFirst) {
  EXPECT_TRUE(ledger_->environments()->empty());
  EXPECT_EQ(serial(), 0);
  EXPECT_FALSE(ledger_->environment("prod")->active);
  EXPECT_TRUE(ledger_->history("prod")->empty());
}

TEST_F(SqliteLedger, KeepsEveryFieldAcrossAReopen) {
  ASSERT_TRUE(append("aaa", VersionState::active, 0));
  reopen();
  const LedgerEntry entry = ledger_->history("prod")->front();
  EXPECT_EQ(entry.environment, "prod");
  EXPECT_EQ(entry.serial, 1);
  EXPECT_EQ(entry.githash, "aaa");
  EXPECT_EQ(entry.run_id, "run-aaa");
  EXPECT_EQ(entry.previous, "");
  EXPECT_EQ(entry.state, VersionState::active);
  EXPECT_EQ(entry.who, "ann");
  EXPECT_EQ(entry.when, now_);
  EXPECT_EQ(entry.note, "note");
}

TEST_F(SqliteLedger, TakesNamesWithQuotesAndNonAscii) {
  const std::string name = "prod'; DROP TABLE changes; -- ü";
  ASSERT_TRUE(ledger_->append({name, 0, "aaa", "", VersionState::active, "o'hara", ""}));
  EXPECT_EQ(ledger_->environment(name)->active->who, "o'hara");
}

TEST_F(SqliteLedger, ADeploymentMovesTheEnvironmentOnlyAtItsEnd) {
  activate("aaa");
  ASSERT_TRUE(append("bbb", VersionState::deploying, 1));
  ASSERT_TRUE(append("bbb", VersionState::tested, 2));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
  ASSERT_TRUE(append("bbb", VersionState::active, 3));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "bbb");
}

TEST_F(SqliteLedger, AFailedDeploymentLeavesTheEnvironmentUnmoved) {
  activate("aaa");
  ASSERT_TRUE(append("bbb", VersionState::deploying, 1));
  ASSERT_TRUE(append("bbb", VersionState::failed, 2));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
}

TEST_F(SqliteLedger, ActivatingRetiresWhatWasActive) {
  activate("aaa");
  activate("bbb");
  const std::vector<LedgerEntry> history = *ledger_->history("prod");
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0].state, VersionState::active);
  EXPECT_EQ(history[0].previous, "aaa");
  EXPECT_EQ(history[1].state, VersionState::retired);
  EXPECT_EQ(history[1].githash, "aaa");
  EXPECT_EQ(history[1].run_id, "run-aaa");
}

TEST_F(SqliteLedger, ActivatingTheActiveHashAgainRetiresNothing) {
  activate("aaa");
  activate("aaa");
  EXPECT_EQ(ledger_->history("prod")->size(), 2U);
}

TEST_F(SqliteLedger, AnUnexpectedSerialIsRefusedNamingWhoWon) {
  ASSERT_TRUE(append("aaa", VersionState::active, 0, "bob"));
  const Result<LedgerEntry> late = append("bbb", VersionState::active, 0);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::rejected);
  EXPECT_THAT(late.error().message, HasSubstr("bob made aaa active at 2026-09-21T"));
  EXPECT_EQ(ledger_->history("prod")->size(), 1U);
}

TEST_F(SqliteLedger, NobodyRetiresAVersionWithoutASuccessor) {
  activate("aaa");
  EXPECT_EQ(append("aaa", VersionState::retired, 1).error().code, ErrorCode::invalid_argument);
}

TEST_F(SqliteLedger, ListsEnvironmentsByName) {
  ASSERT_TRUE(ledger_->append({"staging", 0, "bbb", "", VersionState::deploying, "ann", ""}));
  activate("aaa");
  const std::vector<EnvironmentState> all = *ledger_->environments();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].environment, "prod");
  EXPECT_EQ(all[0].active->githash, "aaa");
  EXPECT_EQ(all[1].environment, "staging");
  EXPECT_EQ(all[1].serial, 1);
  EXPECT_FALSE(all[1].active);
}

TEST_F(SqliteLedger, HistoryCannotBeRewrittenByOtherPrograms) {
  activate("aaa");
  EXPECT_NE(run_sql("UPDATE changes SET githash = 'x'"), SQLITE_OK);
  EXPECT_NE(run_sql("DELETE FROM changes"), SQLITE_OK);
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
}

TEST_F(SqliteLedger, ALeaseExcludesAnotherOwnerUntilItExpires) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(60)));
  const Result<Lease> refused = ledger_->acquire_lease("prod", "run-2", seconds(60));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::busy);
  EXPECT_THAT(refused.error().message, HasSubstr("run-1"));
  now_ += seconds(60);
  EXPECT_EQ(ledger_->acquire_lease("prod", "run-2", seconds(60))->taken_over_from, "run-1");
}

TEST_F(SqliteLedger, AHeartbeatKeepsTheLease) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(60)));
  now_ += seconds(50);
  ASSERT_TRUE(ledger_->renew_lease("prod", "run-1", seconds(60)));
  now_ += seconds(50);
  EXPECT_FALSE(ledger_->acquire_lease("prod", "run-2", seconds(60)));
}

TEST_F(SqliteLedger, WhoLostItsLeaseIsToldSo) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(1)));
  now_ += seconds(2);
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-2", seconds(60)));
  const Result<Lease> late = ledger_->renew_lease("prod", "run-1", seconds(60));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::rejected);
  EXPECT_THAT(late.error().message, HasSubstr("deployment run-2 took it over"));
}

TEST_F(SqliteLedger, ReleasingFreesOnlyTheOwnLease) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(60)));
  ASSERT_TRUE(ledger_->release_lease("prod", "run-2"));
  EXPECT_FALSE(ledger_->acquire_lease("prod", "run-2", seconds(60)));
  ASSERT_TRUE(ledger_->release_lease("prod", "run-1"));
  EXPECT_EQ(ledger_->acquire_lease("prod", "run-2", seconds(60))->taken_over_from, "");
}

TEST_F(SqliteLedger, IsNobodyElsesToRead) {
  activate("aaa");
  for (const std::string& file : {path_, path_ + "-wal"}) {
    struct stat facts {};
    ASSERT_EQ(::stat(file.c_str(), &facts), 0) << file;
    EXPECT_EQ(facts.st_mode & 0777U, 0600U) << file;
  }
}

TEST_F(SqliteLedger, ANewerLedgerStaysUntouched) {
  ledger_.reset();
  ASSERT_EQ(run_sql("PRAGMA user_version = 2"), SQLITE_OK);
  EXPECT_EQ(open_sqlite_ledger({path_, seconds(5), {}}).error().code, ErrorCode::newer_format);
}

TEST(SqliteLedgerFile, AFileThatIsNoDatabaseIsRefusedAndKept) {
  const test::TempDir directory;
  const std::string path = directory / "ledger.db";
  const std::string text(4096, 'x');
  std::ofstream(path) << text;
  EXPECT_EQ(open_sqlite_ledger({path, seconds(1), {}}).error().code, ErrorCode::bad_format);
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST(VersionStateWords, EveryStateComesBackFromItsWord) {
  for (const auto state : {VersionState::deploying, VersionState::tested, VersionState::active,
                           VersionState::retired, VersionState::failed}) {
    EXPECT_EQ(state_from_text(to_text(state)), state);
  }
  EXPECT_FALSE(state_from_text("Active"));
}

}  // namespace
}  // namespace testtracker::ledger
