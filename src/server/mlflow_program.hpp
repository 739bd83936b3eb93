#pragma once

// Which `mlflow` starts the local server, and with what.

#include "base/detached_process.hpp"
#include "server/server_file.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>

namespace testtracker::server {

/// `setting` (a program, or a folder such as a virtual environment with bin/mlflow in it), else
/// `mlflow` in PATH, else in the active virtual environment. Absolute. Errors: `not_found`; the
/// message says how to get one.
Result<std::string> find_mlflow(const std::string& setting);

/// `mlflow server` on 127.0.0.1, lean: one worker and no job runner are 2 processes instead of 15.
/// None of the MLFLOW_* variables of the caller are passed on: they are meant for clients. Its
/// workers are looked up in PATH, so the program's own folder comes first there.
[[nodiscard]] DetachedCommand server_command(const ServerFolder& folder, const std::string& mlflow,
                                             std::uint16_t port);

}  // namespace testtracker::server
