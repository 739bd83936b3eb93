#include <testtracker/version.hpp>

namespace testtracker {

std::string_view version() noexcept {
  return TESTTRACKER_VERSION;
}

}  // namespace testtracker
