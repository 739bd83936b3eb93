#include "report/test_words.hpp"

#include "report/archive_words.hpp"
#include "report/plain_text.hpp"
#include "session/failure_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace testtracker::report {
namespace {

bool is_bad_attempt(const session::Attempt& attempt) {
  return attempt.finished && is_bad(attempt.status);
}

}  // namespace

std::string_view status_word(const session::TestResult& test) {
  return test.finished ? to_string(test.status) : "running";
}

std::string flaky_words(const session::TestResult& test) {
  if (!test.flaky) {
    return {};
  }
  const auto bad = std::count_if(test.attempts.begin(), test.attempts.end(), is_bad_attempt);
  return fmt::format("{} of {} attempts failed", bad, test.attempts.size());
}

std::string message_line(const session::TestResult& test) {
  auto why = test.message;
  if (const auto* bad = last_bad_attempt(test); why.empty() && bad != nullptr) {
    why = session::message_of(*bad);
  }
  const auto flaky = test.flaky ? "flaky, " + flaky_words(test) : std::string();
  return visible_text(plain_text(flaky.empty() || why.empty() ? flaky + why : flaky + ": " + why));
}

std::string display_name(const session::TestResult& test) {
  const char separator = test.outside_tests ? ' ' : '.';
  return visible_text(test.identity.suite + separator + test.identity.name);
}

std::string location(const std::string& file, std::int32_t line) {
  return file.empty() || line <= 0 ? file : fmt::format("{}:{}", file, line);
}

const session::Attempt* last_bad_attempt(const session::TestResult& test) {
  const auto found = std::find_if(test.attempts.rbegin(), test.attempts.rend(), is_bad_attempt);
  return found == test.attempts.rend() ? nullptr : &*found;
}

bool has_duration(const session::TestResult& test) {
  return test.finished && test.status != Status::skipped && test.status != Status::disabled &&
         test.status != Status::not_run && test.duration.count() >= 0;
}

std::string_view verdict_word(session::Verdict verdict) {
  return k_verdicts[static_cast<std::size_t>(verdict)];
}

}  // namespace testtracker::report
