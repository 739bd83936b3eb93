#pragma once

// Whether a server's clock agrees with ours. Used by the checks of `testtracker doctor`.

#include "cli/doctor/doctor_check.hpp"
#include "http/http_client.hpp"

#include <optional>
#include <string>

namespace testtracker::cli {

/// `advice` is for clocks that differ. Nullopt when the answer does not tell its time.
[[nodiscard]] std::optional<Check> check_clock(std::string name, const http::Response& response,
                                               const std::string& advice);

}  // namespace testtracker::cli
