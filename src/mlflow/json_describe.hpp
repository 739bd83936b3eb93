#pragma once

// Described structs (Boost.Describe) as JSON and back: one template each way for every message of
// messages.hpp. Nothing here throws: what cannot be read is `bad_format`.
//
// On the wire: an empty optional is left out; NaN and infinities are the strings "NaN",
// "Infinity", "-Infinity"; bytes that are not UTF-8 become U+FFFD. Read are also numbers as strings
// (protobuf's way for int64) and null as "not there"; unknown members are ignored, missing ones
// keep their default.

#include "mlflow/json_number.hpp"

#include <testtracker/result.hpp>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace testtracker::mlflow {

using Json = nlohmann::json;

template <typename T>
using DescribedMembers = boost::describe::describe_members<T, boost::describe::mod_public>;

inline Json to_json(const std::string& text) {
  return text;
}
inline Json to_json(std::int64_t number) {
  return number;
}
inline Json to_json(std::int32_t number) {
  return number;
}
inline Json to_json(bool flag) {
  return flag;
}
inline Json to_json(double number) {
  return json_of_double(number);
}

inline Json to_json(const std::map<std::string, std::string>& texts) {
  return texts;
}

template <typename T>
Json to_json(const T& value);  // for lists of described structs of other namespaces

/// What it holds.
template <typename... Ts>
Json to_json(const std::variant<Ts...>& value) {
  return std::visit([](const auto& held) { return to_json(held); }, value);
}

template <typename T>
Json to_json(const std::vector<T>& list) {
  Json array = Json::array();
  for (const T& element : list) {
    array.push_back(to_json(element));
  }
  return array;
}

/// An enumerator by its name, a described struct as an object.
template <typename T>
Json to_json(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return boost::describe::enum_to_string(value, "");
  } else {
    Json object = Json::object();
    boost::mp11::mp_for_each<DescribedMembers<T>>([&](auto member) {
      const auto& field = value.*member.pointer;
      if constexpr (is_optional<std::decay_t<decltype(field)>>) {
        if (field) {
          object[member.name] = to_json(*field);
        }
      } else {
        object[member.name] = to_json(field);
      }
    });
    return object;
  }
}

/// The text that is sent.
template <typename T>
std::string to_json_text(const T& message) {
  return to_json(message).dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

/// Reads a JSON value into `out`; on failure the sentence of `error` names the member.
/// A class because the overloads call each other.
class JsonReader {
 public:
  bool read(const Json& json, std::string& out) {
    return json.is_string() ? get(json, out) : no("a string");
  }
  bool read(const Json& json, bool& out) {
    return json.is_boolean() ? get(json, out) : no("true or false");
  }
  bool read(const Json& json, std::int64_t& out) {
    return take(integer_of_json(json), out, "an integer");
  }
  bool read(const Json& json, double& out) { return take(double_of_json(json), out, "a number"); }

  bool read(const Json& json, std::int32_t& out) {
    const auto number = integer_of_json(json);
    if (!number || *number < INT32_MIN || *number > INT32_MAX) {
      return no("an integer of 32 bits");
    }
    out = static_cast<std::int32_t>(*number);
    return true;
  }

  template <typename T>
  bool read(const Json& json, std::optional<T>& out) {
    T value{};
    if constexpr (std::is_enum_v<T>) {
      // A name that a newer server invented is as good as none.
      if (json.is_string() &&
          !boost::describe::enum_from_string(json.get_ref<const std::string&>().c_str(), value)) {
        return true;
      }
    }
    if (!read(json, value)) {
      return false;
    }
    out = std::move(value);
    return true;
  }

  template <typename T>
  bool read(const Json& json, std::vector<T>& out) {
    if (!json.is_array()) {
      return no("a list");
    }
    out.clear();
    for (const Json& element : json) {
      if (!read(element, out.emplace_back())) {
        return false;
      }
    }
    return true;
  }

  template <typename T>
  bool read(const Json& json, T& out) {
    if constexpr (std::is_enum_v<T>) {
      return (json.is_string() &&
              boost::describe::enum_from_string(json.get_ref<const std::string&>().c_str(), out)) ||
             no("a known word");
    } else {
      return json.is_object() ? read_members(json, out) : no("an object");
    }
  }

  /// For example `"info.run_id" is not a string`.
  [[nodiscard]] std::string complaint() const {
    return (path_.empty() ? "it" : '"' + path_ + '"') + " is not " + expected_;
  }

 private:
  template <typename T>
  bool read_members(const Json& object, T& out) {
    bool good = true;
    boost::mp11::mp_for_each<DescribedMembers<T>>([&](auto member) {
      const auto found = good ? object.find(member.name) : object.end();
      if (found != object.end() && !found->is_null() && !read(*found, out.*member.pointer)) {
        path_ = member.name + (path_.empty() ? "" : "." + path_);
        good = false;
      }
    });
    return good;
  }

  template <typename T>
  static bool get(const Json& json, T& out) {
    json.get_to(out);
    return true;
  }

  template <typename T>
  bool take(const std::optional<T>& number, T& out, const char* expected) {
    out = number.value_or(out);
    return number || no(expected);
  }

  bool no(const char* expected) {
    expected_ = expected;
    return false;
  }

  std::string path_;
  std::string expected_;
};

/// Error: `bad_format` with what is wrong, as the end of a sentence.
template <typename T>
Result<T> from_json(const Json& json) {
  T value{};
  JsonReader reader;
  if (!reader.read(json, value)) {
    return Error{ErrorCode::bad_format, reader.complaint()};
  }
  return value;
}

/// Error: `bad_format`, also for a text that is no JSON object.
template <typename T>
Result<T> from_json_text(const std::string& text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return Error{ErrorCode::bad_format, "it is not a JSON object"};
  }
  return from_json<T>(json);
}

}  // namespace testtracker::mlflow
