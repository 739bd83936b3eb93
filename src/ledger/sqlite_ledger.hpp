#pragma once

// The ledger as one SQLite file on a local disk. Used for the target `local`; specified in
// docs/ledger.md. Write-ahead logging needs shared memory: one machine, no network file system
// (https://www.sqlite.org/wal.html).

#include "ledger/ledger.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace testtracker::ledger {

struct SqliteLedgerOptions {
  std::string path;  ///< created 0600, with its folders, when absent
  std::chrono::milliseconds busy_timeout = std::chrono::seconds(30);  ///< for another's transaction
  std::function<WallTime()> now;  ///< empty = the system's clock
};

/// Opens the ledger, creating file and schema on first use. Errors: `io`; `bad_format` for a file
/// that is no database; `newer_format` for a newer testtracker's ledger, which stays untouched.
Result<std::unique_ptr<Ledger>> open_sqlite_ledger(const SqliteLedgerOptions& options);

}  // namespace testtracker::ledger
