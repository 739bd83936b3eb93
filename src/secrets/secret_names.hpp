#pragma once

// What scopes, keys and values may be. The rules are those of Databricks for all stores, so that
// what works on a laptop works there too: https://docs.databricks.com/security/secrets.

#include <testtracker/result.hpp>

#include <cstddef>
#include <string>

namespace testtracker::secrets {

inline constexpr std::size_t k_longest_name_bytes = 128;
inline constexpr std::size_t k_longest_value_bytes = 128 * 1024;

/// 1 to 128 letters, digits, `-`, `_`, `@` and `.`. `kind` is `scope` or `key`, for the message.
/// Errors: `invalid_argument`.
Result<void> check_name(const std::string& kind, const std::string& name);

/// 1 byte to 128 KiB of UTF-8 without NUL. Errors: `invalid_argument`; the value is not in it.
Result<void> check_value(const std::string& value);

}  // namespace testtracker::secrets
