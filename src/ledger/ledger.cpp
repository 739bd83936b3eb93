#include "ledger/ledger.hpp"

#include <array>
#include <cstddef>

namespace testtracker::ledger {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 5> k_state_words{"deploying", "tested", "active", "retired",
                                                        "failed"};

}  // namespace

std::string_view to_text(VersionState state) noexcept {
  return k_state_words[static_cast<std::size_t>(state)];
}

std::optional<VersionState> state_from_text(std::string_view text) noexcept {
  for (std::size_t i = 0; i < k_state_words.size(); ++i) {
    if (k_state_words[i] == text) {
      return static_cast<VersionState>(i);
    }
  }
  return std::nullopt;
}

}  // namespace testtracker::ledger
