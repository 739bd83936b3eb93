#pragma once

// Sessions of this machine's spool, delivered or not: judging without a server.

#include "baseline/run_source.hpp"

#include <string>
#include <utility>

namespace testtracker::baseline {

class SpoolRuns final : public RunSource {
 public:
  /// `sessions_path`: `<spool>/sessions`.
  explicit SpoolRuns(std::string sessions_path) : sessions_path_(std::move(sessions_path)) {}

  /// Sessions that are over and whose commit, branch and platform are known (context.json). What
  /// cannot be read is left out and counted in a notice. Errors: `io` for the spool itself.
  Result<void> load(const RunFilter& filter, RunHistory& history) override;
  /// By the session's id.
  Result<void> load_run(const std::string& id, RunHistory& history) override;

 private:
  std::string sessions_path_;
};

}  // namespace testtracker::baseline
