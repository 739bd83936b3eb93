// The part of DeploymentRun that writes to the ledger: lease, entries, and what a failure leaves.

#include "cli/complain.hpp"
#include "cli/deploy/deployment_run.hpp"
#include "deploy/recovery.hpp"

#include <fmt/format.h>

#include <thread>

namespace testtracker::cli {
namespace {

using Clock = std::chrono::steady_clock;
using ledger::VersionState;

constexpr std::chrono::milliseconds k_pause_for_lease{250};

}  // namespace

Result<std::unique_ptr<deploy::LeaseKeeper>> DeploymentRun::await_lease() {
  const auto deadline = Clock::now() + std::chrono::seconds(settings_.integer("deploy.wait_s"));
  bool is_told = false;
  while (true) {
    auto lease =
        deploy::LeaseKeeper::acquire(place_.open_ledger, environment_, id_,
                                     std::chrono::seconds(settings_.integer("deploy.lease_s")));
    if (lease || lease.error().code != ErrorCode::busy || Clock::now() >= deadline ||
        is_stopped()) {
      return lease;
    }
    if (!is_told) {
      say("waiting: " + lease.error().message);
      is_told = true;
    }
    draw();
    std::this_thread::sleep_for(k_pause_for_lease);
  }
}

Result<std::string> DeploymentRun::take_lease(const std::string& githash, Announce announce) {
  githash_ = githash;
  // Before the lease: who finds the directory must know what to clean.
  if (auto written = work_->write({id_, environment_, githash, place_.identity}); !written) {
    return written.error();
  }
  auto lease = await_lease();
  if (!lease) {
    return lease.error();
  }
  lease_ = *std::move(lease);
  std::string words;
  if (const auto& dead = lease_->taken_over_from(); !dead.empty()) {
    words = "taken over from " + dead + ", which died";
    const deploy::Recovery recovery{*place_.target, *ledger_, place_.identity, deployer_name()};
    if (auto cleaned = deploy::clean_up_after(recovery, environment_, dead); !cleaned) {
      return cleaned.error();
    }
  }
  const auto state = ledger_->environment(environment_);
  if (!state) {
    return state.error();
  }
  serial_ = state->serial;
  previous_ = state->active ? state->active->githash : "";
  journal_->param("previous", previous_);
  if (announce == Announce::yes) {
    if (const auto entry = append(VersionState::deploying, note_); !entry) {
      return entry.error();
    }
    is_announced_ = true;
  }
  return words;
}

Result<ledger::LedgerEntry> DeploymentRun::append(VersionState state, const std::string& note) {
  ledger::LedgerChange change;
  change.environment = environment_;
  change.expected_serial = serial_;
  change.githash = githash_;
  change.run_id = id_;
  change.state = state;
  change.who = deployer_name();
  change.note = note;
  auto entry = ledger_->append(change);
  if (entry) {
    serial_ = entry->serial;
  }
  return entry;
}

Result<std::string> DeploymentRun::activate(const deploy::Manifest& manifest) {
  const auto changes = changes_of(manifest);
  if (!changes) {
    return changes.error();
  }
  if (!changes->empty()) {
    return Error{ErrorCode::rejected,
                 fmt::format("the version at {} was changed after it was complete: {}; to have it "
                             "as the commit is, type: testtracker deploy --env {} --ref {}",
                             target().location(version()), *changes, environment_, githash_)};
  }
  for (const VersionState state : {VersionState::tested, VersionState::active}) {
    if (state == VersionState::tested && !is_announced_) {
      continue;
    }
    if (is_stopped()) {
      return reason_to_stop();
    }
    if (const auto entry = append(state, note_); !entry) {
      return entry.error();
    }
  }
  is_active_ = true;
  return previous_.empty() || previous_ == githash_
             ? environment_ + " is at " + deploy::short_hash(githash_)
             : fmt::format("{} is at {}, was at {}", environment_, deploy::short_hash(githash_),
                           deploy::short_hash(previous_));
}

/// The environment stays where it is; nothing incomplete stays behind.
void DeploymentRun::clean_up_failure() {
  if (!is_announced_ || is_active_ || (lease_ && lease_->is_lost())) {
    return;  // who took the lease over cleans
  }
  const auto manifest = place_.target->read_manifest(version());
  if (manifest && !*manifest) {
    if (auto removed = place_.target->remove_version(version()); !removed) {
      complain(removed.error().message);
    }
  }
  if (const auto entry = append(VersionState::failed, failure_->message); !entry) {
    complain(entry.error().message);
  }
}

}  // namespace testtracker::cli
