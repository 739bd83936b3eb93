#pragma once

// "Did you mean …?": finds the word that a mistyped one most likely stands for. Used for verbs,
// options and keys of testtracker.toml.

#include <string>
#include <string_view>
#include <vector>

namespace testtracker {

/// The candidate with the fewest edits (insert, delete, replace, swap of neighbours) away from
/// `word`, the first of equals. Empty when none is near: more than one edit per three characters,
/// though two are always allowed in words of four characters and more.
[[nodiscard]] std::string nearest_word(std::string_view word,
                                       const std::vector<std::string>& candidates);

}  // namespace testtracker
