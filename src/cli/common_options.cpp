#include "cli/common_options.hpp"

#include "settings/settings.hpp"

#include <CLI/Error.hpp>
#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>

namespace testtracker::cli {
namespace {

constexpr const char* k_session_group = "Settings";

std::string value_name(const settings::Definition& definition) {
  switch (definition.type) {
    case settings::Type::integer:
      return "N";
    case settings::Type::number:
      return "SECONDS";
    case settings::Type::program:
      return "PROGRAM";
    default:
      return "TEXT";
  }
}

void add_tag(CommonOptions& common, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError("'" + text + "' is no tag; write --tag name=value");
  }
  common.flags["tags." + text.substr(0, equals)] = text.substr(equals + 1);
}

CLI::Option& add_setting(CLI::App& app, const settings::Definition& definition,
                         CommonOptions& common) {
  const auto keep = [&common, name = definition.name](const std::string& text) {
    common.flags[name] = text;
  };
  if (definition.type == settings::Type::boolean) {
    return *app.add_flag_callback(
        definition.flag, [keep] { keep("true"); }, definition.help);
  }
  return *app.add_option_function<std::string>(definition.flag, keep, definition.help)
              ->type_name(value_name(definition));
}

void add_settings(CLI::App& app, CommonOptions& common) {
  for (const settings::Definition& definition : settings::definitions()) {
    if (!definition.flag.empty() && definition.verb.empty()) {
      add_setting(app, definition, common).group(k_session_group);
    }
  }
  app.add_option("--tag")
      ->each([&common](const std::string& text) { add_tag(common, text); })
      ->description("A tag of the run, as name=value; may be repeated")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->group(k_session_group);
}

}  // namespace

void add_settings_of_verb(CLI::App& app, const std::string& verb, CommonOptions& common) {
  for (const settings::Definition& definition : settings::definitions()) {
    if (definition.flag.empty() || definition.verb != verb) {
      continue;
    }
    CLI::Option& option = add_setting(app, definition, common);
    option.default_str(definition.default_text);
    if (definition.type == settings::Type::choice) {
      option.check(CLI::IsMember(definition.choices));
    }
  }
}

void add_common_options(CLI::App& app, CommonOptions& common) {
  app.add_flag("-q,--quiet", common.quiet, "Print nothing but errors")->group(k_output_group);
  app.add_flag("--json", common.json, "Print results as JSON")->group(k_output_group);
  app.add_flag("--no-color", common.no_color, "No colours, also on a terminal")
      ->group(k_output_group);
  add_settings(app, common);
}

}  // namespace testtracker::cli
