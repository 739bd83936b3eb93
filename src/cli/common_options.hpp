#pragma once

// Options that every verb knows, before or after the verb's name.

#include <CLI/App.hpp>

#include <map>
#include <string>

namespace testtracker::cli {

/// Heading of --help, --json and their like.
inline constexpr const char* k_output_group = "Output";

/// Filled while arguments are parsed; verbs read it when they run.
struct CommonOptions {
  /// What `settings::Settings::load` takes as flags: name of the setting → text, `tags.<key>` →
  /// value.
  std::map<std::string, std::string> flags;
  bool quiet = false;
  bool json = false;
  bool no_color = false;
};

/// Adds --quiet, --json, --no-color, --tag and every flag of the table of settings that no verb has
/// alone. `common` must outlive `app`.
void add_common_options(CLI::App& app, CommonOptions& common);

/// Adds the flags of the table that belong to this verb alone. `common` must outlive `app`.
void add_settings_of_verb(CLI::App& app, const std::string& verb, CommonOptions& common);

}  // namespace testtracker::cli
