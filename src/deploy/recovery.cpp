#include "deploy/recovery.hpp"

#include <algorithm>
#include <chrono>

namespace testtracker::deploy {
namespace {

constexpr std::chrono::seconds k_cleaning_time{60};

}  // namespace

Result<void> clean_up_after(const Recovery& recovery, const std::string& environment,
                            const std::string& owner) {
  const auto history = recovery.ledger.history(environment);
  if (!history) {
    return history.error();
  }
  const auto last = std::find_if(history->begin(), history->end(),
                                 [&](const auto& entry) { return entry.run_id == owner; });
  if (last == history->end()) {
    return {};
  }
  using ledger::VersionState;
  const bool is_open =
      last->state == VersionState::deploying || last->state == VersionState::tested;
  if (!is_open) {
    return {};
  }
  const Version version{environment, last->githash};
  const auto manifest = recovery.target.read_manifest(version);
  if (!manifest) {
    return manifest.error();
  }
  if (!*manifest) {
    if (auto removed = recovery.target.remove_version(version); !removed) {
      return removed;
    }
  }
  ledger::LedgerChange change;
  change.environment = environment;
  change.expected_serial = history->front().serial;
  change.githash = last->githash;
  change.run_id = owner;
  change.state = VersionState::failed;
  change.who = recovery.who;
  change.note = "the deployment died";
  const auto appended = recovery.ledger.append(change);
  return appended ? Result<void>() : appended.error();
}

Result<void> clean_up_orphan(const Recovery& recovery, const WorkFolder& orphan) {
  const WorkRecord record = orphan.read();
  if (record.environment.empty() || record.place != recovery.place) {
    return {};
  }
  // Success says that it is still the dead one's, expired or not; nobody takes it over meanwhile.
  const auto lease = recovery.ledger.renew_lease(record.environment, record.owner, k_cleaning_time);
  if (!lease) {
    return lease.error().code == ErrorCode::rejected ? Result<void>() : lease.error();
  }
  auto cleaned = clean_up_after(recovery, record.environment, record.owner);
  const auto released = recovery.ledger.release_lease(record.environment, record.owner);
  return cleaned ? released : cleaned;
}

}  // namespace testtracker::deploy
