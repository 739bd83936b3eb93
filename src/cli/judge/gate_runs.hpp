#pragma once

// Finds the runs that a gate puts side by side: the one to judge, those of the baseline, others of
// the same commit, the reference. docs/gate.md, "Which runs".

#include "baseline/accepted_levels.hpp"
#include "baseline/level_start.hpp"
#include "baseline/run_record.hpp"
#include "cli/common_options.hpp"
#include "cli/delivery/stored_session.hpp"
#include "cli/judge/run_store.hpp"
#include "context/run_context.hpp"
#include "judge/gate.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

struct GateRunsOptions {
  std::string run;        ///< session, archive, run id; empty = the newest of this commit
  std::string baseline;   ///< branch
  std::string reference;  ///< session, run id or git tag; empty = none
  std::size_t most_runs = 20;
  bool is_offline = false;
  std::vector<baseline::AcceptedLevel> accepted;
};

/// Life cycle: `load`, then `input` whenever runs were added. Not movable: what it hands out points
/// into it. Errors of all: sentences for people; whatever is missing, nothing is judged then.
class GateRuns {
 public:
  GateRuns(const settings::Settings& settings, const CommonOptions& common, std::string directory,
           GateRunsOptions options);

  /// The run, its baseline and the reference.
  Result<void> load();
  /// Other runs of the same commit, from the server and from this machine.
  Result<void> load_same_commit();
  /// One more run of exactly what was tested, which nobody stores; `keys` of its tests.
  void add_rerun(const session::SessionResult& result, const std::vector<std::string>& keys);

  [[nodiscard]] judge::GateInput input() const;
  [[nodiscard]] const std::vector<std::string>& notices() const { return history_.notices; }
  /// The session that is judged, when it is on this machine.
  [[nodiscard]] const std::optional<StoredSession>& session() const noexcept { return session_; }

 private:
  Result<void> load_run();
  Result<void> load_newest_of_commit();
  [[nodiscard]] bool is_of_here(const context::RunContext& context) const;
  Result<void> load_stored(const std::string& name);
  /// The session to judge. Requires: it has ended.
  Result<void> take_session(StoredSession session);
  Result<void> load_baseline();
  Result<void> load_reference();
  Result<void> open_store(const std::string& experiment);
  Result<void> load_into_history(const baseline::RunFilter& filter, baseline::RunSource& source);
  void put_in_order();
  [[nodiscard]] const baseline::RunRecord& judged() const;

  const settings::Settings& settings_;
  const CommonOptions& common_;
  std::string directory_;
  GateRunsOptions options_;
  context::RunContext here_;       ///< of the working directory
  baseline::CommitFacts commits_;  ///< of its repository
  RunStore store_;
  std::optional<StoredSession> session_;
  baseline::RunHistory history_;
  std::deque<baseline::RunRecord> reruns_;  // addresses stay
  std::string run_id_;
  std::string reference_id_;
};

}  // namespace testtracker::cli
