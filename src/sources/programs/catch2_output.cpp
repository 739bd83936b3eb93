#include "sources/programs/catch2_output.hpp"

#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <iterator>

namespace testtracker::sources {
namespace {

constexpr std::string_view k_result = ":test-result: ";

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::optional<Status> status_of(std::string_view verdict) {
  return verdict == "PASS"    ? std::make_optional(Status::passed)
         : verdict == "FAIL"  ? std::make_optional(Status::failed)
         : verdict == "XFAIL" ? std::make_optional(Status::expected_failure)
         : verdict == "SKIP"  ? std::make_optional(Status::skipped)
                              : std::nullopt;
}

// The name of its test, of a long one the first line.
std::string_view test_of(const Catch2Part& part) {
  return part.heading.empty() ? std::string_view() : trimmed(part.heading.front());
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
  if (!read_test_end(line)) {
    console_.read_line(line);
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
  console_.end_part();
  end_test(std::string(line.substr(space + 1)), verdict);
  return true;
}

// Catch2 before 3.1.1 buffers what automake writes: then the failures of later tests are here
// before the end of this one.
std::vector<Catch2Part> Catch2Output::take_parts(std::string_view name) {
  const auto is_other = [name = trimmed(name)](const Catch2Part& part) {
    return !starts_with(name, test_of(part));
  };
  const auto own = std::stable_partition(parts_.begin(), parts_.end(), is_other);
  std::vector<Catch2Part> taken(std::make_move_iterator(own),
                                std::make_move_iterator(parts_.end()));
  parts_.erase(own, parts_.end());
  return taken;
}

TestId Catch2Output::tell_test(const std::string& name, const std::vector<Catch2Part>& parts) {
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
  if (!parts.empty() && is_fatal(parts.back())) {
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
  console_.end_part();
  if (!is_killed) {
    settle_fatal();
  }
  if (!has_begun_ || fatal_) {
    return;
  }
  if (!console_.totals() && !parts_.empty()) {
    const std::string name(test_of(parts_.back()));
    tell_test(name, take_parts(name));  // it has failed already, and never ended
  } else if (!console_.totals()) {
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
