#pragma once

// Which environment variables are written down. Secrets never are: not by name, not by value.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::recorder {

using Variables = std::vector<std::pair<std::string, std::string>>;

/// What describes the conditions of a test process: LANG, TZ, OMP_NUM_THREADS … and the names that
/// TESTTRACKER_ENVIRONMENT lists, separated by commas.
[[nodiscard]] Variables test_environment();

/// What an upload days later needs to know of the CI job and of the settings of testtracker.
[[nodiscard]] Variables upload_environment();

/// True when a name or value looks like a secret (TOKEN, PASSWORD …, `://user:word@`).
[[nodiscard]] bool looks_secret(std::string_view name, std::string_view value);

}  // namespace testtracker::recorder
