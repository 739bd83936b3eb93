#include "ledger/sqlite_database.hpp"

#include "base/unique_fd.hpp"
#include "ledger/sqlite_statement.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <thread>

#include <fcntl.h>

namespace testtracker::ledger {

namespace {

constexpr std::int64_t k_schema_version = 1;

// "Append-only" holds against this program's own mistakes too.
constexpr const char* k_schema = R"(
CREATE TABLE changes (
  environment TEXT NOT NULL, serial INTEGER NOT NULL, githash TEXT NOT NULL, run_id TEXT NOT NULL,
  previous TEXT NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL, at_ms INTEGER NOT NULL,
  note TEXT NOT NULL, PRIMARY KEY (environment, serial)) WITHOUT ROWID;
CREATE INDEX active_changes ON changes (environment, serial) WHERE state = 'active';
CREATE TRIGGER changes_stay BEFORE UPDATE ON changes
  BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER changes_are_kept BEFORE DELETE ON changes
  BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TABLE leases (
  environment TEXT PRIMARY KEY, owner TEXT NOT NULL, expires_ms INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
)";

/// SQLite would create the file as the umask allows; notes and names are nobody else's business.
Result<void> create_file(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code failed;
  if (!folder.empty()) {
    std::filesystem::create_directories(folder, failed);
  }
  if (failed) {
    return Error{ErrorCode::io,
                 "create the ledger's folder " + folder.string() + ": " + failed.message()};
  }
  const UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) {
    return Error{ErrorCode::io, "open the ledger " + path + ": " + std::strerror(errno)};
  }
  return {};
}

/// SQLite does not call the busy handler when two processes switch to WAL at once.
Result<void> switch_to_wal(sqlite3* database, std::chrono::milliseconds patience,
                           const std::string& action) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    Result<void> done = execute(database, "PRAGMA journal_mode = WAL", action);
    if (done || done.error().code != ErrorCode::busy ||
        std::chrono::steady_clock::now() >= deadline) {
      return done;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Result<std::int64_t> schema_version(sqlite3* database, const std::string& action) {
  SqliteStatement query(database, "PRAGMA user_version");
  Result<bool> row = query.step(action);
  if (!row) {
    return row.error();
  }
  return query.number(0);
}

Result<void> check_version(std::int64_t version, const std::string& path) {
  if (version > k_schema_version) {
    return Error{ErrorCode::newer_format,
                 "open the ledger " + path + ": its schema " + std::to_string(version) +
                     " is newer than this testtracker; install a newer one"};
  }
  return {};
}

Result<void> create_schema(sqlite3* database, const std::string& action) {
  Transaction transaction(database);
  if (Result<void> begun = transaction.begin(action); !begun) {
    return begun.error();
  }
  Result<std::int64_t> version = schema_version(database, action);
  if (!version) {
    return version.error();
  }
  if (*version == 0) {  // another process may have been first
    if (Result<void> made = execute(database, k_schema, action); !made) {
      return made;
    }
  }
  return transaction.commit(action);
}

}  // namespace

Transaction::~Transaction() {
  if (is_open_) {
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

Result<void> Transaction::begin(const std::string& action) {
  Result<void> begun = execute(database_, "BEGIN IMMEDIATE", action);
  is_open_ = begun.has_value();
  return begun;
}

Result<void> Transaction::commit(const std::string& action) {
  Result<void> done = execute(database_, "COMMIT", action);
  is_open_ = !done.has_value();
  return done;
}

Result<Database> open_database(const std::string& path, std::chrono::milliseconds busy_timeout) {
  if (Result<void> made = create_file(path); !made) {
    return made.error();
  }
  const std::string action = "open the ledger " + path;
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  Database database(opened);
  if (code != SQLITE_OK) {
    return sqlite_error(database.get(), action);
  }
  sqlite3_busy_timeout(database.get(), static_cast<int>(busy_timeout.count()));
  Result<std::int64_t> version = schema_version(database.get(), action);
  if (!version) {
    return version.error();
  }
  if (Result<void> known = check_version(*version, path); !known) {
    return known.error();
  }
  // FULL: a power cut must not take back what somebody was told is live.
  Result<void> set = switch_to_wal(database.get(), busy_timeout, action);
  if (set) {
    set = execute(database.get(), "PRAGMA synchronous = FULL", action);
  }
  if (set && *version == 0) {
    set = create_schema(database.get(), action);
  }
  if (!set) {
    return set.error();
  }
  return database;
}

}  // namespace testtracker::ledger
