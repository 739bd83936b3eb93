#pragma once

// The version of testtracker, for user agents, archives and `--version`.

#include <string_view>

namespace testtracker {

/// For example `0.1.0`: what `project(… VERSION …)` in CMakeLists.txt says.
[[nodiscard]] std::string_view version() noexcept;

}  // namespace testtracker
