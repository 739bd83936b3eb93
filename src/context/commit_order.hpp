#pragma once

// The order of a branch's commits, asked from git. For those who line up runs of several machines.

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace testtracker::context {

/// Position of each commit in the history of `branch` (the local one and that of `origin`), the
/// oldest has the smallest; at most the newest 100,000. Empty when there is no git, no repository,
/// no such branch, or git was slower than `timeout`.
[[nodiscard]] std::unordered_map<std::string, std::size_t> commit_positions(
    const std::string& directory, const std::string& branch,
    std::chrono::milliseconds timeout = std::chrono::seconds(5));

}  // namespace testtracker::context
