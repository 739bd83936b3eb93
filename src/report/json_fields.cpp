#include "report/json_fields.hpp"

#include "base/base64.hpp"

#include <limits>

namespace testtracker::report {
namespace {

std::optional<std::string> string_of(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) {
    return std::nullopt;
  }
  return found->get<std::string>();
}

}  // namespace

std::string text_of(const Json& object, const std::string& name) {
  if (const auto raw = string_of(object, name + "_raw")) {
    if (auto bytes = from_base64(*raw)) {
      return *std::move(bytes);
    }
  }
  return string_of(object, name).value_or(std::string());
}

std::string exact_text_of(const Json& element) {
  if (element.is_string()) {
    return element.get<std::string>();
  }
  if (!element.is_object()) {
    return {};
  }
  const auto raw = string_of(element, "raw");
  auto bytes = raw ? from_base64(*raw) : std::nullopt;
  return bytes ? *std::move(bytes) : text_of(element, "text");
}

bool flag_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

double real_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) {
    return 0;
  }
  if (found->is_number()) {
    return found->get<double>();
  }
  const auto word = text_of(object, name);
  if (word == "Infinity" || word == "-Infinity") {
    const double infinity = std::numeric_limits<double>::infinity();
    return word.front() == '-' ? -infinity : infinity;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

const Json& list_of(const Json& object, const char* name) {
  static const Json k_none = Json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : k_none;
}

std::vector<std::string> texts_of(const Json& object, const char* name) {
  std::vector<std::string> texts;
  for (const Json& element : list_of(object, name)) {
    texts.push_back(exact_text_of(element));
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const Json& object, const char* name) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Json& pair : list_of(object, name)) {
    if (pair.is_array() && pair.size() == 2) {
      pairs.emplace_back(exact_text_of(pair[0]), exact_text_of(pair[1]));
    }
  }
  return pairs;
}

}  // namespace testtracker::report
