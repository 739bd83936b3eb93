#include "session/program_identity.hpp"

#include "session/catch2_arguments.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace testtracker::session {
namespace {

bool starts_with(const std::string& text, const char* prefix) {
  return text.rfind(prefix, 0) == 0;
}

bool is_framework_flag(const std::string& argument) {
  return starts_with(argument, "--gtest_") || starts_with(argument, "--gmock_") ||
         starts_with(argument, "-gtest_") || starts_with(argument, "-gmock_");
}

std::vector<std::string> own_arguments(const ProgramStarted& start) {
  if (start.framework == "ctest") {
    return {};  // they choose entries and say how to run them
  }
  if (start.framework == "catch2") {
    return without_catch2_arguments(start.arguments);
  }
  std::vector<std::string> own;
  std::copy_if(start.arguments.begin(), start.arguments.end(), std::back_inserter(own),
               [](const std::string& argument) { return !is_framework_flag(argument); });
  return own;
}

std::string with_own_arguments(std::string command, const ProgramStarted& start) {
  for (const auto& argument : own_arguments(start)) {
    command += ' ';
    command += shell_quoted(argument);
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

/// For CMake's regular expressions.
std::string regex_quoted(const std::string& text) {
  std::string quoted;
  for (const char c : text) {
    quoted += std::string_view("^$.[]*+?|()\\").find(c) == std::string_view::npos
                  ? std::string(1, c)
                  : std::string("\\") + c;
  }
  return quoted;
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

std::string ctest_rerun_command(const std::string& directory,
                                const std::vector<std::string>& arguments,
                                const std::string& entry) {
  std::string command = "ctest --test-dir " + shell_quoted(directory);
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == "-C" || arguments[i] == "--build-config") {
      command += " -C " + shell_quoted(arguments[i + 1]);
    }
  }
  return command + " -R " + shell_quoted("^" + regex_quoted(entry) + "$");
}

std::string rerun_command(const ProcessResult& process, const TestResult& test) {
  const auto& start = process.start;
  if (start.framework == "ctest") {
    return ctest_rerun_command(start.working_directory, start.arguments, test.identity.name);
  }
  if (start.framework != "googletest" && start.framework != "catch2") {
    return {};
  }
  const auto& executable = start.executable.empty() ? start.program : start.executable;
  auto command = with_own_arguments(shell_quoted(executable), start);
  if (start.framework == "catch2") {
    return test.outside_tests ? command : command + " " + shell_quoted(catch2_spec_of(test));
  }
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
