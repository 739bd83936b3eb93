#include <testtracker/status.hpp>

#include <array>
#include <cstddef>

namespace testtracker {
namespace {

constexpr std::array<std::string_view, 9> k_words = {"passed",   "failed",           "skipped",
                                                     "disabled", "crashed",          "timed_out",
                                                     "exited",   "expected_failure", "not_run"};

}  // namespace

std::string_view to_string(Status status) noexcept {
  return k_words[static_cast<std::size_t>(status)];
}

std::optional<Status> parse_status(std::string_view word) noexcept {
  for (std::size_t i = 0; i < k_words.size(); ++i) {
    if (k_words[i] == word) {
      return static_cast<Status>(i);
    }
  }
  return std::nullopt;
}

bool is_bad(Status status) noexcept {
  switch (status) {
    case Status::failed:
    case Status::crashed:
    case Status::timed_out:
    case Status::exited:
    case Status::not_run:
      return true;
    case Status::passed:
    case Status::skipped:
    case Status::disabled:
    case Status::expected_failure:
      return false;
  }
  return true;
}

}  // namespace testtracker
