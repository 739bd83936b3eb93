// testtracker history: what changed on a branch, and since which commit.

#include "baseline/accepted_levels.hpp"
#include "cli/complain.hpp"
#include "cli/exit_codes.hpp"
#include "cli/judge/commit_facts.hpp"
#include "cli/judge/report_printing.hpp"
#include "cli/judge/run_histories.hpp"
#include "cli/load_settings.hpp"
#include "cli/text_file.hpp"
#include "cli/verbs.hpp"
#include "history/history_page.hpp"
#include "history/history_report.hpp"
#include "history/history_text.hpp"
#include "history/report_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::cli {
namespace {

struct HistoryVerbOptions {
  RunsOptions runs;
  history::HistoryOptions rules;
  bool all = false;
  std::string html;       ///< file, `-` = stdout, empty = none
  std::string reference;  ///< session, run id, tag or commit; empty = none
};

struct AcceptOptions {
  std::string test;
  std::string commit;
  std::string why;
};

std::string accepted_path(const std::string& directory) {
  return directory + "/" + baseline::k_accepted_file;
}

class HistoryVerb {
 public:
  HistoryVerb(const HistoryVerbOptions& options, const CommonOptions& common)
      : options_(options), common_(common) {}

  Result<int> run() {
    auto source = RunHistories::open(options_.runs, common_);
    if (!source) {
      return source.error();
    }
    auto rules = options_.rules;
    auto accepted = baseline::read_accepted(accepted_path(source->directory()));
    if (!accepted) {
      return accepted.error();
    }
    rules.accepted = *std::move(accepted);
    rules.commits = git_commit_facts(source->directory());
    auto histories = source->by_series();
    if (!histories) {
      return nothing_to_judge(histories.error());
    }
    histories_ = *std::move(histories);
    if (const auto judged = judge_all(*source, std::move(rules)); !judged) {
      return judged.error();
    }
    const auto& patterns = options_.rules.patterns;
    if (const auto known = require_named(patterns, has_any(), "test or metric"); !known) {
      return known.error();
    }
    if (!options_.html.empty()) {
      const auto written = write_page();
      return written ? Result<int>(exit_codes::k_ok) : written.error();
    }
    print_reports(histories_, reports_, common_, options_.all || !patterns.empty(),
                  history::history_json, history::history_text);
    return exit_codes::k_ok;
  }

 private:
  /// A reference that one of several series does not have is a notice there.
  Result<void> judge_all(RunHistories& source, history::HistoryOptions rules) {
    std::optional<Error> missing;
    for (const auto& one : histories_) {
      rules.reference.reset();
      if (!options_.reference.empty()) {
        auto reference = source.reference(options_.reference, *one);
        if (reference) {
          rules.reference = *std::move(reference);
        } else if (reference.error().code == ErrorCode::not_found && histories_.size() > 1) {
          missing = reference.error();
          one->notices.push_back(reference.error().message);
        } else {
          return reference.error();
        }
      }
      reports_.push_back(history::judge_history(*one, rules));
    }
    const bool has_any = std::any_of(reports_.begin(), reports_.end(),
                                     [](const auto& report) { return report.reference; });
    return missing && !has_any ? Result<void>(*missing) : Result<void>();
  }

  [[nodiscard]] bool has_any() const {
    return std::any_of(reports_.begin(), reports_.end(), [](const auto& report) {
      return !report.series.empty() || !report.broken.empty() || report.too_short > 0;
    });
  }

  Result<void> write_page() const {
    std::vector<history::FlakyReport> flaky;
    for (const auto& one : histories_) {
      flaky.push_back(history::judge_flaky_tests(*one, options_.rules.patterns));
    }
    std::vector<history::PageSeries> all;
    for (std::size_t i = 0; i < histories_.size(); ++i) {
      all.push_back({*histories_[i], reports_[i], flaky[i]});
    }
    return write_text_file(options_.html, history::history_page(all), "HTML", common_.quiet);
  }

  const HistoryVerbOptions& options_;
  const CommonOptions& common_;
  std::vector<std::unique_ptr<baseline::RunHistory>> histories_;
  std::vector<history::HistoryReport> reports_;
};

Result<int> run_accept(const AcceptOptions& options, const CommonOptions& common) {
  const auto path = accepted_path(project_directory("."));
  const auto added = baseline::add_accepted(path, {options.commit, options.test, options.why});
  if (!added) {
    return added.error();
  }
  if (!common.quiet) {
    fmt::print("{}: the level of {} since {} is accepted; commit this file\n", path, options.test,
               options.commit);
  }
  return exit_codes::k_ok;
}

}  // namespace

void add_history(Program& program) {
  const auto options = std::make_shared<HistoryVerbOptions>();
  CLI::App& verb = program.add_verb(
      {"history", "Show what broke, got slower or drifts, and since which commit",
       [options, &common = program.common()] { return HistoryVerb(*options, common).run(); }});
  verb.add_option("TEST", options->rules.patterns,
                  "Only these tests and metrics, with charts; a part of the name, or a pattern "
                  "with * and ?")
      ->type_name("");
  static const std::map<std::string, insight::Detector> detectors{
      {"both", insight::Detector::both},
      {"split-merge", insight::Detector::split_merge},
      {"potts", insight::Detector::potts}};
  verb.add_option("--detector", options->rules.detector,
                  "How level changes are found: both, split-merge or potts")
      ->transform(CLI::Transformer(detectors))
      ->type_name("NAME");
  verb.add_option("--least-ms", options->rules.least_ms,
                  "Durations that change by less are no finding")
      ->type_name("MS")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  verb.add_option("--reference", options->reference,
                  "Compare numbers with this release too: a session, a run id or a git tag")
      ->type_name("RUN|TAG");
  verb.add_flag("--all", options->all, "Charts of all tests and metrics, and every change");
  verb.add_option("--html", options->html,
                  "Write one self-contained HTML file with charts; - is stdout")
      ->type_name("FILE");
  add_runs_options(verb, options->runs);
}

void add_accept(Program& program) {
  const auto options = std::make_shared<AcceptOptions>();
  CLI::App& verb = program.add_verb(
      {"accept", "Accept a test's new level from a commit on",
       [options, &common = program.common()] { return run_accept(*options, common); }});
  verb.add_option("TEST", options->test, "Key of the test or metric, as history shows it")
      ->type_name("")
      ->required();
  verb.add_option("COMMIT", options->commit, "First commit of the new level")
      ->type_name("")
      ->required();
  verb.add_option("--why", options->why, "A remark for those who read the file")->type_name("TEXT");
}

}  // namespace testtracker::cli
