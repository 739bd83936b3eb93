#pragma once

// One test of one run as a trace. Specified in docs/mlflow_mapping.md, "Traces". Pure; the same
// test of the same run always gives the same ids, so that sending it twice makes nothing twice.

#include "baseline/run_record.hpp"
#include "mlflow/trace_messages.hpp"
#include "session/session_result.hpp"
#include "traces/traced_tests.hpp"

#include <string>

namespace testtracker::traces {

/// Whose trace it is.
struct TracePlace {
  std::string experiment_id;
  std::string run_id;
};

/// `tr-` and 32 hexadecimal digits.
[[nodiscard]] std::string trace_id(const TracePlace& place, const std::string& key);

/// Of a test of the session at hand: with attempts, texts, spans.
[[nodiscard]] mlflow::Trace trace_of_test(const TracePlace& place,
                                          const session::SessionResult& result,
                                          const TracedTest& traced, const std::string& key);

/// Of a test of an earlier run, of which only verdict and duration are known: what the trace of
/// today's run is compared with.
[[nodiscard]] mlflow::Trace trace_of_record(const TracePlace& place, const baseline::RunRecord& run,
                                            const baseline::TestRecord& test,
                                            const baseline::Texts& texts);

}  // namespace testtracker::traces
