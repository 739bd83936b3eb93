#pragma once

// Brings a finished session's run to its end: values, artifacts, views, status. Each step is
// recorded in the cursor, so that a delivery that was interrupted goes on with the next one.

#include "context/run_context.hpp"
#include "mlflow/client.hpp"
#include "session/session_result.hpp"
#include "spool/session_folder.hpp"
#include "upload/cursor.hpp"
#include "upload/run_opening.hpp"
#include "upload/value_selection.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace testtracker::upload {

struct FinishedSession;

/// Sends the traces of a session's run; safe to repeat. Gets one key per test. Errors: those of the
/// client.
using SendTraces = std::function<Result<TraceCount>(mlflow::Client&, const FinishedSession&,
                                                    const std::vector<std::string>& keys)>;

struct FinalOptions {
  SelectionOptions selection;
  std::size_t max_logs = 100;
  bool artifacts = true;
  /// Somebody writes what the status view shows once the run has ended: one that is there stays.
  bool views_come_later = false;
  bool wants_traces = false;
  SendTraces send_traces;                       ///< empty = there are none
  std::function<void(const std::string&)> log;  ///< takes sentences; never empty
};

/// A finished session with its run. References must outlive the delivery.
struct FinishedSession {
  const spool::SessionFolder& folder;
  const session::SessionResult& result;
  const context::RunContext& context;
  const OpenRun& open;
  std::set<std::string> sent_metrics;  ///< keys that the run has already
  bool had_progress = false;           ///< the run has a progress tag that shall be right
};

/// Errors: those of the client; `rejected` when the server says that all is well and does not keep
/// what it was given.
Result<void> finish_run(mlflow::Client& client, const FinishedSession& session,
                        const FinalOptions& options, Cursor& cursor, const SaveCursor& save);

}  // namespace testtracker::upload
