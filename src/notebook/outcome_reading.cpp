#include "notebook/outcome_reading.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstring>
#include <utility>

namespace testtracker::notebook {
namespace {

using Json = nlohmann::json;

std::string text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int32_t number(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int32_t>() : 0;
}

std::vector<std::string> texts(const Json& object, const char* name) {
  std::vector<std::string> all;
  if (const auto found = object.find(name); found != object.end() && found->is_array()) {
    for (const auto& item : *found) {
      if (item.is_string()) {
        all.push_back(item.get<std::string>());
      }
    }
  }
  return all;
}

NotebookOutcome read_outcome(const Json& object) {
  NotebookOutcome outcome;
  const std::string status = text(object, "status");
  outcome.was_cancelled = status == "cancelled";
  outcome.status = parse_status(status).value_or(Status::failed);
  if (const auto value = object.find("value"); value != object.end() && value->is_string()) {
    outcome.value = value->get<std::string>();
  }
  outcome.is_value_truncated = object.value("value_truncated", false);
  if (const auto raised = object.find("exception"); raised != object.end() && raised->is_object()) {
    outcome.exception = {text(*raised, "name"), text(*raised, "text"), text(*raised, "traceback")};
  }
  outcome.cell = number(object, "cell");
  outcome.source_line = number(object, "line");
  outcome.reason = text(object, "reason");
  outcome.duration = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(object.value("seconds", 0.0)));
  outcome.output = text(object, "output");
  for (auto& path : texts(object, "files")) {
    outcome.files.push_back({path.substr(path.rfind('/') + 1), path});
  }
  outcome.unread_parameters = texts(object, "unread");
  return outcome;
}

}  // namespace

DriverEvent read_driver_event(std::string_view line) {
  DriverEvent event;
  const Json object = Json::parse(line, nullptr, false);
  if (!object.is_object()) {
    return event;
  }
  try {
    event.event = text(object, "event");
    event.cell = number(object, "cell");
    event.cells = number(object, "cells");
    event.reason = text(object, "reason");
    if (event.event == "done") {
      event.outcome = read_outcome(object);
    }
  } catch (const Json::exception&) {
    return {};  // a field of another type: as a line that is not understood
  }
  return event;
}

std::string signal_word(int signal) {
  const char* const word = ::sigabbrev_np(signal);
  return word == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", word);
}

NotebookOutcome outcome_of_script(const process::Exit& exit, std::string output) {
  NotebookOutcome outcome;
  if (exit.signal) {
    outcome.status = Status::crashed;
    outcome.reason = "it was killed by " + signal_word(*exit.signal);
  } else if (exit.succeeded()) {
    outcome.status = Status::passed;
  } else {
    outcome.reason = fmt::format("it ended with exit code {}", exit.exit_code.value_or(-1));
  }
  outcome.output = std::move(output);
  return outcome;
}

}  // namespace testtracker::notebook
