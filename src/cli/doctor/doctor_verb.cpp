// testtracker doctor: looks at everything a delivery needs and says what to type.

#include "cli/colours.hpp"
#include "cli/doctor/doctor_check.hpp"
#include "cli/exit_codes.hpp"
#include "cli/load_settings.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

#include <unistd.h>

namespace testtracker::cli {
namespace {

const char* word_of(Check::State state) {
  switch (state) {
    case Check::State::notice:
      return "notice";
    case Check::State::problem:
      return "problem";
    case Check::State::good:
      break;
  }
  return "good";
}

std::string coloured(const Check& check, const Colours& colours) {
  const std::string word = fmt::format("{:<8}", word_of(check.state));
  switch (check.state) {
    case Check::State::notice:
      return colours.yellow(word);
    case Check::State::problem:
      return colours.red(word);
    case Check::State::good:
      break;
  }
  return colours.green(word);
}

void print(const std::vector<Check>& checks, const CommonOptions& common) {
  const Colours colours(shows_colour(STDOUT_FILENO, common.no_color));
  for (const Check& check : checks) {
    if (common.quiet && check.state != Check::State::problem) {
      continue;
    }
    fmt::print("{}  {:<16} {}\n", coloured(check, colours), check.name, check.text);
    if (!check.advice.empty()) {
      fmt::print("{:>28}{}\n", "-> ", check.advice);
    }
  }
}

void print_json(const std::vector<Check>& checks) {
  auto list = nlohmann::ordered_json::array();
  for (const Check& check : checks) {
    list.push_back({{"name", check.name},
                    {"state", word_of(check.state)},
                    {"text", check.text},
                    {"advice", check.advice}});
  }
  const nlohmann::ordered_json document = {{"checks", list}};
  fmt::print("{}\n",
             document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

Result<int> run_doctor(const CommonOptions& common) {
  const std::string directory = project_directory(".");
  std::vector<Check> checks;
  if (const auto settings = load_settings(directory, common)) {
    checks = check_machine(*settings);
    const auto of_server = check_server(*settings, directory);
    checks.insert(checks.end(), of_server.begin(), of_server.end());
    const auto of_databricks = check_databricks(*settings);
    checks.insert(checks.end(), of_databricks.begin(), of_databricks.end());
  } else {
    checks.push_back({"settings", Check::State::problem, settings.error().message, ""});
  }
  if (common.json) {
    print_json(checks);
  } else {
    print(checks, common);
  }
  const bool has_problem = std::any_of(checks.begin(), checks.end(), [](const Check& check) {
    return check.state == Check::State::problem;
  });
  return has_problem ? exit_codes::k_failed : exit_codes::k_ok;
}

}  // namespace

void add_doctor(Program& program) {
  program.add_verb({"doctor", "Check what a delivery needs, and say what to type",
                    [&common = program.common()] { return run_doctor(common); }});
}

}  // namespace testtracker::cli
