#pragma once

// The environment table: which version (git hash) each environment has, and who moved it when.
// Used by whatever deploys, promotes and rolls back. Specified in docs/ledger.md.
//
// Life of a version in an environment: deploying → tested → active → retired (→ active again by a
// rollback); deploying and tested may end as failed. History is append-only, and its entries are
// numbered per environment from 1: the serial.

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::ledger {

enum class VersionState { deploying, tested, active, retired, failed };

/// The word that stands in the table: `deploying`, `tested` …
[[nodiscard]] std::string_view to_text(VersionState state) noexcept;
/// Nothing for any other word.
[[nodiscard]] std::optional<VersionState> state_from_text(std::string_view text) noexcept;

using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// One line of an environment's history.
struct LedgerEntry {
  std::string environment;
  std::int64_t serial = 0;  ///< from 1, without gaps within an environment
  std::string githash;
  std::string run_id;    ///< the deployment's run in MLflow; may be empty
  std::string previous;  ///< the hash that was active before this entry; empty = none
  VersionState state = VersionState::deploying;
  std::string who;
  WallTime when;
  std::string note;
};

/// What somebody wants to become the next entry.
struct LedgerChange {
  std::string environment;  ///< not empty
  /// Serial of the entry that the caller has seen last; 0 = it has seen none.
  std::int64_t expected_serial = 0;
  std::string githash;  ///< not empty
  std::string run_id;
  VersionState state = VersionState::deploying;  ///< anything but retired
  std::string who;
  std::string note;
};

/// Where an environment stands, all of it of one instant.
struct EnvironmentState {
  std::string environment;
  std::int64_t serial = 0;            ///< of its newest entry
  std::optional<LedgerEntry> active;  ///< nothing before the first version became active
};

/// The right to deploy to one environment, for a while.
struct Lease {
  std::string environment;
  std::string owner;  ///< unique per deployment: its run id
  WallTime expires;
  /// Whose lease had expired and was taken over; its half version wants cleaning. Empty = nobody's.
  std::string taken_over_from;
};

/// Implementations are used by one thread at a time, each process opening its own; any number of
/// processes may work on one table.
class Ledger {
 public:
  Ledger() = default;
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  virtual ~Ledger() = default;

  /// All environments that have history, by name.
  virtual Result<std::vector<EnvironmentState>> environments() = 0;
  /// Serial 0 and nothing active when the ledger does not know the environment.
  virtual Result<EnvironmentState> environment(const std::string& name) = 0;
  /// All entries, newest first; empty when the ledger does not know the environment.
  virtual Result<std::vector<LedgerEntry>> history(const std::string& environment) = 0;

  /// Appends `change` in one transaction and returns the new entry. A change to `active` first
  /// appends a `retired` entry for the hash that was active, when that is another one. Errors:
  /// `invalid_argument`; `rejected` when the newest serial is not the expected one, the message
  /// naming who wrote it; nothing is written then.
  virtual Result<LedgerEntry> append(const LedgerChange& change) = 0;

  /// Gets, or for the same owner prolongs, the lease for `duration` from now. Errors: `busy` while
  /// another owner's has not expired, the message naming it and until when.
  virtual Result<Lease> acquire_lease(const std::string& environment, const std::string& owner,
                                      std::chrono::milliseconds duration) = 0;
  /// The heartbeat: prolongs it for `duration` from now. Errors: `rejected` when it is no longer
  /// the owner's: stop, and touch nothing of the environment.
  virtual Result<Lease> renew_lease(const std::string& environment, const std::string& owner,
                                    std::chrono::milliseconds duration) = 0;
  /// Success also when the lease is not the owner's (any more): it is left alone then.
  virtual Result<void> release_lease(const std::string& environment, const std::string& owner) = 0;
};

}  // namespace testtracker::ledger
