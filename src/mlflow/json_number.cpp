#include "mlflow/json_number.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace testtracker::mlflow {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

template <typename Number>
std::optional<Number> parse_whole(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  return code == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace

nlohmann::json json_of_double(double number) {
  if (std::isnan(number)) {
    return "NaN";
  }
  if (std::isinf(number)) {
    return number > 0 ? "Infinity" : "-Infinity";
  }
  return number;
}

std::optional<double> double_of_json(const nlohmann::json& json) {
  if (json.is_number()) {
    return json.get<double>();
  }
  if (!json.is_string()) {
    return std::nullopt;
  }
  const auto& text = json.get_ref<const std::string&>();
  if (text == "NaN") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (text == "Infinity" || text == "-Infinity") {
    return text.front() == '-' ? -k_infinity : k_infinity;
  }
  return parse_whole<double>(text);
}

std::optional<std::int64_t> integer_of_json(const nlohmann::json& json) {
  if (json.is_string()) {
    return parse_whole<std::int64_t>(json.get_ref<const std::string&>());
  }
  constexpr std::uint64_t k_most = std::numeric_limits<std::int64_t>::max();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > k_most) {
    return std::nullopt;
  }
  if (json.is_number_integer()) {
    return json.get<std::int64_t>();
  }
  constexpr double k_limit = 9223372036854775808.0;  // 2^63
  const double number = json.is_number_float() ? json.get<double>() : k_infinity;
  if (number != std::trunc(number) || number < -k_limit || number >= k_limit) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(number);
}

}  // namespace testtracker::mlflow
