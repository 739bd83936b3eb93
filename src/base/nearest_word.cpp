#include "base/nearest_word.hpp"

#include <algorithm>
#include <cstddef>

namespace testtracker {
namespace {

// Restricted Damerau-Levenshtein distance, row by row.
std::size_t edits_between(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t column = 0; column <= to.size(); ++column) {
    row[column] = column;
  }
  for (std::size_t line = 1; line <= from.size(); ++line) {
    before_last.swap(last);
    last.swap(row);
    row[0] = line;
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const bool is_same = from[line - 1] == to[column - 1];
      row[column] =
          std::min({last[column] + 1, row[column - 1] + 1, last[column - 1] + (is_same ? 0U : 1U)});
      if (line > 1 && column > 1 && from[line - 1] == to[column - 2] &&
          from[line - 2] == to[column - 1]) {
        row[column] = std::min(row[column], before_last[column - 2] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
  const std::size_t allowed = std::max<std::size_t>(word.size() / 3, word.size() < 4 ? 1 : 2);
  std::size_t fewest = allowed + 1;
  std::string nearest;
  for (const std::string& candidate : candidates) {
    const std::size_t edits = edits_between(word, candidate);
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace testtracker
