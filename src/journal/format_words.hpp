#pragma once

// The words of docs/journal_format.md that writer and reader share.

#include <testtracker/event.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace testtracker::journal {

inline constexpr std::string_view k_format = "testtracker-journal";
inline constexpr std::string_view k_version = "1.1";
inline constexpr int k_major_version = 1;

inline constexpr std::array<std::string_view, 6> k_phases = {
    "test",    "suite_set_up", "suite_tear_down", "environment_set_up", "environment_tear_down",
    "program",
};
inline constexpr std::array<std::string_view, 3> k_failure_kinds = {"assertion", "fatal_assertion",
                                                                    "exception"};

/// The enumerator that `word` stands for in `words`, nothing for an unknown word.
template <typename Enum, std::size_t Size>
std::optional<Enum> enumerator(const std::array<std::string_view, Size>& words,
                               std::string_view word) {
  for (std::size_t i = 0; i < Size; ++i) {
    if (words[i] == word) {
      return static_cast<Enum>(i);
    }
  }
  return std::nullopt;
}

template <typename Enum, std::size_t Size>
std::string_view word_of(const std::array<std::string_view, Size>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

}  // namespace testtracker::journal
