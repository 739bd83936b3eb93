#pragma once

#include <cstdint>

namespace testtracker::session {

/// How far a session is, cheap enough to be asked for at any time. Counts executions: a test that
/// is tried twice counts twice. Nested programs are left out.
struct Progress {
  std::uint64_t finished = 0;
  std::uint64_t failed = 0;   ///< of the finished ones
  std::uint64_t planned = 0;  ///< finished, running and announced
};

}  // namespace testtracker::session
