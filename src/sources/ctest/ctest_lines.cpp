#include "sources/ctest/ctest_lines.hpp"

#include <cctype>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace testtracker::sources {
namespace {

constexpr int k_longest_reason_lines = 50;
constexpr std::string_view k_end = " sec";

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) {
    text.remove_suffix(1);
  }
  return text;
}

// Cuts a number off the front; negative when there is none.
long cut_number(std::string_view& text) {
  long number = -1;
  while (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0) {
    number = (number < 0 ? 0 : number) * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return number;
}

bool cut(std::string_view& text, std::string_view prefix) {
  if (!starts_with(text, prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

// Behind ` 3/17 Test  #3: `, with the 3; negative when it is no such line.
long cut_head(std::string_view& text) {
  text = trimmed(text);
  if (cut_number(text) >= 0 && (!cut(text, "/") || cut_number(text) < 0)) {
    return -1;
  }
  text = trimmed(text);
  if (!cut(text, "Test")) {
    return -1;
  }
  text = trimmed(text);
  if (!cut(text, "#")) {
    return -1;
  }
  const long number = cut_number(text);
  return cut(text, ": ") ? number : -1;
}

std::string exception_word(std::string_view before, std::string_view behind) {
  if (!before.empty()) {
    return std::string(before);  // `SIGUSR1***Exception:`
  }
  // The summary at the end spells it otherwise.
  return behind == "SegFault" ? "SEGFAULT" : behind.empty() ? "Exception" : std::string(behind);
}

// `text`: what stands between the dots and the duration.
void read_words(CtestVerdict& verdict, std::string_view text) {
  const std::size_t stars = text.find("***");
  const std::string_view before = trimmed(text.substr(0, stars));
  std::string_view behind =
      stars == std::string_view::npos ? std::string_view() : trimmed(text.substr(stars + 3));
  if (stars == std::string_view::npos) {
    verdict.word = before;
    verdict.status = before == "Passed" ? Status::passed : Status::failed;
  } else if (cut(behind, "Exception:")) {
    verdict.word = exception_word(before, trimmed(behind));
    verdict.status = Status::crashed;
  } else if (cut(behind, "Not Run (Disabled)")) {
    verdict.word = "Disabled";
    verdict.status = Status::disabled;
  } else if (cut(behind, "Not Run")) {
    verdict.word = "Not Run";
    verdict.status = Status::not_run;
  } else if (cut(behind, "Skipped")) {
    verdict.word = "Skipped";
    verdict.status = Status::skipped;
    verdict.reason = trimmed(behind);
  } else if (cut(behind, "Timeout")) {
    verdict.word = "Timeout";
    verdict.status = Status::timed_out;
    verdict.reason = trimmed(behind);
  } else {
    verdict.word = "Failed";
    cut(behind, "Failed");
    verdict.reason = trimmed(behind);
  }
}

}  // namespace

void CtestLines::add(const std::string& line) {
  if (!unfinished_.empty()) {
    unfinished_ += "\n" + line;
    if (ends_with(line, k_end)) {
      finish_verdict(std::exchange(unfinished_, {}));
    } else if (++unfinished_lines_ > k_longest_reason_lines) {
      unfinished_.clear();
    }
    return;
  }
  if (add_start(line) || add_verdict(line)) {
    return;
  }
  for (const char* const reason :
       {"Failed test dependencies:", "Unable to find executable:", "Unable to find required file:",
        "Insufficient resources", "Could not start process", "BAD_COMMAND"}) {
    if (starts_with(line, reason)) {
      why_not_run_ = line;
    }
  }
}

bool CtestLines::add_start(const std::string& line) {
  std::string_view text = trimmed(line);
  if (line.empty() || line.front() != ' ' || !cut(text, "Start ")) {
    return false;
  }
  text = trimmed(text);
  const long number = cut_number(text);
  if (number < 0 || !cut(text, ": ")) {
    return false;
  }
  why_not_run_.clear();
  running_[number] = text;
  listener_.on_start(std::string(text));
  return true;
}

bool CtestLines::add_verdict(const std::string& line) {
  std::string_view text = line;
  const long number = cut_head(text);
  const auto running = running_.find(number);
  if (number < 0 || running == running_.end() || !starts_with(text, running->second) ||
      !starts_with(text.substr(running->second.size()), " ")) {
    return false;
  }
  if (ends_with(line, k_end)) {
    finish_verdict(line);
  } else {
    unfinished_ = line;
    unfinished_lines_ = 0;
  }
  return true;
}

void CtestLines::finish_verdict(const std::string& line) {
  std::string_view text = line;
  const auto running = running_.find(cut_head(text));
  CtestVerdict verdict;
  verdict.name = running->second;
  text.remove_prefix(verdict.name.size());
  text = text.substr(std::min(text.find_first_not_of(" ."), text.size()));
  text.remove_suffix(std::min(k_end.size(), text.size()));
  const std::size_t blank = text.rfind(' ');
  const std::string seconds(blank == std::string_view::npos ? text : text.substr(blank + 1));
  verdict.duration = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(std::strtod(seconds.c_str(), nullptr)));
  read_words(verdict, text.substr(0, blank));
  if (verdict.status == Status::not_run && verdict.reason.empty()) {
    verdict.reason = why_not_run_;
  }
  running_.erase(running);
  listener_.on_end(verdict);
}

}  // namespace testtracker::sources
