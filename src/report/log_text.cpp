#include "report/log_text.hpp"

#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"
#include "report/test_words.hpp"
#include "session/failure_text.hpp"
#include "session/program_identity.hpp"

#include <fmt/format.h>

#include <string_view>

namespace testtracker::report {
namespace {

void append_field(std::string& text, std::string_view name, const std::string& value) {
  if (!value.empty()) {
    text += fmt::format("{:<9} {}\n", name, visible_text(value));
  }
}

void append_process(std::string& text, const session::SessionResult& result,
                    const session::TestResult& test) {
  if (test.attempts.empty()) {
    return;
  }
  const auto& process = result.processes.at(test.attempts.back().process);
  append_field(text, "machine", process.start.host);
  append_field(text, "again", session::rerun_command(process, test));
}

/// The text of an attempt that did not pass; its skip reason when it was skipped.
std::string whole_text(const session::Attempt& attempt) {
  return attempt.status == Status::skipped ? attempt.skip_reason : session::text_of(attempt);
}

void append_paragraph(std::string& text, const std::string& bytes) {
  text += plain_text(bytes);
  if (text.back() != '\n') {
    text += '\n';
  }
}

void append_attempt(std::string& text, const session::Attempt& attempt, std::size_t number,
                    std::size_t of) {
  const auto status = attempt.finished ? to_string(attempt.status) : "running";
  text += of == 1 ? std::string("\n")
                  : fmt::format("\n--- attempt {} of {}: {}, {} ---\n", number, of, status,
                                duration_text(attempt.duration));
  append_paragraph(text, whole_text(attempt));
}

}  // namespace

std::string log_text(const session::SessionResult& result, const session::TestResult& test) {
  std::string text = display_name(test) + "\n\n";
  const auto flaky = flaky_words(test);
  append_field(text, "status",
               std::string(status_word(test)) + (flaky.empty() ? flaky : ", flaky: " + flaky));
  append_field(text, "duration", has_duration(test) ? duration_text(test.duration) : "");
  append_field(text, "source", location(test.file, test.line));
  append_field(text, "program", test.identity.program);
  append_process(text, result, test);
  for (std::size_t i = 0; i < test.attempts.size(); ++i) {
    append_attempt(text, test.attempts[i], i + 1, test.attempts.size());
  }
  for (const auto& note : test.notes) {
    text += "\n--- note ---\n";
    append_paragraph(text, note);
  }
  return text;
}

}  // namespace testtracker::report
