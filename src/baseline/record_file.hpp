#pragma once

// Tests and metrics of one run as a small file: what the cache keeps instead of the archive, which
// is ten times longer and takes a hundred times as long to read. Used by MlflowRuns alone. A file
// of another version, or one that is damaged, is no error: the archive is asked for again.
//
//   testtracker-record 2 <stamp>     stamp: whatever tells that the run is still the same
//   texts <n>                        then n lines; \n and \ in them are escaped by \.
//   tests <n>                        then n lines of numbers: key, message, status, flags, passes,
//                                    failures, duration in ns (-1 = none), file, line; texts
//                                    by number
//   metrics <n>                      key, test, unit, worse, cases, value
//   end

#include "baseline/run_record.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace testtracker::baseline {

[[nodiscard]] std::string write_record(const RunRecord& run, const Texts& texts,
                                       std::string_view stamp);

/// Adds the tests and metrics to `run`. False when `bytes` are not a whole file of this version
/// with this stamp; `run` is then as it was.
[[nodiscard]] bool read_record(std::string_view bytes, std::string_view stamp, Texts& texts,
                               RunRecord& run);

}  // namespace testtracker::baseline
