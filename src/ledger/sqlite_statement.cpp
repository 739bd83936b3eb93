#include "ledger/sqlite_statement.hpp"

#include <cstddef>

namespace testtracker::ledger {

namespace {

ErrorCode code_of(int sqlite_code) {
  switch (sqlite_code & 0xFF) {  // extended codes carry the primary one in the low byte
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::busy;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return ErrorCode::bad_format;
    default:
      return ErrorCode::io;
  }
}

}  // namespace

Error sqlite_error(sqlite3* database, const std::string& action) {
  return Error{code_of(sqlite3_errcode(database)), action + ": " + sqlite3_errmsg(database)};
}

Result<void> execute(sqlite3* database, const char* sql, const std::string& action) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return sqlite_error(database, action);
  }
  return {};
}

SqliteStatement::SqliteStatement(sqlite3* database, const char* sql) : database_(database) {
  sqlite3_stmt* statement = nullptr;
  is_sound_ = sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK;
  statement_.reset(statement);
}

SqliteStatement& SqliteStatement::bind(const std::string& text) {
  if (is_sound_) {
    is_sound_ = sqlite3_bind_text64(statement_.get(), next_parameter_++, text.data(), text.size(),
                                    SQLITE_TRANSIENT, SQLITE_UTF8) == SQLITE_OK;
  }
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::int64_t number) {
  if (is_sound_) {
    is_sound_ = sqlite3_bind_int64(statement_.get(), next_parameter_++, number) == SQLITE_OK;
  }
  return *this;
}

Result<bool> SqliteStatement::step(const std::string& action) {
  if (is_sound_) {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
      return code == SQLITE_ROW;
    }
  }
  return sqlite_error(database_, action);
}

std::string SqliteStatement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size_bytes = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size_bytes));
}

std::int64_t SqliteStatement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

}  // namespace testtracker::ledger
