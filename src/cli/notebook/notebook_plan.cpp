#include "cli/notebook/notebook_plan.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fnmatch.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;
using settings::NamedTexts;
using settings::NotebookTest;

// Of equal names the later text wins, at the place of the first.
void put_over(NamedTexts& texts, const NamedTexts& over) {
  for (const auto& [name, text] : over) {
    const auto same = std::find_if(texts.begin(), texts.end(),
                                   [&name = name](const auto& one) { return one.first == name; });
    if (same == texts.end()) {
      texts.emplace_back(name, text);
    } else {
      same->second = text;
    }
  }
}

/// The entries of testtracker.toml, and which notebook each is about.
class Entries {
 public:
  explicit Entries(const settings::Settings& settings)
      : tests_(settings.notebooks().tests),
        is_local_(settings.text("notebook.engine") == "local"),
        folder_(fs::path(settings.file()).parent_path()) {}

  /// As words of the command line, seen from the working directory.
  [[nodiscard]] std::vector<std::string> words() const {
    std::error_code ignored;
    const fs::path here = fs::current_path(ignored);
    std::vector<std::string> words;
    for (const NotebookTest& test : tests_) {
      words.push_back(is_local_ ? (folder_ / test.path).lexically_normal().lexically_proximate(here)
                                : fs::path(test.path));
    }
    return words;
  }

  /// Null when there is none.
  [[nodiscard]] const NotebookTest* find(const std::string& path) const {
    const auto found = std::find_if(tests_.rbegin(), tests_.rend(), [&](const NotebookTest& test) {
      return matches(fs::path(test.path), path);
    });
    return found == tests_.rend() ? nullptr : &*found;
  }

 private:
  [[nodiscard]] bool matches(const fs::path& pattern, const fs::path& path) const {
    if (!is_local_) {
      return ::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME) == 0;
    }
    // Names of folders above the file are none of the pattern's.
    const fs::path absolute = fs::absolute(path).lexically_normal();
    const fs::path seen = pattern.is_absolute() ? absolute : absolute.lexically_relative(folder_);
    return ::fnmatch(pattern.lexically_normal().c_str(), seen.c_str(), FNM_PATHNAME) == 0 ||
           pattern.lexically_normal() == seen;
  }

  const std::vector<NotebookTest>& tests_;
  bool is_local_;
  fs::path folder_;
};

std::chrono::nanoseconds in_nanoseconds(double seconds) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(seconds));
}

bool is_flag(const settings::Settings& settings, const std::string& name) {
  return settings.get(name).origin == settings::Origin::flag;
}

// What a deployed commit says is nearer than the working directory's file, and than no word at all.
bool is_given(const settings::Settings& settings, const std::string& name) {
  return settings.get(name).origin == settings::Origin::environment || is_flag(settings, name);
}

void apply_entry(const NotebookTest& entry, const settings::Settings& settings,
                 ListedNotebook& listed, notebook::PlannedNotebook& planned) {
  put_over(planned.task.parameters, entry.parameters);
  planned.task.tags = listed.tags = entry.tags;
  for (const auto& [name, text] : entry.parameters) {
    listed.own_parameters.push_back(name);
  }
  if (entry.timeout_s && !is_flag(settings, "notebook.timeout_s")) {
    planned.task.timeout = in_nanoseconds(*entry.timeout_s);
  }
  if (entry.retries && !is_flag(settings, "notebook.retries")) {
    planned.retries = *entry.retries;
  }
}

Error nothing_to_run(const settings::Settings& settings) {
  const std::string place = settings.file().empty()
                                ? "there is no testtracker.toml that lists some"
                                : settings.file() + " has no [[notebook.tests]]";
  return {ErrorCode::invalid_argument, "no notebook is named, and " + place +
                                           "; name them: testtracker notebook test "
                                           "'tests/*.ipynb'"};
}

}  // namespace

Result<NamedTexts> split_parameters(const std::vector<std::string>& words) {
  NamedTexts parameters;
  for (const auto& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{ErrorCode::invalid_argument,
                   "--param " + word + ": write it as NAME=TEXT, for example --param env=staging"};
    }
    put_over(parameters, {{word.substr(0, equals), word.substr(equals + 1)}});
  }
  return parameters;
}

notebook::PlannedNotebook plan_notebook(const settings::NotebookTests& table,
                                        const NotebookTest* entry,
                                        const settings::Settings& settings,
                                        const NamedTexts& parameters, ListedNotebook& listed) {
  notebook::PlannedNotebook planned;
  planned.task.timeout = in_nanoseconds(table.timeout_s && !is_given(settings, "notebook.timeout_s")
                                            ? *table.timeout_s
                                            : settings.number("notebook.timeout_s"));
  planned.retries = table.retries && !is_given(settings, "notebook.retries")
                        ? *table.retries
                        : static_cast<int>(settings.integer("notebook.retries"));
  planned.task.parameters = table.parameters;
  if (entry != nullptr) {
    apply_entry(*entry, settings, listed, planned);
  }
  put_over(planned.task.parameters, parameters);
  return planned;
}

Result<NotebookPlan> plan_notebooks(const NotebookPlanOptions& options,
                                    const settings::Settings& settings, const std::string& token) {
  const auto parameters = split_parameters(options.parameters);
  if (!parameters) {
    return parameters.error();
  }
  const Entries entries(settings);
  const auto words = options.notebooks.empty() ? entries.words() : options.notebooks;
  if (words.empty()) {
    return nothing_to_run(settings);
  }
  const fs::path file(settings.file());
  auto list = list_notebooks(words, options.filter, file.parent_path().string());
  if (!list) {
    return list.error();
  }
  NotebookPlan plan{*std::move(list), {}};
  for (auto& listed : plan.list) {
    auto planned = plan_notebook(settings.notebooks(), entries.find(listed.path), settings,
                                 *parameters, listed);
    planned.task.path = listed.path;
    // A job whose submission was repeated must not run twice.
    planned.task.idempotency_token = token + "-" + std::to_string(plan.tasks.size());
    plan.tasks.push_back(std::move(planned));
  }
  return plan;
}

}  // namespace testtracker::cli
