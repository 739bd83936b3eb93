#include "sources/catch2_output.hpp"

#include "sources/report_text.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace testtracker::sources {
namespace {

constexpr std::string_view k_result = ":test-result: ";
constexpr std::string_view k_fatal = "due to a fatal error condition";
constexpr std::string_view k_exception = "due to unexpected exception";
constexpr std::size_t k_longest_text_bytes = 1024 * 1024;
constexpr std::size_t k_most_names = 64;
constexpr std::size_t k_shortest_rule = 20;  // CATCH_CONFIG_CONSOLE_WIDTH is the project's choice

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool is_rule(std::string_view line, char sign) {
  return line.size() >= k_shortest_rule && line.find_first_not_of(sign) == std::string_view::npos;
}

std::optional<Status> status_of(std::string_view verdict) {
  return verdict == "PASS"    ? std::make_optional(Status::passed)
         : verdict == "FAIL"  ? std::make_optional(Status::failed)
         : verdict == "XFAIL" ? std::make_optional(Status::expected_failure)
         : verdict == "SKIP"  ? std::make_optional(Status::skipped)
                              : std::nullopt;
}

bool has_line(std::string_view text, std::string_view begin) {
  return starts_with(text, begin) || text.find("\n" + std::string(begin)) != std::string_view::npos;
}

// `explicitly with message:`, then the message, indented.
std::string skip_reason(std::string_view text) {
  const auto end = text.find('\n');
  return end == std::string_view::npos ? std::string() : std::string(trimmed(text.substr(end)));
}

}  // namespace

Catch2Output::Catch2Output(std::string suite, EventSink sink, Clock now)
    : suite_(std::move(suite)),
      sink_(std::move(sink)),
      now_(std::move(now)),
      lines_([this](std::string_view line) { read_line(line); }) {}

void Catch2Output::read_line(std::string_view line) {
  begin();
  if (!read_test_end(line) && !read_heading(line) && !read_part(line) && !read_totals(line)) {
    add_to_part(line);
  }
}

// The first line, `Randomness seeded to: …`, comes when the tests are about to run.
void Catch2Output::begin() {
  if (!has_begun_) {
    has_begun_ = true;
    test_start_ = now_();
    sink_(IterationStarted{0});
  }
}

bool Catch2Output::read_test_end(std::string_view line) {
  if (!starts_with(line, k_result)) {
    return false;
  }
  line.remove_prefix(k_result.size());
  const auto space = line.find(' ');
  const auto verdict = line.substr(0, space);
  if (space == std::string_view::npos || !status_of(verdict)) {
    return false;
  }
  end_part();
  end_test(std::string(line.substr(space + 1)), verdict);
  return true;
}

// A rule, the name of the test, the names of its sections (indented), a rule, the place, a rule of
// dots. Rules alone stand in tables of benchmarks and in texts.
bool Catch2Output::read_heading(std::string_view line) {
  if (is_rule(line, '-')) {
    end_part();
    names_ = std::exchange(behind_rule_, {});
    return true;
  }
  if (is_rule(line, '.') && behind_rule_.size() == 1 && !names_.empty()) {
    take_heading();
    return true;
  }
  if (behind_rule_.size() < k_most_names) {
    behind_rule_.emplace_back(line);
  }
  return false;
}

void Catch2Output::take_heading() {
  test_ = trimmed(names_.front());
  sections_.clear();
  for (const auto& name : names_) {
    if (starts_with(name, "  ")) {
      sections_ += (sections_.empty() ? "" : " / ") + std::string(trimmed(name));
    }
  }
  names_.clear();
}

// `/src/a.cpp:12: FAILED:`; with --success also `PASSED:`, which ends what was before it.
bool Catch2Output::read_part(std::string_view line) {
  for (const std::string_view word :
       {": FAILED:", ": SKIPPED:", ": PASSED:", ": FAILED - but was ok:", ": warning:"}) {
    if (line.size() <= word.size() || line.substr(line.size() - word.size()) != word) {
      continue;
    }
    const auto place = line.substr(0, line.size() - word.size());
    const auto colon = place.rfind(':');
    Part part;
    if (colon == std::string_view::npos ||
        std::from_chars(place.data() + colon + 1, place.data() + place.size(), part.failure.line)
                .ptr != place.data() + place.size()) {
      return false;
    }
    end_part();
    part.failure.file = place.substr(0, colon);
    part.is_skip = word == ": SKIPPED:";
    if (part.is_skip || word == ": FAILED:") {
      part_ = std::move(part);
    }
    return true;
  }
  return false;
}

