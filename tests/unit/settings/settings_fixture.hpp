#pragma once

// A folder with a testtracker.toml and an environment that a test writes itself.

#include "settings/settings.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace testtracker::settings {

class SettingsTest : public ::testing::Test {
 protected:
  void write_file(std::string_view contents) {
    test::write_file(dir_ / "testtracker.toml", contents);
  }

  Result<Settings> load() { return load_from(dir_.path()); }
  Result<Settings> load_from(const std::string& directory) {
    const auto variable = [this](const std::string& name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    return Settings::load(directory, variable, flags_);
  }

  /// The message of the failure that loading must end in; empty when it did not fail.
  std::string complaint() {
    const auto settings = load();
    return settings ? std::string() : settings.error().message;
  }

  test::TempDir dir_;
  std::map<std::string, std::string> variables_;
  std::map<std::string, std::string> flags_;
};

}  // namespace testtracker::settings
