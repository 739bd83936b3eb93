#pragma once

// What all ledgers decide alike: which entries a change becomes, and in which words it or a lease
// is refused. Used by the implementations of Ledger; specified in docs/ledger.md.

#include "ledger/ledger.hpp"

#include <testtracker/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace testtracker::ledger {

/// Errors: `invalid_argument`.
Result<void> check_change(const LedgerChange& change);

/// One entry, or two: `retired` for another hash that was active, then the change's own. Their
/// serials follow the expected one. `active`: the environment's, if it has one.
[[nodiscard]] std::vector<LedgerEntry> entries_of(const LedgerChange& change,
                                                  const std::optional<LedgerEntry>& active,
                                                  WallTime now);

/// `rejected`: `newest` is not the entry that the change expects; nothing = there is none.
[[nodiscard]] Error unexpected_serial(const LedgerChange& change,
                                      const std::optional<LedgerEntry>& newest);

/// `busy`: another owner's lease has not expired.
[[nodiscard]] Error lease_is_held(const Lease& held);

/// `rejected`: the owner wanted to prolong what is `held` by another, or by nobody.
[[nodiscard]] Error lease_is_lost(const std::string& environment, const std::string& owner,
                                  const std::optional<Lease>& held);

}  // namespace testtracker::ledger
