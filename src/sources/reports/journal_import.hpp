#pragma once

// A journal of testtracker, perhaps of another machine, taken over as it is.

#include "sources/reports/test_tally.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>

namespace testtracker::sources {

/// Copies `path` and the files that its tests attached into `folder`, and counts its results in
/// `tally`. Returns how many there are. Errors: `bad_format` when it is no journal, `newer_format`,
/// `io`.
Result<std::uint64_t> import_journal(const std::string& path, const spool::SessionFolder& folder,
                                     TestTally& tally);

}  // namespace testtracker::sources
