#pragma once

// Finds the `ctest` above this process: the name of a session that needs no configuration.

#include "base/process.hpp"

#include <optional>

namespace testtracker::recorder {

struct CtestAncestor {
  ProcessStat process;
  /// Something that is neither a shell nor a wrapper such as `timeout` or `valgrind` stands between
  /// it and this process: ctest's test is that program, and this process only a tool of it.
  bool is_indirect = false;
};

/// Nothing outside of ctest, which CTest tells by CTEST_INTERACTIVE_DEBUG_MODE or, in dashboard
/// mode, DASHBOARD_TEST_FROM_CTEST.
[[nodiscard]] std::optional<CtestAncestor> find_ctest_ancestor();

}  // namespace testtracker::recorder
