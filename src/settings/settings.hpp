#pragma once

// Every setting of testtracker with its value and where the value came from:
// flag > environment > testtracker.toml (found upwards from the working directory) > default.
// One table describes them all; `testtracker config` prints it, docs/settings.md lists it.

#include "settings/metric_rules.hpp"
#include "settings/notebook_tests.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::settings {

enum class Origin { default_, file, environment, flag };

/// One setting's text and origin. The text has passed the checks of its definition; booleans are
/// `true` or `false`, lists are separated by commas.
struct Value {
  std::string text;
  Origin origin = Origin::default_;
  std::string source;  ///< name of the variable, path of the file, name of the flag
};

enum class Type {
  text,
  secret,   ///< a text that is never shown and refused in testtracker.toml
  path,     ///< in testtracker.toml relative to the folder of that file
  program,  ///< a path likewise, or a name to look for in PATH
  boolean,
  integer,
  number,
  list,
  choice,
  json_tags,  ///< a JSON object, each member one tag
};

/// One row of the table.
struct Definition {
  std::string name;  ///< key in testtracker.toml, for example `upload.max_keys`
  Type type;
  std::string default_text;
  std::string flag;                    ///< `--experiment`, empty = none
  std::vector<std::string> variables;  ///< environment variables; the first that is not empty wins
  std::string help;                    ///< one sentence without a full stop
  double minimum = 0;                  ///< of integers and numbers
  double maximum = 0;                  ///< no limit when it is below the minimum
  std::vector<std::string> choices = {};
  bool environment_only = false;  ///< read by test processes, which know no testtracker.toml
  std::string verb = {};          ///< that alone has the flag; empty = all have it
};

/// All settings of testtracker, in the order in which they are shown.
const std::vector<Definition>& definitions();

/// Nullptr when there is no such setting.
const Definition* find_definition(std::string_view name);

/// The values of all settings. A value; cheap to copy.
class Settings {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string&)>;
  /// Reads the file (nearest testtracker.toml from `directory` upwards), then the environment, then
  /// `flags` (setting name → text; `tags.<key>` → value adds a tag). Errors: `bad_format` naming
  /// file and line, `invalid_argument` naming the setting, its origin and what is allowed, `io`.
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
  [[nodiscard]] std::vector<std::string> list(const std::string& name) const;
  /// For people: secrets are `****`, user names and passwords in URLs `***`.
  [[nodiscard]] std::string shown(const std::string& name) const;
  /// User tags by key: `[tags]` in the file, then MLFLOW_RUN_CONTEXT, then `--tag k=v`.
  [[nodiscard]] const std::map<std::string, Value>& tags() const noexcept { return tags_; }
  /// Of the file alone.
  [[nodiscard]] const NotebookTests& notebooks() const noexcept { return notebooks_; }
  /// Of the file alone, in its order.
  [[nodiscard]] const std::vector<MetricRule>& metrics() const noexcept { return metrics_; }
  /// Path of the testtracker.toml in use, empty = none.
  [[nodiscard]] const std::string& file() const noexcept { return file_; }

 private:
  Result<void> apply_file(const std::string& directory);
  Result<void> apply_environment(const Environment& environment);
  Result<void> apply_flags(const std::map<std::string, std::string>& flags);

  std::map<std::string, Value> values_;
  std::map<std::string, Value> tags_;
  NotebookTests notebooks_;
  std::vector<MetricRule> metrics_;
  std::string file_;
};

}  // namespace testtracker::settings
