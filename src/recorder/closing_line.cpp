#include "recorder/closing_line.hpp"

#include <fstream>
#include <string_view>
#include <thread>

namespace testtracker::recorder {
namespace {

constexpr std::chrono::milliseconds k_first_pause{2};
constexpr std::chrono::milliseconds k_longest_pause{20};

// `text` behind `prefix`, nothing when it does not begin with it.
std::string behind(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0 ? text.substr(prefix.size()) : std::string();
}

UploadOutcome read_outcome(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  UploadOutcome outcome;
  for (const std::string_view word : {"delivering ", "delivered "}) {
    if (outcome.url.empty()) {
      outcome.url = behind(line, word);
    }
  }
  outcome.reason = behind(line, "spooled ");
  return outcome;
}

}  // namespace

UploadOutcome await_outcome(const spool::SessionFolder& folder,
                            std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  auto pause = k_first_pause;
  while (true) {
    UploadOutcome outcome = read_outcome(folder.outcome_path());
    const bool is_told = !outcome.url.empty() || !outcome.reason.empty();
    if (is_told || std::chrono::steady_clock::now() >= deadline) {
      return outcome;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, k_longest_pause);
  }
}

std::string closing_line(const Recorder::Summary& summary, const UploadOutcome& outcome,
                         const spool::SessionFolder& folder) {
  std::string line = "testtracker: " + std::to_string(summary.total()) +
                     (summary.total() == 1 ? " test" : " tests");
  if (summary.failed > 0) {
    line += ", " + std::to_string(summary.failed) + " failed";
  }
  if (!outcome.url.empty()) {
    return line + ": " + outcome.url + "\n";
  }
  if (!outcome.reason.empty()) {
    line += "; not uploaded: " + outcome.reason;
  }
  return line + "; kept, upload with: testtracker upload " + folder.path() + "\n";
}

}  // namespace testtracker::recorder
