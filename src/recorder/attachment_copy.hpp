#pragma once

// Copies files that tests attach into the session's folder, where no later clean-up of the test
// takes them away.

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>

namespace testtracker::recorder {

/// Larger files are refused: the spool is no place for core dumps.
inline constexpr std::uint64_t k_largest_attachment_bytes = 64U * 1024 * 1024;

/// Copies the regular file `from` to `to` (0600, must not exist). Errors: `not_found`, `io`,
/// `invalid_argument` (no regular file, too large); nothing is left at `to` then.
Result<void> copy_attachment(const std::string& from, const std::string& to);

}  // namespace testtracker::recorder
