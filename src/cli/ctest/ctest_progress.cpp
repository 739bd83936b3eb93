#include "cli/ctest/ctest_progress.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace testtracker::cli {
namespace {

constexpr std::string_view k_start = "Start ";
constexpr const char* k_to_begin_of_line = "\r";
constexpr const char* k_erase_to_end_of_line = "\x1b[K";

}  // namespace

CtestProgress::CtestProgress(std::size_t entries)
    : lines_({[this](const std::string& /*name*/) { event_ = Event::started; },
              [this](const sources::CtestVerdict& verdict) {
                const bool is_quiet =
                    verdict.status == Status::passed || verdict.status == Status::skipped;
                event_ = is_quiet ? Event::ended_well : Event::ended_badly;
              }}),
      entries_(entries) {}

std::string CtestProgress::add(const std::string& piece) {
  rest_ += piece;
  std::string text;
  std::size_t from = 0;
  for (std::size_t end = 0; (end = rest_.find('\n', from)) != std::string::npos; from = end + 1) {
    text += rewritten(rest_.substr(from, end - from));
  }
  rest_.erase(0, from);
  return text;
}

std::string CtestProgress::finish() {
  std::string text = is_drawn_ ? "\n" + rest_ : rest_;
  is_drawn_ = false;
  rest_.clear();
  return text;
}

std::string CtestProgress::rewritten(const std::string& line) {
  event_ = Event::none;
  lines_.add(line);
  if (event_ == Event::started) {
    const std::size_t begin = line.find(k_start) + k_start.size();
    const std::size_t number = line.find_first_not_of(' ', begin);
    shown_ = line.substr(begin, number - begin) + "#" + line.substr(number);
    return drawn();
  }
  // Attempts that `--repeat` may follow have no number of completed entries in front.
  const std::size_t slash = line.find_first_not_of(" 0123456789");
  if (event_ != Event::none && slash != std::string::npos && line[slash] == '/') {
    completed_ = std::strtoul(line.c_str(), nullptr, 10);
    entries_ = std::max(entries_, completed_);
  }
  if (event_ == Event::ended_well) {
    return drawn();
  }
  // The empty line before the summary ends the last state, which so stays to be seen.
  const std::string before = line.empty() ? std::string() : erase();
  is_drawn_ = false;
  return before + line + "\n";
}

std::string CtestProgress::erase() {
  return is_drawn_ ? std::string(k_to_begin_of_line) + k_erase_to_end_of_line : std::string();
}

std::string CtestProgress::drawn() {
  is_drawn_ = true;
  return fmt::format("{}{:>{}}/{} Test {}{}", k_to_begin_of_line, completed_,
                     std::to_string(entries_).size(), entries_, shown_, k_erase_to_end_of_line);
}

}  // namespace testtracker::cli
