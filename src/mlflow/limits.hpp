#pragma once

// What MLflow's server takes, checked before anything is sent: it answers 200 to a message that it
// understood only in part, and cuts long values without a word. Sources:
// mlflow/utils/validation.py; the behaviour of 2.9.2, 2.22.5 and 3.17.2.

#include "mlflow/messages.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace testtracker::mlflow {

inline constexpr std::size_t k_max_metrics = 1000;  ///< in one batch
inline constexpr std::size_t k_max_params = 100;
inline constexpr std::size_t k_max_tags = 100;
inline constexpr std::size_t k_max_entries = 1000;  ///< of all three together
inline constexpr std::size_t k_max_body_bytes = 1'000'000;
inline constexpr std::size_t k_max_key_bytes = 250;
inline constexpr std::size_t k_max_param = 6000;  ///< characters
inline constexpr std::size_t k_max_tag = 8000;
inline constexpr std::size_t k_max_tag_before_2_18 = 5000;
inline constexpr std::size_t k_max_experiment_tag = 20000;
inline constexpr std::size_t k_max_experiment_tag_before_3_16 = 5000;
inline constexpr std::size_t k_max_experiment_name = 500;

/// Code points of UTF-8; bytes that are none count as one each.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

/// Errors of all: `invalid_argument` naming the entry and the rule. Keys: letters, digits,
/// `_ - . : /` and space, at most 250 bytes, and a relative path without `//`, `.` and `..`.
/// Anything beyond ASCII passes; the server knows better which of it are letters.
[[nodiscard]] Result<void> check_key(std::string_view key);
[[nodiscard]] Result<void> check(const Metric& metric);
[[nodiscard]] Result<void> check(const Param& param);
[[nodiscard]] Result<void> check(const Tag& tag, std::size_t max_characters);
/// A time: ms since 1970. `what` for the message.
[[nodiscard]] Result<void> check_time(std::int64_t time, std::string_view what);
/// A path of an artifact: relative, no `.` and `..`, nothing that MLflow refuses or decodes twice.
[[nodiscard]] Result<void> check_artifact_path(std::string_view path);

/// True for `3.16.0` and 3, 16. A version that is none of numbers is newer than all.
[[nodiscard]] bool is_at_least(const std::string& version, int major, int minor);

}  // namespace testtracker::mlflow
