// testtracker config: every setting, its value, and where the value comes from.

#include "cli/colours.hpp"
#include "cli/exit_codes.hpp"
#include "cli/load_settings.hpp"
#include "cli/verbs.hpp"
#include "settings/settings.hpp"
#include "spool/session_folder.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

namespace testtracker::cli {
namespace {

using settings::Origin;
using settings::Settings;

struct ConfigOptions {
  std::string directory;  ///< empty = the working directory
};

struct Row {
  std::string name;
  std::string value;
  std::string origin;  ///< `default`, or the name of the flag, variable or file
};

std::string origin_text(const settings::Value& value) {
  return value.origin == Origin::default_ ? "default" : value.source;
}

std::string in_words(const settings::NotebookTest& test) {
  std::string text = test.path;
  for (const auto& [name, value] : test.parameters) {
    text += fmt::format(" {}={}", name, value);
  }
  for (const auto& [name, value] : test.tags) {
    text += fmt::format(" tags.{}={}", name, value);
  }
  if (test.timeout_s) {
    text += fmt::format(" timeout_s={:g}", *test.timeout_s);
  }
  if (test.retries) {
    text += fmt::format(" retries={}", *test.retries);
  }
  return text;
}

std::vector<Row> rows_of(const Settings& all) {
  std::vector<Row> rows;
  for (const settings::Definition& definition : settings::definitions()) {
    rows.push_back(
        {definition.name, all.shown(definition.name), origin_text(all.get(definition.name))});
  }
  for (const auto& [name, text] : all.notebooks().parameters) {
    rows.push_back({"notebook.parameters." + name, text, all.file()});
  }
  for (const settings::NotebookTest& test : all.notebooks().tests) {
    rows.push_back({fmt::format("notebook.tests.{}", &test - all.notebooks().tests.data() + 1),
                    in_words(test), fmt::format("{}:{}", all.file(), test.line)});
  }
  for (const auto& [key, value] : all.tags()) {
    rows.push_back({"tags." + key, value.text, origin_text(value)});
  }
  return rows;
}

// As testtracker and test programs find it; what stands in the way when they do not.
std::string sessions_folder() {
  const auto path = spool::sessions_path();
  return path ? *path : path.error().message;
}

void print_rows(const std::vector<Row>& rows, const Settings& all, const Colours& colours) {
  std::size_t name_width = 0;
  std::size_t value_width = 0;
  constexpr std::size_t k_widest_value = 40;  // a longer one pushes only its own line's origin
  for (const Row& row : rows) {
    name_width = std::max(name_width, row.name.size());
    value_width = std::max(value_width, std::min(row.value.size(), k_widest_value));
  }
  for (const Row& row : rows) {
    const std::string line =
        fmt::format("{:<{}}  {:<{}}  ", row.name, name_width, row.value, value_width);
    const bool is_default = row.origin == "default";
    fmt::print("{}\n", is_default ? colours.dim(line + row.origin) : line + row.origin);
  }
  fmt::print("\nSettings file: {}\nSessions: {}\n",
             all.file().empty() ? "none here or in a folder above" : all.file(), sessions_folder());
}

void print_json(const std::vector<Row>& rows, const Settings& all) {
  auto values = nlohmann::ordered_json::object();
  for (const Row& row : rows) {
    values[row.name] = {{"value", row.value}, {"origin", row.origin}};
  }
  const nlohmann::ordered_json document = {
      {"file", all.file()}, {"sessions", sessions_folder()}, {"settings", values}};
  fmt::print("{}\n",
             document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

Result<int> run_config(const ConfigOptions& options, const CommonOptions& common) {
  const std::string directory = options.directory.empty() ? "." : options.directory;
  const auto all = load_settings(directory, common);
  if (!all) {
    return all.error();
  }
  const std::vector<Row> rows = rows_of(*all);
  if (common.json) {
    print_json(rows, *all);
  } else {
    print_rows(rows, *all, Colours(shows_colour(STDOUT_FILENO, common.no_color)));
  }
  return exit_codes::k_ok;
}

}  // namespace

void add_config(Program& program) {
  const auto options = std::make_shared<ConfigOptions>();
  CLI::App& verb = program.add_verb(
      {"config", "Show every setting and where its value comes from",
       [options, &common = program.common()] { return run_config(*options, common); }});
  verb.add_option(
          "--directory", options->directory,
          "Look for testtracker.toml from here upwards; otherwise from the working directory")
      ->type_name("FOLDER")
      ->check(CLI::ExistingDirectory);
}

}  // namespace testtracker::cli
