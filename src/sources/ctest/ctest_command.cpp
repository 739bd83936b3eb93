#include "sources/ctest/ctest_command.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace testtracker::sources {
namespace {

using Words = std::vector<std::string_view>;

bool is_one_of(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Words& telling_options() {
  static const Words k_words = {
      "-N",     "--show-only", "--print-labels", "--list-presets", "-h",       "-H", "-help",
      "-usage", "/?",          "--help",         "--version",      "-version", "/V"};
  return k_words;
}

const Words& script_options() {
  static const Words k_words = {"-S", "-SP", "--script", "--script-new-process"};
  return k_words;
}

// Options with which a listing would write files, or not be JSON.
const Words& noisy_flags() {
  static const Words k_words = {"-Q",        "--quiet",         "-V",      "--verbose",
                                "-VV",       "--extra-verbose", "--debug", "--output-on-failure",
                                "--progress"};
  return k_words;
}

const Words& writing_options() {
  static const Words k_words = {"-O", "--output-log", "--output-junit"};
  return k_words;
}

std::string absolute(const std::string& path, const std::string& working_directory) {
  return !path.empty() && path.front() == '/' ? path : working_directory + "/" + path;
}

std::string name_of(const std::string& argument) {
  return argument.rfind("--", 0) == 0 ? argument.substr(0, argument.find('=')) : argument;
}

// The value of an option that stands at `index`: behind its `=`, or the next word.
std::string value_at(const std::vector<std::string>& arguments, std::size_t index) {
  const std::string& argument = arguments[index];
  const std::size_t equals = argument.rfind("--", 0) == 0 ? argument.find('=') : std::string::npos;
  if (equals != std::string::npos) {
    return argument.substr(equals + 1);
  }
  return index + 1 < arguments.size() ? arguments[index + 1] : std::string();
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool has_value_within(const std::string& argument) {
  return name_of(argument).size() != argument.size();
}

}  // namespace

CtestCommand parse_ctest_command(const std::vector<std::string>& arguments,
                                 const std::string& working_directory) {
  CtestCommand command;
  bool has_other_step = false;
  bool is_verbose = false;
  command.arguments = arguments;
  command.build_directory = working_directory;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string name = name_of(arguments[i]);
    if (name == "--test-dir") {
      command.build_directory = absolute(value_at(arguments, i), working_directory);
      command.names_directory = true;
    } else if (name == "-O" || name == "--output-log") {
      // ctest may get another working directory from us.
      command.output_log = absolute(value_at(arguments, i), working_directory);
      (has_value_within(arguments[i]) ? command.arguments[i]
                                      : command.arguments[std::min(i + 1, arguments.size() - 1)]) =
          has_value_within(arguments[i]) ? name + "=" + command.output_log : command.output_log;
    } else if (name == "--preset") {
      command.names_preset = true;
    } else if (is_one_of(name, {"-T", "--test-action", "-D", "--dashboard"})) {
      const std::string step = value_at(arguments, i);
      // -D is also `-D NAME=VALUE`, which is no step.
      const bool is_step = step.find_first_of("=:") == std::string::npos;
      command.is_test_step = command.is_test_step || (is_step && ends_with(step, "Test"));
      has_other_step = has_other_step || (is_step && !ends_with(step, "Test"));
    } else if (is_one_of(name, {"-Q", "--quiet"})) {
      command.is_quiet = true;
    } else if (name == "--progress") {
      command.wants_progress = true;
    } else if (is_one_of(name, {"-V", "--verbose", "-VV", "--extra-verbose"})) {
      is_verbose = true;
    } else if (is_one_of(name, telling_options()) || name.rfind("--help-", 0) == 0) {
      command.only_tells = true;
    } else if (is_one_of(name, script_options())) {
      const std::string value = value_at(arguments, i);
      command.script = value.substr(0, value.find(','));
      command.chooses_directory = true;
    } else if (name == "--build-and-test" || name.rfind("-S", 0) == 0) {
      command.chooses_directory = true;
    }
    const bool takes_next = name == "--test-dir" || is_one_of(name, {"-R", "-E", "-L", "-LE"});
    i += takes_next && !has_value_within(arguments[i]) ? 1U : 0U;
  }
  command.is_test_step = command.is_test_step && !has_other_step;
  command.wants_progress = command.wants_progress && !is_verbose && !command.is_quiet;
  return command;
}

std::vector<std::string> with_directory(const CtestCommand& command, const std::string& directory) {
  std::vector<std::string> arguments = command.arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (name_of(arguments[i]) != "--test-dir") {
      continue;
    }
    if (has_value_within(arguments[i])) {
      arguments[i] = "--test-dir=" + directory;
    } else if (i + 1 < arguments.size()) {
      arguments[++i] = directory;
    }
  }
  if (command.names_preset && !command.names_directory) {
    arguments.insert(arguments.begin(), {"--test-dir", directory});
  }
  return arguments;
}

std::vector<std::string> with_script(const CtestCommand& command, const std::string& script) {
  std::vector<std::string> arguments = command.arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!is_one_of(name_of(arguments[i]), script_options())) {
      continue;
    }
    const std::string value = value_at(arguments, i);
    const std::size_t comma = std::min(value.find(','), value.size());
    if (has_value_within(arguments[i])) {
      arguments[i] = name_of(arguments[i]) + "=" + script + value.substr(comma);
    } else if (i + 1 < arguments.size()) {
      arguments[++i] = script + value.substr(comma);
    }
  }
  return arguments;
}

namespace {

std::vector<std::string> without_noise(const std::vector<std::string>& arguments) {
  std::vector<std::string> listing;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string name = name_of(arguments[i]);
    if (is_one_of(name, noisy_flags())) {
      continue;
    }
    if (is_one_of(name, writing_options())) {
      i += has_value_within(arguments[i]) ? 0U : 1U;
      continue;
    }
    listing.push_back(arguments[i]);
  }
  return listing;
}

}  // namespace

std::vector<std::string> listing_arguments(const std::vector<std::string>& arguments) {
  auto listing = without_noise(arguments);
  listing.emplace_back("--show-only=json-v1");
  return listing;
}

std::vector<std::string> telling_arguments(const std::vector<std::string>& arguments) {
  auto telling = without_noise(arguments);
  telling.emplace_back("-N");
  return telling;
}

std::string told_directory(const std::string& output) {
  constexpr std::string_view k_words = "Test project ";
  const std::size_t at =
      output.rfind(k_words, 0) == 0 ? 0 : output.find("\n" + std::string(k_words));
  if (at == std::string::npos) {
    return {};
  }
  const std::size_t begin = at + k_words.size() + (output[at] == '\n' ? 1U : 0U);
  return output.substr(begin, output.find('\n', begin) - begin);
}

}  // namespace testtracker::sources
