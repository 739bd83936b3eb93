#pragma once

// Cleaning up after a deployment that died: its half version, its entry in the ledger, its lease.
// Specified in docs/deployment.md, "What a death leaves".

#include "deploy/target.hpp"
#include "deploy/work_folder.hpp"
#include "ledger/ledger.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::deploy {

struct Recovery {
  DeployTarget& target;
  ledger::Ledger& ledger;
  std::string place;  ///< as WorkRecord has it
  std::string who;    ///< for the ledger
};

/// Ends what deployment `owner` had begun: its newest entry becomes `failed` unless it made its
/// version active, and a version without a manifest is removed. Requires: the caller, or `owner`,
/// has the environment's lease. Errors: those of target and ledger.
Result<void> clean_up_after(const Recovery& recovery, const std::string& environment,
                            const std::string& owner);

/// The same for a deployment of this machine that was killed, whose working directory `orphan` is;
/// then releases its lease. Nothing but the directory is touched when it worked with another target
/// or ledger, or when its lease is somebody else's by now.
Result<void> clean_up_orphan(const Recovery& recovery, const WorkFolder& orphan);

}  // namespace testtracker::deploy
