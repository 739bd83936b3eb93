#pragma once

// How `testtracker notebook` says what came of a notebook: lines and JSON on standard output, the
// first line of a failure in the journal.

#include "cli/notebook/notebook_list.hpp"
#include "notebook/engine.hpp"

#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {

/// Why it ended as it did, on one line; empty = nothing to say.
[[nodiscard]] std::string headline(const notebook::NotebookOutcome& outcome);

/// Of the outcome and about parameters, each a sentence.
[[nodiscard]] std::vector<std::string> warnings_of(const notebook::NotebookOutcome& outcome);

/// `passed       0.15 s  tests/load.ipynb  returned 42`. `is_retried`: another attempt follows.
[[nodiscard]] std::string result_line(const ListedNotebook& listed,
                                      const notebook::NotebookOutcome& outcome, bool is_retried);

/// How far it is: `cell 2 of 5`, or the state of its job; may be empty.
[[nodiscard]] std::string progress_words(const notebook::NotebookEvent& event);

/// Of one that never began.
[[nodiscard]] std::string not_run_line(const ListedNotebook& listed);

/// All of --json. `results` is in the order of the list; what has none never began.
[[nodiscard]] std::string results_json(
    const std::vector<ListedNotebook>& list,
    const std::vector<std::optional<notebook::NotebookOutcome>>& results);

}  // namespace testtracker::cli
