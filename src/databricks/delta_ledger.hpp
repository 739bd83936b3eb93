#pragma once

// The ledger as two Delta tables of a workspace, worked on by SQL statements. Used for the target
// `databricks`; specified in docs/ledger.md, "The Delta tables".

#include "databricks/rest.hpp"
#include "databricks/sql_statements.hpp"
#include "ledger/ledger.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::databricks {

struct DeltaLedgerOptions {
  std::string warehouse_id;
  /// `catalog.schema.name`: the tables are `<name>_changes` and `<name>_leases`, made by the first
  /// change or lease; catalog and schema must be there.
  std::string name;
  std::function<ledger::WallTime()> now = {};  ///< empty = the system's clock
};

class DeltaLedger : public ledger::Ledger {
 public:
  /// Errors: `invalid_argument` for options that are missing or no names.
  static Result<DeltaLedgerOptions> finalize(DeltaLedgerOptions options);

  /// `rest` must outlive it. Requires: final options.
  DeltaLedger(Rest& rest, DeltaLedgerOptions options);

  Result<std::vector<ledger::EnvironmentState>> environments() override;
  Result<ledger::EnvironmentState> environment(const std::string& name) override;
  Result<std::vector<ledger::LedgerEntry>> history(const std::string& environment) override;
  Result<ledger::LedgerEntry> append(const ledger::LedgerChange& change) override;
  Result<ledger::Lease> acquire_lease(const std::string& environment, const std::string& owner,
                                      std::chrono::milliseconds duration) override;
  Result<ledger::Lease> renew_lease(const std::string& environment, const std::string& owner,
                                    std::chrono::milliseconds duration) override;
  Result<void> release_lease(const std::string& environment, const std::string& owner) override;

 private:
  /// An environment's newest entry and its active one, of one instant.
  struct Standing {
    std::optional<ledger::LedgerEntry> newest;
    std::optional<ledger::LedgerEntry> active;
  };
  struct StoredEntry {
    ledger::LedgerEntry entry;
    std::string change_id;
  };

  [[nodiscard]] ledger::WallTime now() const;
  [[nodiscard]] std::string action(const std::string& doing) const;
  enum class MissingTables { are_empty, are_made };
  /// Tries anew while others are in the way.
  Result<std::vector<SqlRow>> run(const SqlStatement& statement, MissingTables missing);
  Result<void> make_tables();
  Result<std::vector<Standing>> standings(const std::string& environment);
  Result<std::vector<StoredEntry>> entries_after(const std::string& environment,
                                                 std::int64_t serial, const std::string& doing);
  [[nodiscard]] SqlStatement merge_of(const std::vector<ledger::LedgerEntry>& entries,
                                      const std::string& change_id, std::int64_t expected) const;
  struct StoredLease {
    ledger::Lease lease;
    std::string grant_id;
  };
  Result<std::optional<StoredLease>> lease_of(const std::string& environment);

  Rest& rest_;
  DeltaLedgerOptions options_;
  std::string changes_;
  std::string leases_;
};

}  // namespace testtracker::databricks
