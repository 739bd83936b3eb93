#include "cli/ctest/ctest_question.hpp"

#include "process/child_process.hpp"

#include <utility>

namespace testtracker::cli {

std::optional<std::string> ask_ctest(const std::string& program, std::vector<std::string> arguments,
                                     const std::string& directory) {
  process::Command question;
  question.arguments = std::move(arguments);
  question.arguments.insert(question.arguments.begin(), program);
  question.directory = directory;
  question.environment = {{"TESTTRACKER_LISTING", "1"}, {"TESTTRACKER", "off"}};
  question.output.kind = process::Stream::Kind::capture;
  question.error.kind = process::Stream::Kind::nothing;
  question.input.kind = process::Stream::Kind::nothing;
  question.max_captured_bytes = std::size_t{1} << 30U;
  auto answer = process::run(question);
  if (!answer || !answer->succeeded()) {
    return std::nullopt;  // a script, or a mistake that ctest itself tells
  }
  return std::move(answer->output);
}

}  // namespace testtracker::cli