bool Catch2Output::read_totals(std::string_view line) {
  if (is_rule(line, '=')) {
    end_part();
    return true;
  }
  if (starts_with(line, "test cases:") || starts_with(line, "All tests passed (") ||
      starts_with(line, "No tests ran") || starts_with(line, "No assertions in ")) {
    has_ended_ = has_ended_ || !part_;
    return !part_;
  }
  return false;
}

void Catch2Output::add_to_part(std::string_view line) {
  if (part_ && part_->failure.text.size() < k_longest_text_bytes) {
    auto& text = part_->failure.text;
    text += text.empty() ? "" : "\n";
    text += line;
  }
}

void Catch2Output::end_part() {
  if (!part_) {
    return;
  }
  auto& failure = part_->failure;
  failure.text = trimmed(failure.text);
  failure.kind = has_line(failure.text, k_exception) || has_line(failure.text, k_fatal)
                     ? FailureKind::exception
                     : FailureKind::assertion;
  if (!part_->is_skip && !sections_.empty()) {
    failure.text += "\nin section: " + sections_;
  }
  part_->test = test_;
  parts_.push_back(*std::exchange(part_, std::nullopt));
}

// Catch2 before 3.1.1 buffers what automake writes: then the failures of later tests are here
// before the end of this one.
std::vector<Catch2Output::Part> Catch2Output::take_parts(std::string_view name) {
  const auto is_other = [name = trimmed(name)](const Part& part) {
    return !starts_with(name, part.test);
  };
  const auto own = std::stable_partition(parts_.begin(), parts_.end(), is_other);
  std::vector<Part> taken(std::make_move_iterator(own), std::make_move_iterator(parts_.end()));
  parts_.erase(own, parts_.end());
  return taken;
}

TestId Catch2Output::tell_test(const std::string& name, const std::vector<Part>& parts) {
  TestStarted started;
  started.id = next_id_++;
  started.suite = suite_;
  started.name = name;
  sink_(started);
  for (const auto& part : parts) {
    FailureReported failure = part.failure;
    failure.test = started.id;
    if (part.is_skip) {
      sink_(SkipReported{
          started.id, Phase::test, {}, failure.file, failure.line, skip_reason(failure.text)});
    } else {
      sink_(failure);
    }
  }
  return started.id;
}

void Catch2Output::end_test(const std::string& name, std::string_view verdict) {
  settle_fatal();
  const auto status = *status_of(verdict);
  const auto parts = take_parts(name);
  if (status == Status::skipped && parts.empty()) {
    sink_(TestsPlanned{{{suite_, name}}});  // --abort: it was never started
    return;
  }
  const auto now = now_();
  const TestEnded ended{tell_test(name, parts), status, now - std::exchange(test_start_, now)};
  last_test_ = name;
  has_passed_ = has_passed_ && status != Status::failed;
  if (!parts.empty() && !parts.back().is_skip && has_line(parts.back().failure.text, k_fatal)) {
    fatal_ = ended;
  } else {
    sink_(ended);
  }
}

// The text only looked like the end.
void Catch2Output::settle_fatal() {
  if (const auto ended = std::exchange(fatal_, std::nullopt)) {
    sink_(*ended);
  }
}

void Catch2Output::tell_disappearance(bool is_killed) {
  const std::string text = last_test_.empty()
                               ? "The program ended in its first test, before Catch2 told its name."
                               : "The program ended in the test behind \"" + last_test_ +
                                     "\", before Catch2 told its name.";
  if (is_killed) {
    sink_(NoteReported{0, text});
    return;
  }
  FailureReported lost;
  lost.phase = Phase::program;
  lost.text = text;
  sink_(lost);
}

void Catch2Output::finish(bool is_killed) {
  lines_.finish();
  end_part();
  if (!is_killed) {
    settle_fatal();
  }
  if (!has_begun_ || fatal_) {
    return;
  }
  if (!has_ended_ && !parts_.empty()) {
    const std::string name = parts_.back().test;
    tell_test(name, take_parts(name));  // it has failed already, and never ended
  } else if (!has_ended_) {
    tell_disappearance(is_killed);
  }
  for (auto& part : parts_) {
    if (!part.is_skip) {
      part.failure.phase = Phase::program;
      sink_(part.failure);  // of a test whose end was not told
    }
  }
}

}  // namespace testtracker::sources
