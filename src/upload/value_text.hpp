#pragma once

// Texts as MLflow takes them: valid UTF-8 of limited length.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::upload {

/// `text` as valid UTF-8 of at most `max_bytes`, cut between characters; what was cut ends in `…`.
[[nodiscard]] std::string cut_text(std::string_view text, std::size_t max_bytes);

/// `a, b, c`; names that do not fit are replaced by one `…`. Requires: valid UTF-8.
[[nodiscard]] std::string name_list(const std::vector<std::string>& names, std::size_t max_bytes);

/// `1 test`, `3 tests`.
[[nodiscard]] std::string counted(std::size_t count, std::string_view thing);

}  // namespace testtracker::upload
