#pragma once

// Sends the traces of a run: its failed and changed tests, and beside them the same tests of the
// previous run, so that MLflow's evaluation page has both. Called by the uploader, once the values
// and artifacts are there. Specified in docs/mlflow_mapping.md, "Traces".

#include "mlflow/client.hpp"
#include "upload/cursor.hpp"
#include "upload/final_delivery.hpp"

#include <testtracker/result.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace testtracker::traces {

struct TraceOptions {
  std::size_t max_tests = 200;
  std::string cache_directory;  ///< of runs that were read before; empty = none
};

/// Safe to repeat: nothing appears twice. Errors: those of the client. Requires: one key per test.
Result<upload::TraceCount> deliver_traces(mlflow::Client& client,
                                          const upload::FinishedSession& session,
                                          const std::vector<std::string>& keys,
                                          const TraceOptions& options);

}  // namespace testtracker::traces
