#pragma once

// One prepared statement of SQLite: binds, steps, reads columns, is finalized with its scope. Used
// by sqlite_ledger.cpp, which alone knows the SQL. https://www.sqlite.org/c3ref/intro.html

#include <testtracker/result.hpp>

#include <cstdint>
#include <memory>
#include <string>

#include <sqlite3.h>

namespace testtracker::ledger {

/// The error of the last call on `database`: "<action>: <SQLite's words>". `busy` when the lock was
/// not free within the busy timeout, `bad_format` for a file that is no (whole) database, else
/// `io`.
[[nodiscard]] Error sqlite_error(sqlite3* database, const std::string& action);

/// Runs statements without parameters and rows.
Result<void> execute(sqlite3* database, const char* sql, const std::string& action);

class SqliteStatement {
 public:
  /// `sql` is text of this program; user text is bound. `database` must outlive the statement.
  SqliteStatement(sqlite3* database, const char* sql);

  /// Binds the next parameter. A mistake shows in the next `step`.
  SqliteStatement& bind(const std::string& text);
  SqliteStatement& bind(std::int64_t number);

  /// True when there is a row to read. `action` begins the message of an error.
  Result<bool> step(const std::string& action);

  /// Requires: the last `step` returned true.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_parameter_ = 1;
  bool is_sound_ = true;
};

}  // namespace testtracker::ledger
