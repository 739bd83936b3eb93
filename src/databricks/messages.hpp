#pragma once

// Replies of the Databricks REST API as plain structs, turned from JSON by
// mlflow/json_describe.hpp. Member names are the names on the wire. States are texts, since
// Databricks adds new ones. Source: Databricks REST API reference, Jobs 2.2.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::databricks {

struct SubmitReply {
  std::int64_t run_id = 0;
};
BOOST_DESCRIBE_STRUCT(SubmitReply, (), (run_id))

struct RunState {
  std::string life_cycle_state;
  std::string result_state;
  std::string state_message;
};
BOOST_DESCRIBE_STRUCT(RunState, (), (life_cycle_state, result_state, state_message))

struct TerminationDetails {
  std::string code;
  std::string type;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(TerminationDetails, (), (code, type, message))

struct RunStatus {
  std::string state;
  TerminationDetails termination_details;
};
BOOST_DESCRIBE_STRUCT(RunStatus, (), (state, termination_details))

struct TaskRun {
  std::int64_t run_id = 0;
  RunState state;
  RunStatus status;
  std::int64_t execution_duration = 0;  ///< ms; 0 for the parents of tasks
  std::string run_page_url;
};
BOOST_DESCRIBE_STRUCT(TaskRun, (), (run_id, state, status, execution_duration, run_page_url))

struct JobRun {
  std::int64_t run_id = 0;
  RunState state;
  std::string run_page_url;
  std::vector<TaskRun> tasks;
};
BOOST_DESCRIBE_STRUCT(JobRun, (), (run_id, state, run_page_url, tasks))

struct NotebookResult {
  std::optional<std::string> result;  ///< nothing when the notebook did not call exit
  bool truncated = false;
};
BOOST_DESCRIBE_STRUCT(NotebookResult, (), (result, truncated))

struct RunOutput {
  NotebookResult notebook_output;
  std::string logs;  ///< of scripts: the end of what they printed, at most 5 MB
  std::string error;
  std::string error_trace;
};
BOOST_DESCRIBE_STRUCT(RunOutput, (), (notebook_output, logs, error, error_trace))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace testtracker::databricks
