#include "cli/notebook/notebook_words.hpp"

#include <testtracker/status.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>

namespace testtracker::cli {
namespace {

using notebook::NotebookOutcome;
using Json = nlohmann::ordered_json;

constexpr std::size_t k_shown_value_bytes = 200;

double seconds_of(const NotebookOutcome& outcome) {
  return std::chrono::duration<double>(outcome.duration).count();
}

std::string place_in_words(const NotebookOutcome& outcome) {
  if (outcome.cell == 0) {
    return {};
  }
  return outcome.source_line == 0
             ? fmt::format(" (cell {})", outcome.cell)
             : fmt::format(" (cell {}, line {})", outcome.cell, outcome.source_line);
}

NotebookOutcome never_begun() {
  NotebookOutcome outcome;
  outcome.status = Status::not_run;
  return outcome;
}

Json object_of(const ListedNotebook& listed, const NotebookOutcome& outcome) {
  Json tags = Json::object();
  for (const auto& [name, text] : listed.tags) {
    tags[name] = text;
  }
  return {{"notebook", listed.path},
          {"suite", listed.suite},
          {"name", listed.name},
          {"status", to_string(outcome.status)},
          {"duration_s", seconds_of(outcome)},
          {"value", outcome.value ? Json(*outcome.value) : Json()},
          {"value_truncated", outcome.is_value_truncated},
          {"cell", outcome.cell},
          {"line", outcome.source_line},
          {"exception", outcome.exception.name},
          {"text", outcome.exception.text},
          {"traceback", outcome.exception.traceback},
          {"reason", outcome.reason},
          {"tags", tags},
          {"warnings", warnings_of(outcome)}};
}

}  // namespace

std::string headline(const NotebookOutcome& outcome) {
  std::string text = outcome.reason;
  if (!outcome.exception.name.empty()) {
    const auto line = outcome.exception.text.substr(0, outcome.exception.text.find('\n'));
    text = outcome.exception.name + (line.empty() ? "" : ": " + line);
  }
  return text.empty() ? text : text + place_in_words(outcome);
}

std::vector<std::string> warnings_of(const NotebookOutcome& outcome) {
  std::vector<std::string> warnings = outcome.warnings;
  for (const auto& name : outcome.unread_parameters) {
    warnings.push_back("the parameter " + name + " is read nowhere in the notebook");
  }
  return warnings;
}

std::string result_line(const ListedNotebook& listed, const NotebookOutcome& outcome,
                        bool is_retried) {
  std::string line = fmt::format("{:<9} {:>7.2f} s  {}", to_string(outcome.status),
                                 seconds_of(outcome), listed.path);
  if (outcome.value) {
    line += "  returned " + outcome.value->substr(0, k_shown_value_bytes);
  }
  const std::string why = headline(outcome);
  return line + (why.empty() ? "" : "  " + why) + (is_retried ? "; once more" : "");
}

std::string progress_words(const notebook::NotebookEvent& event) {
  if (event.cell > 0) {
    return fmt::format("cell {} of {}", event.cell, event.cells);
  }
  return event.state == "running" ? std::string() : event.state;
}

std::string not_run_line(const ListedNotebook& listed) {
  return fmt::format("{:<9} {:>9}  {}", to_string(Status::not_run), "", listed.path);
}

std::string results_json(const std::vector<ListedNotebook>& list,
                         const std::vector<std::optional<NotebookOutcome>>& results) {
  Json all = Json::array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    all.push_back(object_of(list[i], results[i].value_or(never_begun())));
  }
  return Json{{"notebooks", all}}.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace testtracker::cli
