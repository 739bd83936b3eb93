#include "cli/delivery/delivery_wait.hpp"

#include "base/process.hpp"

#include <fstream>
#include <string_view>
#include <thread>

namespace testtracker::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds k_pause{20};
constexpr std::chrono::milliseconds k_between_calls{100};
constexpr std::chrono::seconds k_longest_excuse{120};

// `text` behind the word and a blank; false when it does not begin with them.
bool behind(std::string_view text, std::string_view word, std::string& rest) {
  if (text.size() <= word.size() || text.substr(0, word.size()) != word ||
      text[word.size()] != ' ') {
    return false;
  }
  rest = std::string(text.substr(word.size() + 1));
  return true;
}

Outcome::State first_line(std::string_view line, Outcome& outcome) {
  if (behind(line, "delivering", outcome.run_url)) {
    return Outcome::State::delivering;
  }
  if (behind(line, "delivered", outcome.run_url)) {
    return Outcome::State::delivered;
  }
  return behind(line, "spooled", outcome.reason) ? Outcome::State::spooled
                                                 : Outcome::State::unknown;
}

bool is_final(const Outcome& outcome) {
  return outcome.state == Outcome::State::delivered || outcome.state == Outcome::State::spooled;
}

}  // namespace

Outcome read_outcome(const spool::SessionFolder& folder) {
  std::ifstream file(folder.outcome_path());
  Outcome outcome;
  std::string line;
  if (!std::getline(file, line)) {
    return outcome;
  }
  outcome.state = first_line(line, outcome);
  while (std::getline(file, line)) {
    behind(line, "trend", outcome.trend_url) || behind(line, "run", outcome.run_url) ||
        behind(line, "compare", outcome.compare_url) || behind(line, "traces", outcome.traces_url);
  }
  return outcome;
}

Outcome await_delivery(const spool::SessionFolder& folder, const Uploader& uploader,
                       const WaitOptions& options) {
  const auto begin = Clock::now();
  auto deadline = begin + options.patience;
  auto next_call = begin;
  while (true) {
    // Asked first: what a gone uploader said last is then read for sure.
    const bool is_gone = !is_process_alive(uploader.pid, uploader.start_ticks);
    Outcome outcome = read_outcome(folder);
    const auto now = Clock::now();
    if (is_final(outcome) || is_gone || now >= deadline ||
        (options.is_cancelled && options.is_cancelled())) {
      return outcome;
    }
    if (now >= next_call) {
      next_call = now + k_between_calls;
      const bool is_excused = options.is_excused && options.is_excused();
      if (is_excused && now - begin < k_longest_excuse) {
        deadline = now + options.patience;
      }
      if (options.on_wait) {
        options.on_wait(outcome,
                        std::chrono::duration_cast<std::chrono::milliseconds>(now - begin));
      }
    }
    std::this_thread::sleep_for(k_pause);
  }
}

}  // namespace testtracker::cli
