#pragma once

// Reads a JSON report piece by piece: only the objects that a handler asks for are built, one at a
// time. Strings may hold raw control bytes, as some tools write them.

#include "sources/reports/report_input.hpp"

#include <testtracker/result.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace testtracker::sources {

/// Names of the members that lead to a value; `*` for an element of a list.
using JsonPath = std::vector<std::string>;

class JsonHandler {
 public:
  virtual ~JsonHandler() = default;
  /// Whether the object or list that begins at `path` shall come as one value.
  [[nodiscard]] virtual bool wants(const JsonPath& path) const = 0;
  /// A wanted value, or any number, text or truth outside of one.
  virtual void value(const JsonPath& path, nlohmann::json& value) = 0;
};

/// Errors: `bad_format` with the line; `handler` has then got everything before. `io`.
Result<void> read_json(ReportInput& input, JsonHandler& handler);

}  // namespace testtracker::sources
