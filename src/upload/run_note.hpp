#pragma once

// The note of a run, mlflow.note.content: what a person wants to know first. Pure.

#include "session/session_result.hpp"
#include "upload/links.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::upload {

struct NoteFacts {
  std::string previous_name;  ///< of the previous run of the series, as in `#29 0a1b2c3d`
  bool has_artifacts = false;
  bool has_traces = false;
  std::vector<std::string> remarks;  ///< sentences for the end: what was left out and why
};

/// Markdown of at most `max_bytes`: verdict and failed tests in the first three lines (MLflow shows
/// no more without a click), then links, more failed tests, remarks. Requires: the session is over.
[[nodiscard]] std::string run_note(const session::SessionResult& result,
                                   const std::vector<std::string>& keys, const Place& place,
                                   const NoteFacts& facts, std::size_t max_bytes);

}  // namespace testtracker::upload
