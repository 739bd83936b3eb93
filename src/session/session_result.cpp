#include "session/session_result.hpp"

#include <tuple>

namespace testtracker::session {

bool TestIdentity::operator<(const TestIdentity& other) const {
  return std::tie(program, suite, name) < std::tie(other.program, other.suite, other.name);
}

bool TestIdentity::operator==(const TestIdentity& other) const {
  return std::tie(program, suite, name) == std::tie(other.program, other.suite, other.name);
}

}  // namespace testtracker::session
