#include "session/program_identity.hpp"

#include <algorithm>

namespace testtracker::session {
namespace {

bool starts_with(const std::string& text, const char* prefix) {
  return text.rfind(prefix, 0) == 0;
}

bool is_framework_flag(const std::string& argument) {
  return starts_with(argument, "--gtest_") || starts_with(argument, "--gmock_") ||
         starts_with(argument, "-gtest_") || starts_with(argument, "-gmock_");
}

std::string with_own_arguments(std::string command, const ProgramStarted& start) {
  for (const auto& argument : start.arguments) {
    if (!is_framework_flag(argument)) {
      command += ' ';
      command += shell_quoted(argument);
    }
  }
  return command;
}

bool is_shell_safe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string("_-./=:,+@%").find(c) != std::string::npos;
}

std::string filter_of(const TestResult& test) {
  const auto& identity = test.identity;
  if (!test.outside_tests) {
    return identity.suite + "." + identity.name;
  }
  return identity.suite == identity.program ? std::string() : identity.suite + ".*";
}

}  // namespace

std::string shell_quoted(const std::string& text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_shell_safe)) {
    return text;
  }
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string program_identity(const ProgramStarted& start) {
  return with_own_arguments(start.program, start);
}

std::string rerun_command(const ProcessResult& process, const TestResult& test) {
  const auto& start = process.start;
  if (start.framework != "googletest") {
    return {};
  }
  const auto& executable = start.executable.empty() ? start.program : start.executable;
  auto command = with_own_arguments(shell_quoted(executable), start);
  const auto filter = filter_of(test);
  if (!filter.empty()) {
    command += " " + shell_quoted("--gtest_filter=" + filter);
  }
  if (starts_with(test.identity.name, "DISABLED_") ||
      starts_with(test.identity.suite, "DISABLED_")) {
    command += " --gtest_also_run_disabled_tests";
  }
  return command;
}

}  // namespace testtracker::session
