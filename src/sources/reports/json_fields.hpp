#pragma once

// Members of JSON objects that may be absent or of another type than one hopes.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace testtracker::sources {

[[nodiscard]] inline const nlohmann::json& member(const nlohmann::json& object, const char* name) {
  static const nlohmann::json k_none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && found != object.end() ? *found : k_none;
}

[[nodiscard]] inline std::string text_of(const nlohmann::json& object, const char* name) {
  const auto& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

[[nodiscard]] inline double number_of(const nlohmann::json& object, const char* name) {
  const auto& value = member(object, name);
  return value.is_number() ? value.get<double>() : 0;
}

/// 0 for what is no line.
[[nodiscard]] inline std::int32_t line_of(const nlohmann::json& object, const char* name) {
  const double line = number_of(object, name);
  return line > 0 && line < 1e9 ? static_cast<std::int32_t>(line) : 0;
}

}  // namespace testtracker::sources
