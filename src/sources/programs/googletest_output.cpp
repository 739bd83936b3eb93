#include "sources/programs/googletest_output.hpp"

#include "sources/programs/plain_line.hpp"

#include <charconv>
#include <functional>

namespace testtracker::sources {
namespace {

constexpr std::string_view k_program = "[==========] ";
constexpr std::string_view k_section = "[----------] ";
constexpr std::string_view k_run = "[ RUN      ] ";
constexpr std::string_view k_ok = "[       OK ] ";
constexpr std::string_view k_failed = "[  FAILED  ] ";
constexpr std::string_view k_disabled = "[ DISABLED ] ";
constexpr std::string_view k_skipped = "[  SKIPPED ] ";
// Of one failure; the journal cuts at less.
constexpr std::size_t k_longest_text_bytes = 1024 * 1024;

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

template <typename Number>
std::optional<Number> number_at(std::string_view text, std::string_view* rest = nullptr) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) {
    return std::nullopt;
  }
  if (rest != nullptr) {
    *rest = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
  }
  return number;
}

// `12` of a text that ends in ` (12 ms)`; tests and suites are timed in whole milliseconds.
std::optional<std::int64_t> milliseconds_at_end(std::string_view text) {
  const auto open = text.rfind('(');
  if (open == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view unit;
  const auto count = number_at<std::int64_t>(text.substr(open + 1), &unit);
  return starts_with(unit, " ms") ? count : std::nullopt;
}

// `3 tests from Suite …` → `Suite …`.
std::optional<std::string_view> behind_count(std::string_view text) {
  std::string_view rest;
  if (!number_at<std::int64_t>(text, &rest)) {
    return std::nullopt;
  }
  for (const std::string_view words : {" tests from ", " test from "}) {
    if (starts_with(rest, words)) {
      return rest.substr(words.size());
    }
  }
  return std::nullopt;
}

// The test's name from the text behind a marker: up to white space or a comma (`, where GetParam()
// = …`). Empty when that is no name with a suite.
std::string_view name_at(std::string_view text) {
  const auto name = text.substr(0, text.find_first_of(" ,"));
  const auto dot = name.find('.');
  return dot == std::string_view::npos || dot == 0 || dot + 1 == name.size() ? std::string_view()
                                                                             : name;
}

// The text behind ` = ` up to the closing duration: `3, 4` of `, where GetParam() = 3, 4 (0 ms)`.
std::string param_behind(std::string_view text, std::string_view words) {
  const auto found = text.find(words);
  if (found == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(found + words.size());
  if (milliseconds_at_end(text)) {
    text = text.substr(0, text.rfind(" ("));
  }
  return std::string(text.substr(0, text.find(", and GetParam() = ")));
}

bool is_exception(std::string_view text) {
  return starts_with(text, "C++ exception with description") ||
         starts_with(text, "Unknown C++ exception");
}

}  // namespace

GoogleTestOutput::GoogleTestOutput(EventSink sink, Clock now)
    : sink_(std::move(sink)),
      now_(std::move(now)),
      lines_([this](std::string_view line) { read_line(line); }) {}

void GoogleTestOutput::finish() {
  lines_.finish();
  flush_part();
}

void GoogleTestOutput::read_line(std::string_view raw) {
  const std::string line = plain_line(raw);
  const bool is_read = test_ != 0 ? read_test_end(line) || read_part(line)
                                  : read_program_line(line) || read_suite_line(line) ||
                                        read_test_start(line) || read_disabled(line) ||
                                        read_brief_failure(line) || read_part(line);
  if (!is_read && part_ && part_->text.size() < k_longest_text_bytes) {
    part_->text += part_->text.empty() ? "" : "\n";
    part_->text += line;
  }
}

bool GoogleTestOutput::read_program_line(std::string_view line) {
  constexpr std::string_view k_shard = "Note: This is test shard ";
  if (!has_begun_ && starts_with(line, k_shard)) {
    std::string_view rest;
    const auto number = number_at<std::int32_t>(line.substr(k_shard.size()), &rest);
    if (number && starts_with(rest, " of ")) {
      shard_index_ = *number - 1;
      shard_total_ = number_at<std::int32_t>(rest.substr(4));
    }
    return true;
  }
  if (!starts_with(line, k_program)) {
    return false;
  }
  const auto text = line.substr(k_program.size());
  if (starts_with(text, "Running ")) {
    begin_iteration();
    return true;
  }
  if (text.find(" ran.") != std::string_view::npos) {
    ensure_iteration();
    flush_part();
    phase_ = Phase::program;
    has_ended_ = true;
    return true;
  }
  return false;
}

// With `--gtest_brief=1` nothing announces an iteration.
void GoogleTestOutput::ensure_iteration() {
  if (!has_begun_ || has_ended_) {
    begin_iteration();
  }
}

void GoogleTestOutput::begin_iteration() {
  flush_part();
  has_begun_ = true;
  has_ended_ = false;
  phase_ = Phase::program;
  seen_.clear();
  sink_(IterationStarted{++iteration_});
}

bool GoogleTestOutput::read_suite_line(std::string_view line) {
  if (!has_begun_ || !starts_with(line, k_section)) {
    return false;
  }
  const auto text = line.substr(k_section.size());
  if (starts_with(text, "Global test environment set-up")) {
    flush_part();
    phase_ = Phase::environment_set_up;
    return true;
  }
  if (starts_with(text, "Global test environment tear-down")) {
    flush_part();
    phase_ = Phase::environment_tear_down;
    return true;
  }
  const auto suite = behind_count(text);
  if (!suite) {
    return false;
  }
  flush_part();
  if (const auto total = milliseconds_at_end(*suite)) {
    sink_(SuiteEnded{suite_, std::chrono::milliseconds(*total)});
    phase_ = Phase::program;
    suite_.clear();
    return true;
  }
  suite_ = std::string(suite->substr(0, suite->find(", where ")));
  type_param_ = param_behind(*suite, ", where TypeParam = ");
  phase_ = Phase::suite_set_up;
  return true;
}

// A text that was printed without a newline may stand before it.
bool GoogleTestOutput::read_test_start(std::string_view line) {
  const auto marker = line.find(k_run);
  if (!has_begun_ || marker == std::string_view::npos) {
    return false;
  }
  const auto name = line.substr(marker + k_run.size());
  if (name_at(name) != name) {
    return false;
  }
  flush_part();
  start_test(name);
  return true;
}

bool GoogleTestOutput::read_disabled(std::string_view line) {
  if (!has_begun_ || !starts_with(line, k_disabled)) {
    return false;
  }
  const auto name = name_at(line.substr(k_disabled.size()));
  if (name.empty()) {
    return false;
  }
  const auto dot = name.find('.');
  TestDisabled event;
  event.suite = name.substr(0, dot);
  event.name = name.substr(dot + 1);
  seen_[{event.suite, event.name}] = 0;
  sink_(event);
  return true;
}

void GoogleTestOutput::start_test(std::string_view full_name) {
  full_name_ = full_name;
  test_ = next_id_++;
  test_start_ = now_();
  phase_ = Phase::test;
  const auto dot = full_name.find('.');
  TestStarted event;
  event.id = test_;
  event.suite = full_name.substr(0, dot);
  event.name = full_name.substr(dot + 1);
  event.type_param = type_param_;
  seen_[{event.suite, event.name}] = test_;
  sink_(event);
}

bool GoogleTestOutput::read_test_end(std::string_view line) {
  for (const auto& [marker, status] :
       {std::pair(k_ok, Status::passed), std::pair(k_failed, Status::failed),
        std::pair(k_skipped, Status::skipped)}) {
    const auto closing = std::string(marker) + full_name_;
    const auto found = line.find(closing);
    if (found == std::string_view::npos) {
      continue;
    }
    const auto behind = line.substr(found + closing.size());
    if (behind.empty() || starts_with(behind, " (") || starts_with(behind, ", where ")) {
      end_test(status, behind);
      return true;
    }
  }
  return false;
}

void GoogleTestOutput::end_test(Status status, std::string_view behind_name) {
  flush_part();
  const auto measured = now_() - test_start_;
  const auto printed = milliseconds_at_end(behind_name);
  TestDescribed described;
  described.id = test_;
  described.value_param = param_behind(behind_name, "GetParam() = ");
  if (!described.value_param.empty()) {
    sink_(described);
  }
  // Lines reach us in heaps; where the program says more than a millisecond, it knows better.
  const std::chrono::nanoseconds duration =
      printed.value_or(0) > 0 ? std::chrono::nanoseconds(std::chrono::milliseconds(*printed))
      : printed ? std::min<std::chrono::nanoseconds>(measured, std::chrono::milliseconds(1))
                : measured;
  sink_(TestEnded{test_, status, duration});
  has_passed_ = has_passed_ && status != Status::failed;
  test_ = 0;
  phase_ = Phase::suite_tear_down;
}

// With `--gtest_brief=1` a failed test has a closing line and no other.
bool GoogleTestOutput::read_brief_failure(std::string_view line) {
  if (!starts_with(line, k_failed)) {
    return false;
  }
  const auto name = name_at(line.substr(k_failed.size()));
  const auto behind = line.substr(std::min(line.size(), k_failed.size() + name.size()));
  if (name.empty() || !milliseconds_at_end(behind)) {
    return false;
  }
  auto part = std::exchange(part_, std::nullopt);
  ensure_iteration();
  start_test(name);
  part_ = std::move(part);
  end_test(Status::failed, behind);
  return true;
}

bool GoogleTestOutput::read_part(std::string_view line) {
  Part part;
  if (ends_with(line, ": Failure")) {
    line.remove_suffix(9);
  } else if (ends_with(line, ": Skipped")) {
    part.is_skip = true;
    line.remove_suffix(9);
  } else {
    return false;
  }
  if (const auto colon = line.rfind(':'); colon != std::string_view::npos) {
    if (const auto number = number_at<std::int32_t>(line.substr(colon + 1))) {
      part.line = *number;
      line = line.substr(0, colon);
    }
  }
  part.file = line == "unknown file" ? std::string() : std::string(line);
  flush_part();
  part_ = std::move(part);
  return true;
}

void GoogleTestOutput::flush_part() {
  if (!part_) {
    return;
  }
  const Part part = *std::exchange(part_, std::nullopt);
  const bool is_suites = phase_ == Phase::suite_set_up || phase_ == Phase::suite_tear_down;
  const std::string suite = is_suites ? suite_ : std::string();
  if (part.is_skip) {
    sink_(SkipReported{test_, phase_, suite, part.file, part.line, part.text});
    return;
  }
  has_passed_ = false;
  const auto kind = is_exception(part.text) ? FailureKind::exception : FailureKind::assertion;
  sink_(FailureReported{test_, phase_, suite, kind, part.file, part.line, part.text});
}

}  // namespace testtracker::sources
