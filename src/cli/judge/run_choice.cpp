#include "cli/judge/run_choice.hpp"

#include <algorithm>

namespace testtracker::cli {
namespace {

constexpr std::size_t k_least_digits = 7;

bool is_begin_of_commit(const std::string& word) {
  return word.size() >= k_least_digits &&
         word.find_first_not_of("0123456789abcdef") == std::string::npos;
}

template <typename Fits>
std::optional<std::size_t> newest(const baseline::RunHistory& history, Fits fits) {
  for (std::size_t i = history.runs.size(); i > 0; --i) {
    if (fits(history.runs[i - 1])) {
      return i - 1;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> find_run(const baseline::RunHistory& history, const std::string& word) {
  auto found = newest(history, [&](const auto& run) {
    return run.id == word || run.session == word || run.name == word;
  });
  if (!found && word.size() > 1 && word.front() == '#') {
    found = newest(history, [&](const auto& run) {
      return run.build && std::to_string(*run.build) == word.substr(1);
    });
  }
  if (!found && is_begin_of_commit(word)) {
    found = newest(history,
                   [&](const auto& run) { return run.commit.compare(0, word.size(), word) == 0; });
  }
  return found ? found : newest(history, [&](const auto& run) { return run.branch == word; });
}

std::optional<std::size_t> find_last_green(const baseline::RunHistory& history, std::size_t head) {
  for (std::size_t i = head; i > 0; --i) {
    const auto& run = history.runs[i - 1];
    const bool is_green = std::none_of(run.tests.begin(), run.tests.end(),
                                       [](const auto& test) { return is_bad(test.status); });
    if (run.series == history.runs[head].series && is_green && !run.tests.empty()) {
      return i - 1;
    }
  }
  return std::nullopt;
}

}  // namespace testtracker::cli
