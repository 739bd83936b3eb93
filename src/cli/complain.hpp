#pragma once

// The one place that tells a person on stderr what went wrong.

#include <string_view>

namespace testtracker::cli {

/// Writes `testtracker: <sentence>` and a newline to stderr.
void complain(std::string_view sentence);

}  // namespace testtracker::cli
