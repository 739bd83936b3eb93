#include "deploy/prune.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace testtracker::deploy {

VersionSplit split_versions(const std::vector<std::string>& versions,
                            const std::vector<ledger::LedgerEntry>& history, std::size_t keep) {
  // A version that retired is touched last by the entry that says so.
  std::map<std::string, std::int64_t> touched;
  std::string active;
  for (const auto& entry : history) {
    touched.emplace(entry.githash, entry.serial);
    if (active.empty() && entry.state == ledger::VersionState::active) {
      active = entry.githash;
    }
  }
  std::vector<std::string> others = versions;
  std::sort(others.begin(), others.end());
  std::stable_sort(others.begin(), others.end(), [&](const auto& left, const auto& right) {
    return touched[left] > touched[right];
  });
  VersionSplit split;
  const auto live = std::find(others.begin(), others.end(), active);
  if (live != others.end()) {
    split.kept.push_back(active);
    others.erase(live);
  }
  for (std::size_t i = 0; i < others.size(); ++i) {
    (i < keep ? split.kept : split.superfluous).push_back(others[i]);
  }
  return split;
}

}  // namespace testtracker::deploy
