// testtracker flaky: which tests fail now and then without a change of code, and how often.

#include "cli/exit_codes.hpp"
#include "cli/judge/report_printing.hpp"
#include "cli/judge/run_histories.hpp"
#include "cli/text_file.hpp"
#include "cli/verbs.hpp"
#include "history/flaky_report.hpp"
#include "history/flaky_text.hpp"
#include "history/report_json.hpp"
#include "judge/quarantine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace testtracker::cli {
namespace {

struct FlakyOptions {
  RunsOptions runs;
  std::vector<std::string> patterns;
  bool all = false;
  std::string quarantine;  ///< file, empty = none
  int days = 14;           ///< that an entry holds
};

class FlakyVerb {
 public:
  FlakyVerb(const FlakyOptions& options, const CommonOptions& common)
      : options_(options), common_(common) {}

  Result<int> run() {
    auto source = RunHistories::open(options_.runs, common_);
    if (!source) {
      return source.error();
    }
    auto histories = source->by_series();
    if (!histories) {
      return nothing_to_judge(histories.error());
    }
    histories_ = *std::move(histories);
    for (const auto& one : histories_) {
      reports_.push_back(history::judge_flaky_tests(*one, options_.patterns));
    }
    const auto& patterns = options_.patterns;
    if (const auto known = require_named(patterns, has_any(), "test that passed or failed there");
        !known) {
      return known.error();
    }
    if (!options_.quarantine.empty()) {
      const auto written = write_quarantine();
      return written ? Result<int>(exit_codes::k_ok) : written.error();
    }
    print_reports(histories_, reports_, common_, options_.all || !patterns.empty(),
                  history::flaky_json, history::flaky_text);
    return exit_codes::k_ok;
  }

 private:
  /// Flaky tests only: a broken one is to be mended, not excused.
  Result<void> write_quarantine() const {
    if (const auto known = judge::read_quarantine(options_.quarantine); !known) {
      return known.error();
    }
    std::vector<judge::QuarantineEntry> entries;
    for (std::size_t i = 0; i < histories_.size(); ++i) {
      for (const auto& test : reports_[i].tests) {
        if (test.flakiness.health == insight::Health::flaky) {
          entries.push_back({histories_[i]->texts[test.key],
                             judge::today() + judge::Day(options_.days),
                             fmt::format("fails {:.0f} % of the time though nothing is wrong",
                                         test.flakiness.failure.expected * 100)});
        }
      }
    }
    std::ifstream old(options_.quarantine, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(old)), std::istreambuf_iterator<char>());
    return write_text_file(options_.quarantine, judge::with_entries(text, entries), "quarantine",
                           common_.quiet);
  }

  [[nodiscard]] bool has_any() const {
    return std::any_of(reports_.begin(), reports_.end(),
                       [](const auto& report) { return report.judged > 0; });
  }

  const FlakyOptions& options_;
  const CommonOptions& common_;
  std::vector<std::unique_ptr<baseline::RunHistory>> histories_;
  std::vector<history::FlakyReport> reports_;
};

}  // namespace

void add_flaky(Program& program) {
  const auto options = std::make_shared<FlakyOptions>();
  CLI::App& verb = program.add_verb(
      {"flaky", "Show tests that fail now and then, how often and since when",
       [options, &common = program.common()] { return FlakyVerb(*options, common).run(); }});
  verb.add_option("TEST", options->patterns,
                  "Only these tests; a part of the name, or a pattern with * and ?")
      ->type_name("");
  verb.add_flag("--all", options->all, "Also tests that failed and have recovered");
  verb.add_option(
          "--quarantine", options->quarantine,
          "Write the flaky tests into this list, which gate honours, instead of showing them")
      ->type_name("FILE");
  verb.add_option("--days", options->days, "So many days they stay excused")
      ->type_name("N")
      ->check(CLI::Range(1, 365))
      ->capture_default_str();
  add_runs_options(verb, options->runs);
}

}  // namespace testtracker::cli
