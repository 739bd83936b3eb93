#include "ledger/sqlite_ledger.hpp"

#include "support/temp_dir.hpp"
#include "unit/ledger/ledger_conformance.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include <sqlite3.h>
#include <sys/stat.h>

namespace testtracker::ledger {
namespace {

using std::chrono::seconds;

class SqlitePlace final : public LedgerPlace {
 public:
  std::unique_ptr<Ledger> open(std::function<WallTime()> now) override {
    auto opened = open_sqlite_ledger({path_, seconds(5), std::move(now)});
    return opened ? *std::move(opened) : nullptr;
  }

 private:
  test::TempDir directory_;
  std::string path_ = directory_ / "deep/er/ledger.db";
};

INSTANTIATE_TEST_SUITE_P(Sqlite, LedgerConformance,
                         ::testing::Values(PlaceMaker{"file", []() -> std::unique_ptr<LedgerPlace> {
                                                        return std::make_unique<SqlitePlace>();
                                                      }}));

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

TEST_F(SqliteLedger, HistoryCannotBeRewrittenByOtherPrograms) {
  activate("aaa");
  EXPECT_NE(run_sql("UPDATE changes SET githash = 'x'"), SQLITE_OK);
  EXPECT_NE(run_sql("DELETE FROM changes"), SQLITE_OK);
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
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
