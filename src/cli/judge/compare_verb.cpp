// testtracker compare: two runs beside each other.

#include "cli/exit_codes.hpp"
#include "cli/judge/report_printing.hpp"
#include "cli/judge/run_choice.hpp"
#include "cli/judge/run_histories.hpp"
#include "cli/verbs.hpp"
#include "history/comparison.hpp"
#include "history/comparison_text.hpp"
#include "history/report_json.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace testtracker::cli {
namespace {

struct CompareOptions {
  RunsOptions runs;
  std::string base;
  std::string head;
  bool all = false;
};

/// Index of the run that `word` means; one that is not among the newest is fetched by its id.
Result<std::size_t> choose(RunHistories& source, baseline::RunHistory& history,
                           const std::string& word) {
  if (const auto found = find_run(history, word)) {
    return *found;
  }
  if (const auto added = source.add_run(word, history); added) {
    return history.runs.size() - 1;
  } else if (added.error().code != ErrorCode::not_found &&
             added.error().code != ErrorCode::rejected) {
    return added.error();
  }
  return Error{ErrorCode::not_found,
               fmt::format("find the run '{}': it is no id, #build, commit or branch of the newest "
                           "{} runs; --runs looks at more",
                           word, history.runs.size())};
}

Result<std::size_t> choose_base(RunHistories& source, baseline::RunHistory& history,
                                const std::string& word, std::size_t head) {
  if (word != k_last_green) {
    return choose(source, history, word);
  }
  if (const auto found = find_last_green(history, head)) {
    return *found;
  }
  return Error{
      ErrorCode::not_found,
      fmt::format("find the last green run before {}: in none of the newest {} runs of its "
                  "series all tests ended well; --runs looks at more",
                  history::run_text(history.runs[head]), history.runs.size())};
}

Result<int> run_compare(const CompareOptions& options, const CommonOptions& common) {
  auto source = RunHistories::open(options.runs, common);
  if (!source) {
    return source.error();
  }
  baseline::RunFilter filter;
  filter.platform = options.runs.platform;
  filter.most_runs = options.runs.runs;
  const auto loaded = source->newest(filter);
  if (!loaded) {
    return nothing_to_judge(loaded.error());
  }
  baseline::RunHistory& history = **loaded;
  const auto head = options.head.empty() ? Result<std::size_t>(history.runs.size() - 1)
                                         : choose(*source, history, options.head);
  if (!head) {
    return head.error();
  }
  const auto base = choose_base(*source, history, options.base, *head);
  if (!base) {
    return base.error();
  }
  const auto comparison = history::compare_runs(history, *base, *head);
  if (common.json) {
    fmt::print("{}\n", history::comparison_json(history, comparison, *base, *head));
  } else if (!common.quiet) {
    const auto text = text_options(common, options.all);
    fmt::print("{}", history::comparison_text(history, comparison, *base, *head, text));
  }
  return exit_codes::k_ok;
}

}  // namespace

void add_compare(Program& program) {
  const auto options = std::make_shared<CompareOptions>();
  CLI::App& verb = program.add_verb(
      {"compare", "Compare two runs: what broke, was fixed, got slower or faster",
       [options, &common = program.common()] { return run_compare(*options, common); }});
  verb.add_option("A", options->base,
                  "The run before: its id, #BUILD, a commit, a branch, or last-green")
      ->type_name("")
      ->required();
  verb.add_option("B", options->head, "The run after, likewise; otherwise the newest one")
      ->type_name("");
  verb.add_flag("--all", options->all, "Every difference, however many");
  add_runs_options(verb, options->runs);
}

}  // namespace testtracker::cli
