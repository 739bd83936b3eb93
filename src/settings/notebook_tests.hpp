#pragma once

// What testtracker.toml says of notebook tests: parameters of all, and one entry for each notebook
// or pattern. Used by `testtracker notebook` and by deployments. Specified in docs/notebooks.md,
// "The list in testtracker.toml".

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::settings {

/// Name → text, sorted by name.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// One `[[notebook.tests]]`.
struct NotebookTest {
  std::string path;  ///< or a pattern; as written, relative to the folder of the file
  NamedTexts parameters;
  NamedTexts tags;
  std::optional<double> timeout_s;
  std::optional<int> retries;
  std::uint32_t line = 0;
};

struct NotebookTests {
  NamedTexts parameters;  ///< `[notebook.parameters]`
  std::vector<NotebookTest> tests;
  /// Of all tests: only of a file whose plain settings are not those in use (read_notebook_tests).
  std::optional<double> timeout_s;
  std::optional<int> retries;
};

}  // namespace testtracker::settings
