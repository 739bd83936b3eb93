#pragma once

// Delivers sessions from the spool to MLflow, exactly once, however often it is called, interrupted
// or killed. What appears there: docs/mlflow_mapping.md.

#include <testtracker/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace testtracker {

enum class DeliveryOutcome {
  delivered,    ///< everything is at the server, the run has ended
  retry_later,  ///< the server was away or busy; all is kept, a later call goes on
  rejected,     ///< the server refused for good; kept with its reply
};

struct DeliveryReport {
  DeliveryOutcome outcome = DeliveryOutcome::retry_later;
  std::string message;  ///< a sentence: why not, and what to type
  std::string run_id;
  std::string run_url;
  std::string trend_url;
  std::string compare_url;  ///< empty when there is no previous run of the series
  std::uint64_t requests = 0;
};

}  // namespace testtracker
