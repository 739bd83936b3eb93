#pragma once

// The file `outcome` in a session's folder: what the uploader tells those who wait for it. Replaced
// as a whole whenever something changes.
//
//   delivering <run url>   the run exists, more follows
//   delivered <run url>    all is there
//   spooled <reason>       not delivered; one line
//   trend <url>            these only behind the first line, each if it is known
//   run <url>
//   compare <url>

#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>
#include <testtracker/uploader.hpp>

#include <string>

namespace testtracker::upload {

enum class OutcomeWord { delivering, delivered, spooled };

/// Takes the links and, for `spooled`, the message from `report`. Errors: `io`.
Result<void> write_outcome(const spool::SessionFolder& folder, OutcomeWord word,
                           const DeliveryReport& report);

}  // namespace testtracker::upload
