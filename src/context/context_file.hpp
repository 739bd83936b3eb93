#pragma once

// context.json in a session's folder: the RunContext, written once (a deployment adds its commit
// when that is known), so that a delivery days later and an offline report tell the same.

#include "context/run_context.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::context {

/// Replaces the file at `path` (0600). Bytes that are not UTF-8 become U+FFFD. Errors: `io`.
Result<void> write_context(const std::string& path, const RunContext& context);

/// Unknown members are ignored, missing ones are empty. Errors: `not_found` when there is no such
/// file, `newer_format`, `bad_format`.
Result<RunContext> read_context(const std::string& path);

}  // namespace testtracker::context
