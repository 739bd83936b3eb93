#include "cli/task_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

constexpr std::chrono::milliseconds k_glance{300};
constexpr seconds k_between_sentences{30};

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// A line that wraps could not be taken away again.
std::string cut_to(std::string line, std::size_t columns) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    characters += begins_character(line[i]) ? 1U : 0U;
    if (characters > columns) {
      line.resize(i);
      break;
    }
  }
  return line;
}

}  // namespace

ProgressForm progress_form(const CommonOptions& common) {
  if (common.quiet || common.json) {
    return ProgressForm::none;
  }
  return ::isatty(STDERR_FILENO) == 1 ? ProgressForm::redrawn : ProgressForm::sentences;
}

TerminalSize terminal_size() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return {};
  }
  return {size.ws_col, size.ws_row};
}

void TaskProgress::begin(std::size_t index, std::string name, TimePoint now) {
  running_[index] = {std::move(name), now, now, {}};
}

void TaskProgress::update(std::size_t index, std::string words) {
  const auto found = running_.find(index);
  if (found != running_.end()) {
    found->second.words = std::move(words);
  }
}

void TaskProgress::end(std::size_t index) {
  running_.erase(index);
}

std::string TaskProgress::line_of(const Running& running, TimePoint now) {
  return fmt::format("{}, {} s{}{}", running.name,
                     duration_cast<seconds>(now - running.since).count(),
                     running.words.empty() ? "" : ", ", running.words);
}

std::string TaskProgress::drawn(TimePoint now, TerminalSize size) {
  switch (form_) {
    case ProgressForm::redrawn:
      return redrawn(now, size);
    case ProgressForm::sentences:
      return sentences(now);
    case ProgressForm::none:
      break;
  }
  return {};
}

std::string TaskProgress::redrawn(TimePoint now, TerminalSize size) {
  // One row is the cursor's, one tells how many there is no room for.
  const std::size_t room = std::max<std::size_t>(size.rows, 3) - 2;
  std::string text;
  std::size_t lines = 0;
  std::size_t left_out = 0;
  for (const auto& [index, running] : running_) {
    if (now - running.since < k_glance) {
      continue;
    }
    if (lines == room) {
      ++left_out;
      continue;
    }
    text += cut_to("  " + line_of(running, now), size.columns) + "\n";
    ++lines;
  }
  if (left_out > 0) {
    text += fmt::format("  and {} more\n", left_out);
  }
  if (text == shown_) {
    return {};
  }
  const std::string before = erased();
  shown_ = text;
  return before + text;
}

std::string TaskProgress::erased() {
  const auto lines = std::count(shown_.begin(), shown_.end(), '\n');
  shown_.clear();
  // Up so many lines, then erase to the end of the screen.
  return lines == 0 ? std::string() : fmt::format("\x1b[{}A\x1b[J", lines);
}

std::string TaskProgress::sentences(TimePoint now) {
  std::string text;
  for (auto& [index, running] : running_) {
    if (now - running.told >= k_between_sentences) {
      running.told = now;
      text += "testtracker: still running: " + line_of(running, now) + "\n";
    }
  }
  return text;
}

}  // namespace testtracker::cli
