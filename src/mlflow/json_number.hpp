#pragma once

// Numbers as MLflow's JSON (protobuf's JSON mapping) has them. Used by json_describe.hpp.

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>

namespace testtracker::mlflow {

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// A number, or one of the strings "NaN", "Infinity", "-Infinity": bare words are no JSON, and
/// MLflow stores 0 for them.
nlohmann::json json_of_double(double number);

/// Nothing for what is neither a number, nor one of the three words, nor a number in a string.
std::optional<double> double_of_json(const nlohmann::json& json);

/// From 17, 17.0 and "17". Nothing for fractions and what does not fit.
std::optional<std::int64_t> integer_of_json(const nlohmann::json& json);

}  // namespace testtracker::mlflow
