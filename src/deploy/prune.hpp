#pragma once

// Which versions of an environment stay. Pure.

#include "ledger/ledger.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::deploy {

struct VersionSplit {
  std::vector<std::string> kept;         ///< the active one first, then by what was touched last
  std::vector<std::string> superfluous;  ///< what was touched last first
};

/// Keeps the active version and the `keep` others of which `history` (newest first) told last. One
/// that the history does not know is older than all.
[[nodiscard]] VersionSplit split_versions(const std::vector<std::string>& versions,
                                          const std::vector<ledger::LedgerEntry>& history,
                                          std::size_t keep);

}  // namespace testtracker::deploy
