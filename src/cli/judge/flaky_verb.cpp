// testtracker flaky: which tests fail now and then without a change of code, and how often.

#include "cli/colours.hpp"
#include "cli/exit_codes.hpp"
#include "cli/judge/run_histories.hpp"
#include "cli/terminal_width.hpp"
#include "cli/text_file.hpp"
#include "cli/verbs.hpp"
#include "history/flaky_report.hpp"
#include "history/history_text.hpp"
#include "history/report_json.hpp"
#include "judge/quarantine.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

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
    if (const auto known = check_patterns(); !known) {
      return known.error();
    }
    if (!options_.quarantine.empty()) {
      const auto written = write_quarantine();
      return written ? Result<int>(exit_codes::k_ok) : written.error();
    }
    print();
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

  Result<void> check_patterns() const {
    for (const auto& report : reports_) {
      if (options_.patterns.empty() || report.judged > 0) {
        return {};
      }
    }
    return Error{ErrorCode::not_found,
                 fmt::format("find '{}' in the newest runs: no test that passed or failed there is "
                             "called so; without a name all are shown",
                             options_.patterns.front())};
  }

  void print() const {
    if (common_.json) {
      std::vector<history::FlakyOfSeries> all;
      for (std::size_t i = 0; i < histories_.size(); ++i) {
        all.push_back({*histories_[i], reports_[i]});
      }
      fmt::print("{}\n", history::flaky_json(all));
      return;
    }
    if (common_.quiet) {
      return;
    }
    history::TextOptions text;
    text.paint = shows_colour(STDOUT_FILENO, common_.no_color) ? report::Paint::coloured
                                                               : report::Paint::plain;
    text.width = terminal_width(100);
    text.details = options_.all || !options_.patterns.empty();
    for (std::size_t i = 0; i < histories_.size(); ++i) {
      fmt::print("{}{}", i == 0 ? "" : "\n",
                 history::flaky_text(*histories_[i], reports_[i], text));
    }
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
