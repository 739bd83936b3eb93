#pragma once

// Every setting of testtracker with its value and where the value came from:
// flag > environment > testtracker.toml (found upwards from the working directory) > default.
// One table describes them all; `testtracker config` prints it, docs/settings.md lists it.

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::settings {

enum class Origin { default_, file, environment, flag };

/// One setting's raw text and origin.
struct Value {
  std::string text;
  Origin origin = Origin::default_;
  std::string source;  ///< name of the variable, path of the file, name of the flag
};

/// One row of the table.
struct Definition {
  std::string name;                    ///< key in testtracker.toml, for example `upload.max_keys`
  std::string flag;                    ///< `--max-keys`, empty = none
  std::vector<std::string> variables;  ///< environment variables, first match wins
  std::string default_text;
  bool secret = false;
  std::string help;
};

/// All settings of testtracker, in the order in which they are shown.
const std::vector<Definition>& definitions();

/// The values of all settings. A value; cheap to copy.
class Settings {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string&)>;
  /// Reads the file (nearest testtracker.toml from `directory` upwards), then the environment, then
  /// `flags` (setting name → text). Errors: `bad_format` naming file and line, `invalid_argument`
  /// naming the setting, its origin and what is allowed.
  static Result<Settings> load(const std::string& directory, const Environment& environment,
                               const std::map<std::string, std::string>& flags);

  /// Requires: `name` is in the table.
  [[nodiscard]] const Value& get(const std::string& name) const;
  [[nodiscard]] const std::string& text(const std::string& name) const { return get(name).text; }
  [[nodiscard]] bool is_set(const std::string& name) const;  ///< not empty
  /// Requires: the table says that the setting is of that type (`load` has checked the text).
  [[nodiscard]] bool boolean(const std::string& name) const;
  [[nodiscard]] std::int64_t integer(const std::string& name) const;
  [[nodiscard]] double number(const std::string& name) const;
  /// User tags: `[tags]` in the file, `--tag k=v`.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& tags() const;
  /// Path of the testtracker.toml in use, empty = none.
  [[nodiscard]] const std::string& file() const;

 private:
  std::map<std::string, Value> values_;
  std::vector<std::pair<std::string, std::string>> tags_;
  std::string file_;
};

}  // namespace testtracker::settings
