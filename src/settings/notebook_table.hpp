#pragma once

// Reads the two parts of testtracker.toml's table [notebook] that are no plain settings:
// `[notebook.parameters]` and `[[notebook.tests]]`. Used by settings_file.cpp alone.

#include "settings/notebook_tests.hpp"
#include "settings/toml_text.hpp"

#include <toml++/toml.h>

#include <optional>
#include <string>

namespace testtracker::settings {

/// Adds what the node `name` (one of the two) holds. Nullopt = all was good.
std::optional<TomlComplaint> read_notebook_part(const std::string& name, const toml::node& node,
                                                NotebookTests& into);

/// Whether a key of the file is one of the two parts.
[[nodiscard]] bool is_notebook_part(const std::string& name);

}  // namespace testtracker::settings
