#pragma once

// What one call of `testtracker notebook` is going to run: the notebooks that were named, else
// those of testtracker.toml, each with its parameters, tags, time-out and retries. Specified in
// docs/notebooks.md.

#include "cli/notebook/notebook_list.hpp"
#include "notebook/supervisor.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::cli {

struct NotebookPlanOptions {
  std::vector<std::string> notebooks;   ///< none = those of testtracker.toml
  std::vector<std::string> parameters;  ///< `name=text`, for all
  std::string filter;
};

struct NotebookPlan {
  std::vector<ListedNotebook> list;
  std::vector<notebook::PlannedNotebook> tasks;  ///< in the same order
};

/// An entry of testtracker.toml holds for its notebook also when that is named; of several that
/// match, the last one. `token` is unique. Errors: `invalid_argument`, wrong usage in one sentence.
Result<NotebookPlan> plan_notebooks(const NotebookPlanOptions& options,
                                    const settings::Settings& settings, const std::string& token);

/// How one notebook runs: `entry` of `table` (null: it has none) over what the table and `settings`
/// have for all, flags and `parameters` (those of the command) over that. Path and token are left
/// empty; `listed` gets the entry's tags and the names of its parameters.
notebook::PlannedNotebook plan_notebook(const settings::NotebookTests& table,
                                        const settings::NotebookTest* entry,
                                        const settings::Settings& settings,
                                        const settings::NamedTexts& parameters,
                                        ListedNotebook& listed);

/// `name=text` words; of one name the last text. Errors: `invalid_argument`.
Result<settings::NamedTexts> split_parameters(const std::vector<std::string>& words);

}  // namespace testtracker::cli
