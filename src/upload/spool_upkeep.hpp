#pragma once

// The spool as a whole: which sessions wait for delivery, which can go.

#include "spool/session_folder.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::upload {

/// Sessions below `sessions_path` that were not delivered, oldest first (by last change). A session
/// that the server refused for good is among them only if `with_rejected`. Empty when there is no
/// such folder. Errors: `io`.
Result<std::vector<spool::SessionFolder>> undelivered_sessions(const std::string& sessions_path,
                                                               bool with_rejected);

/// Removes sessions that were delivered longer than `keep` ago, with their logs; never one that was
/// not. Returns how many. What cannot be removed stays for the next time.
std::size_t remove_delivered_sessions(const std::string& sessions_path, std::chrono::hours keep);

}  // namespace testtracker::upload
