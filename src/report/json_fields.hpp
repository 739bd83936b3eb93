#pragma once

// Reads members of a JSON object that may be missing or of a wrong type: they are then their
// default. The counterpart of JsonBuilder's fields, for reading archives.

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::report {

using Json = nlohmann::json;

/// The member's bytes: those of its `_raw` companion when there is one.
[[nodiscard]] std::string text_of(const Json& object, const std::string& name);
/// A text of a list: a string, or the object with the raw bytes.
[[nodiscard]] std::string exact_text_of(const Json& element);
[[nodiscard]] bool flag_of(const Json& object, const char* name);
/// Also the words for what is not finite.
[[nodiscard]] double real_of(const Json& object, const char* name);
[[nodiscard]] std::vector<std::string> texts_of(const Json& object, const char* name);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs_of(const Json& object,
                                                                        const char* name);
/// The member when it is a list, else an empty list.
[[nodiscard]] const Json& list_of(const Json& object, const char* name);

template <typename Integer>
[[nodiscard]] std::optional<Integer> known_integer_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) {
    return std::nullopt;
  }
  return found->get<Integer>();
}

template <typename Integer>
[[nodiscard]] Integer integer_of(const Json& object, const char* name) {
  return known_integer_of<Integer>(object, name).value_or(Integer{0});
}

[[nodiscard]] inline std::chrono::nanoseconds time_of(const Json& object, const char* name) {
  return std::chrono::nanoseconds(integer_of<std::int64_t>(object, name));
}

}  // namespace testtracker::report
