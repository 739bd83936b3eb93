#include "ledger/changes.hpp"

#include <array>
#include <ctime>

namespace testtracker::ledger {

namespace {

std::string utc_text(WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

Result<void> check_change(const LedgerChange& change) {
  if (change.environment.empty() || change.githash.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "append to the ledger: an environment and a git hash are needed"};
  }
  if (change.state == VersionState::retired) {
    return Error{ErrorCode::invalid_argument,
                 "retire " + change.githash + " in environment " + change.environment +
                     ": a version retires when another becomes active; activate that one"};
  }
  return {};
}

std::vector<LedgerEntry> entries_of(const LedgerChange& change,
                                    const std::optional<LedgerEntry>& active, WallTime now) {
  const std::string live = active ? active->githash : std::string();
  LedgerEntry entry{change.environment,
                    change.expected_serial + 1,
                    change.githash,
                    change.run_id,
                    live,
                    change.state,
                    change.who,
                    now,
                    change.note};
  if (change.state != VersionState::active || live.empty() || live == change.githash) {
    return {entry};
  }
  LedgerEntry retired = entry;
  retired.githash = live;
  retired.run_id = active->run_id;
  retired.state = VersionState::retired;
  ++entry.serial;
  return {retired, entry};
}

Error unexpected_serial(const LedgerChange& change, const std::optional<LedgerEntry>& newest) {
  std::string message = "make " + change.githash + " " + std::string(to_text(change.state)) +
                        " in environment " + change.environment + ": ";
  if (!newest) {
    message +=
        "entry " + std::to_string(change.expected_serial) + " was expected and there is none";
  } else {
    message += "somebody else was first: " + newest->who + " made " + newest->githash + " " +
               std::string(to_text(newest->state)) + " at " + utc_text(newest->when) + " (entry " +
               std::to_string(newest->serial) + ", expected " +
               std::to_string(change.expected_serial) + ")";
  }
  return Error{ErrorCode::rejected, message + "; look at the environment's history and try again"};
}

Error lease_is_held(const Lease& held) {
  return {ErrorCode::busy, "deploy to environment " + held.environment + ": deployment " +
                               held.owner + " is at work there and holds the lease until " +
                               utc_text(held.expires) + "; try again then"};
}

Error lease_is_lost(const std::string& environment, const std::string& owner,
                    const std::optional<Lease>& held) {
  return {ErrorCode::rejected,
          "prolong the lease of deployment " + owner + " on environment " + environment +
              ": it had expired and " +
              (held ? "deployment " + held->owner + " took it over" : "is gone") +
              "; deploy again"};
}

}  // namespace testtracker::ledger
