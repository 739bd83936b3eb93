#pragma once

// testtracker.toml: found upwards from a directory, read into plain entries. It, metric_table
// and notebook_table alone know TOML. Specified by docs/settings.md.

#include "settings/metric_rules.hpp"
#include "settings/notebook_tests.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::settings {

/// One value of the file: `name` is a key of the table, or `tags.<key>`.
struct FileEntry {
  std::string name;
  std::string text;
  std::uint32_t line = 0;
};

struct FileContents {
  std::vector<FileEntry> entries;
  NotebookTests notebooks;
  std::vector<MetricRule> metrics;
};

/// Path of the nearest testtracker.toml from `directory` upwards, empty = none.
[[nodiscard]] std::string find_settings_file(const std::string& directory);

/// All values of the file. Relative paths are made absolute, from the folder of the file. Errors,
/// each naming file and line: `io`, `bad_format` (no TOML, an unknown key, with the nearest known
/// one, a value of another type, a secret).
Result<FileContents> read_settings_file(const std::string& path);

/// What the file of another project, one that is deployed, says of its notebook tests, with the
/// plain settings `notebook.timeout_s` and `notebook.retries`. Errors: as read_settings_file.
Result<NotebookTests> read_notebook_tests(const std::string& path);

}  // namespace testtracker::settings
