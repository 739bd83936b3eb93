#pragma once

// Facts about this machine and the person at it.

#include <string>

namespace testtracker::context {

/// PRETTY_NAME of os-release(5), else system and release of uname(2).
[[nodiscard]] std::string operating_system();

/// The same, from the text of an os-release file; empty when it has no PRETTY_NAME.
[[nodiscard]] std::string pretty_name(const std::string& os_release);

/// `linux-x86_64`: system and machine of uname(2), lower case.
[[nodiscard]] std::string machine_name();

/// Login name of the effective user, its number when it has none.
[[nodiscard]] std::string user_name();

}  // namespace testtracker::context
