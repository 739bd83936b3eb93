#pragma once

// The SQLite file beneath the ledger: opening it, its schema, transactions that end with their
// scope. Used by sqlite_ledger.cpp; the schema is specified in docs/ledger.md.

#include <testtracker/result.hpp>

#include <chrono>
#include <memory>
#include <string>

#include <sqlite3.h>

namespace testtracker::ledger {

struct CloseDatabase {
  void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

/// Opens `path`, creating file (0600), folders and schema on first use, with write-ahead log and
/// synchronous=FULL. Errors as open_sqlite_ledger's.
Result<Database> open_database(const std::string& path, std::chrono::milliseconds busy_timeout);

/// Rolls back unless `commit` succeeded. IMMEDIATE takes the write lock at the start: a transaction
/// that reads first and upgrades later fails at once with SQLITE_BUSY, whatever the busy timeout.
class Transaction {
 public:
  explicit Transaction(sqlite3* database) : database_(database) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// `action` begins the message of an error.
  Result<void> begin(const std::string& action);
  Result<void> commit(const std::string& action);

 private:
  sqlite3* database_;
  bool is_open_ = false;
};

}  // namespace testtracker::ledger
