#pragma once

// Values of testtracker.toml as texts, and where they stand. Only the readers of that file include
// it.

#include <toml++/toml.h>

#include <cstdint>
#include <string>

namespace testtracker::settings {

/// Of a text, number or truth value; empty for anything else.
[[nodiscard]] std::string scalar_text(const toml::node& node);

/// What is wrong in the file, and where.
struct TomlComplaint {
  const toml::node* place;
  std::string sentence;
};

/// From 1.
[[nodiscard]] std::uint32_t line_of(const toml::node& node);

}  // namespace testtracker::settings
