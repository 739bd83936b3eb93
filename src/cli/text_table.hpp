#pragma once

// A table for a person: columns as wide as their widest cell.

#include <string>
#include <vector>

namespace testtracker::cli {

/// Lines that each end in a newline; the first row is the heading. Requires: rows of one length.
[[nodiscard]] std::string text_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace testtracker::cli
