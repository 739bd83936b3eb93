#include "databricks/job_outcome.hpp"

#include "base/escape_sequences.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace testtracker::databricks {
namespace {

using notebook::NotebookException;
using notebook::NotebookOutcome;

constexpr std::size_t k_most_output_bytes = 128 * 1024;

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char byte) {
    return std::isalnum(byte) != 0 || byte == '_' || byte == '.';
  });
}

// `ZeroDivisionError: division by zero`; what has no name in front is all text.
NotebookException exception_of(const RunOutput& output) {
  NotebookException exception;
  const std::string text = without_escapes(output.error);
  const std::size_t colon = text.find(": ");
  if (colon != std::string::npos && is_name(std::string_view(text).substr(0, colon))) {
    exception.name = text.substr(0, colon);
    exception.text = text.substr(colon + 2);
  } else if (!text.empty()) {
    exception.name = is_name(text) ? text : "NotebookError";
    exception.text = is_name(text) ? std::string() : text;
  }
  exception.traceback = without_escapes(output.error_trace);
  return exception;
}

// A script ended by its exit code: run_script.py raises that, and nothing in it is the user's.
bool is_exit_of_script(const NotebookException& exception) {
  return exception.name == "ScriptEnded" || exception.name == "__main__.ScriptEnded";
}

// The end of what a script printed, a little more than is kept: where it is cut, a secret may be.
std::string end_of(const std::string& logs) {
  return logs.size() > k_most_output_bytes ? logs.substr(logs.size() - k_most_output_bytes) : logs;
}

std::string reason_of(const TaskRun& task) {
  const TerminationDetails& details = task.status.termination_details;
  std::string reason =
      task.state.state_message.empty() ? details.message : task.state.state_message;
  if (reason.empty()) {
    reason = "Databricks gives no reason";
  }
  const bool says_more = !details.code.empty() && reason.find(details.code) == std::string::npos;
  return says_more ? reason + " (" + details.code + ")" : reason;
}

// By the API's texts a time-out is the result TIMEDOUT and the code CANCELED: the result decides.
Status status_of(const TaskRun& task) {
  constexpr std::array<std::string_view, 4> k_never_ran{"EXCLUDED", "DISABLED", "UPSTREAM_FAILED",
                                                        "UPSTREAM_CANCELED"};
  constexpr std::array<std::string_view, 4> k_deaths{"DRIVER_ERROR", "CLUSTER_ERROR",
                                                     "CLOUD_FAILURE", "UNEXPECTED_ERROR"};
  const std::string& result = task.state.result_state;
  if (result == "SUCCESS" || result == "SUCCESS_WITH_FAILURES") {
    return Status::passed;
  }
  if (result == "TIMEDOUT") {
    return Status::timed_out;
  }
  if (task.state.life_cycle_state == "SKIPPED" || is_one_of(k_never_ran, result)) {
    return Status::not_run;
  }
  return is_one_of(k_deaths, task.status.termination_details.code) ? Status::crashed
                                                                   : Status::failed;
}

}  // namespace

bool has_ended(const TaskRun& task) {
  constexpr std::array<std::string_view, 3> k_ends{"TERMINATED", "SKIPPED", "INTERNAL_ERROR"};
  return is_one_of(k_ends, task.state.life_cycle_state) ||
         (task.state.life_cycle_state.empty() && task.status.state == "TERMINATED");
}

std::string state_word(const TaskRun& task) {
  std::string word =
      task.state.life_cycle_state.empty() ? task.status.state : task.state.life_cycle_state;
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return word;
}

NotebookOutcome outcome_of(const TaskRun& task, const RunOutput& output) {
  NotebookOutcome outcome;
  outcome.status = status_of(task);
  outcome.duration = std::chrono::milliseconds(task.execution_duration);
  outcome.url = task.run_page_url;
  outcome.value = output.notebook_output.result;
  outcome.is_value_truncated = output.notebook_output.truncated;
  outcome.output = without_escapes(end_of(output.logs));
  if (outcome.status != Status::passed) {
    outcome.exception = exception_of(output);
    if (is_exit_of_script(outcome.exception)) {
      outcome.reason = std::exchange(outcome.exception, {}).text;
    } else if (outcome.exception.name.empty()) {
      outcome.reason = reason_of(task);
    }
  }
  return outcome;
}

}  // namespace testtracker::databricks
