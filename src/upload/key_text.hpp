#pragma once

// Turns any names into keys that MLflow accepts. Specified in docs/mlflow_mapping.md, "Keys": a
// contract, so that a test has the same key in every run and with every version.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace testtracker::upload {

constexpr std::size_t k_max_key_bytes = 250;       ///< MLflow's own limit
constexpr std::size_t k_max_test_key_bytes = 230;  ///< leaves room for what is appended

/// One name (suite, test, metric, param, file) without `/`; never empty, `.` or `..`.
[[nodiscard]] std::string encode_name(std::string_view name);

/// A key that a user chose with its `/`: each part encoded by itself.
[[nodiscard]] std::string encode_path(std::string_view path);

/// `<suite>/<test>`, both encoded, shortened to k_max_test_key_bytes.
[[nodiscard]] std::string test_key(std::string_view suite, std::string_view name);

/// 12 hexadecimal digits over the names, each followed by a zero byte.
[[nodiscard]] std::string name_hash(std::initializer_list<std::string_view> names);

/// `key` when it fits, else its begin, `-` and `hash`.
[[nodiscard]] std::string shortened_key(const std::string& key, std::size_t max_bytes,
                                        const std::string& hash);

}  // namespace testtracker::upload
