#pragma once

// TCP ports of 127.0.0.1.

#include <cstdint>
#include <string>

namespace testtracker::server {

/// True when nobody listens on it.
[[nodiscard]] bool is_port_free(std::uint16_t port);

/// The port that the file remembers if it is free, else one that the kernel chooses; 0 = none. It
/// may be taken by somebody else at any time.
[[nodiscard]] std::uint16_t choose_port(const std::string& remembered_in);

}  // namespace testtracker::server
