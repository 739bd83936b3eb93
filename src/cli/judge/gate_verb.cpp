// testtracker gate: is this run worse than main? docs/gate.md shows it.

#include "baseline/accepted_levels.hpp"
#include "cli/colours.hpp"
#include "cli/complain.hpp"
#include "cli/exit_codes.hpp"
#include "cli/judge/gate_confirm.hpp"
#include "cli/judge/gate_output.hpp"
#include "cli/judge/gate_runs.hpp"
#include "cli/load_settings.hpp"
#include "cli/terminal_width.hpp"
#include "cli/verbs.hpp"
#include "context/git_command.hpp"
#include "context/repository_path.hpp"
#include "judge/gate.hpp"
#include "judge/report_formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace testtracker::cli {
namespace {

struct GateVerbOptions {
  std::string run;
  std::string baseline;
  std::string reference;
  std::vector<std::string> fail_on;
  std::vector<std::string> outputs;
  bool strict = false;
  bool is_offline = false;
  bool confirm = false;
};

Result<judge::FailOn> parse_fail_on(const std::vector<std::string>& words) {
  judge::FailOn fail_on{false, false, false, false};
  for (const auto& word : words) {
    bool* const chosen = word == "new-failure" ? &fail_on.new_failure
                         : word == "slower"    ? &fail_on.slower
                         : word == "metric"    ? &fail_on.metric
                         : word == "flaky"     ? &fail_on.flaky
                                               : nullptr;
    if (chosen != nullptr) {
      *chosen = true;
    } else if (word != "none" || words.size() != 1) {
      return Error{ErrorCode::invalid_argument,
                   fmt::format("a gate cannot fail on '{}': it knows new-failure, slower, metric "
                               "and flaky, with commas between them, or none",
                               word)};
    }
  }
  return fail_on;
}

/// `a,b` and `a b` alike.
std::vector<std::string> split_at_commas(const std::vector<std::string>& words) {
  std::vector<std::string> parts;
  for (const auto& word : words) {
    std::size_t begin = 0;
    while (begin <= word.size()) {
      const auto end = std::min(word.find(',', begin), word.size());
      if (end > begin) {
        parts.push_back(word.substr(begin, end - begin));
      }
      begin = end + 1;
    }
  }
  return parts;
}

std::string quarantine_path(const settings::Settings& settings, const std::string& directory) {
  return settings.is_set("gate.quarantine")
             ? settings.text("gate.quarantine")
             : project_directory(directory) + "/testtracker-quarantine.txt";
}

Result<judge::GateOptions> gate_options(const GateVerbOptions& options,
                                        const settings::Settings& settings,
                                        const std::string& directory) {
  auto fail_on = parse_fail_on(options.fail_on.empty() ? settings.list("gate.fail_on")
                                                       : split_at_commas(options.fail_on));
  if (!fail_on) {
    return fail_on.error();
  }
  auto quarantine = judge::read_quarantine(quarantine_path(settings, directory));
  if (!quarantine) {
    // Wrong settings are wrong usage, wherever they stand.
    return Error{ErrorCode::invalid_argument, quarantine.error().message};
  }
  constexpr double k_percent = 100;
  judge::GateOptions gate;
  gate.baseline_branch =
      options.baseline.empty() ? settings.text("gate.baseline") : options.baseline;
  gate.fail_on = *fail_on;
  gate.strict = options.strict;
  gate.most_runs = static_cast<std::size_t>(settings.integer("gate.runs"));
  gate.duration_floor = settings.number("gate.duration_percent") / k_percent;
  gate.duration_floor_ms = settings.number("gate.duration_ms");
  gate.metric_floor = settings.number("gate.metric_percent") / k_percent;
  gate.quarantine = *std::move(quarantine);
  gate.today = judge::today();
  return gate;
}

judge::GateReport without_verdict(const Error& error, const judge::GateOptions& options) {
  judge::GateReport report;
  report.baseline_branch = options.baseline_branch;
  report.sentence = "cannot judge: " + error.message;
  return report;
}

/// Asks for other runs of the commit only when something hangs on them: a clean run costs no
/// request more.
judge::GateReport judge_with_second_run(GateRuns& runs, const judge::GateOptions& options) {
  auto report = judge::judge_run(runs.input(), options);
  if (!judge::wants_second_run(report)) {
    return report;
  }
  if (const auto loaded = runs.load_same_commit(); !loaded) {
    return without_verdict(loaded.error(), options);
  }
  return judge::judge_run(runs.input(), options);
}

std::vector<std::string> tests_to_confirm(const judge::GateReport& report) {
  std::vector<std::string> tests;
  for (const auto& finding : report.findings) {
    if (judge::may_be_noise(finding) && !finding.test.empty() &&
        std::find(tests.begin(), tests.end(), finding.test) == tests.end()) {
      tests.push_back(finding.test);
    }
  }
  return tests;
}

/// Runs the suspects once more and judges again.
judge::GateReport judge_confirmed(GateRuns& runs, judge::GateReport report,
                                  const judge::GateOptions& options, bool is_quiet) {
  const auto tests = tests_to_confirm(report);
  if (tests.empty()) {
    return report;
  }
  if (!runs.session()) {
    report.notices.emplace_back(
        "nothing was run again: the run was not made on this machine, or its session is gone");
    return report;
  }
  const auto rerun = run_again(*runs.session(), tests, [&](const std::string& sentence) {
    if (!is_quiet) {
      complain(sentence);
    }
  });
  if (!rerun) {
    return without_verdict(rerun.error(), options);
  }
  runs.add_rerun(rerun->result, rerun->keys);
  auto confirmed = judge::judge_run(runs.input(), options);
  confirmed.notices.insert(confirmed.notices.end(), rerun->problems.begin(), rerun->problems.end());
  return confirmed;
}

/// Annotations want paths from the top of the checkout; on GitHub that is its workspace, in which
/// the repository may be a folder.
std::string top_of_checkout(const std::string& directory) {
  const char* const workspace = std::getenv("GITHUB_WORKSPACE");
  if (workspace != nullptr && !context::path_in_repository(directory + "/x", workspace).empty()) {
    return workspace;
  }
  const context::Git git(directory, std::chrono::steady_clock::now() + std::chrono::seconds(5));
  return git.ask({"rev-parse", "--show-toplevel"}).value_or("");
}

/// Places in other people's headers and in folders of another machine are none.
void place_in_checkout(judge::GateReport& report, const std::string& directory) {
  const auto top = report.findings.empty() ? std::string() : top_of_checkout(directory);
  for (auto& finding : report.findings) {
    finding.file = context::path_in_repository(finding.file, top);
    finding.line = finding.file.empty() ? 0 : finding.line;
  }
}

judge::GateReport judge_runs(const GateVerbOptions& options, const settings::Settings& settings,
                             const CommonOptions& common, const judge::GateOptions& gate,
                             std::vector<baseline::AcceptedLevel> accepted,
                             const std::string& directory) {
  GateRunsOptions which;
  which.run = options.run;
  which.baseline = gate.baseline_branch;
  which.reference = options.reference;
  which.most_runs = gate.most_runs;
  which.is_offline = options.is_offline;
  which.accepted = std::move(accepted);
  GateRuns runs(settings, common, directory, which);
  if (const auto loaded = runs.load(); !loaded) {
    return without_verdict(loaded.error(), gate);
  }
  auto report = judge_with_second_run(runs, gate);
  if (options.confirm && report.verdict != judge::GateVerdict::cannot_judge) {
    report = judge_confirmed(runs, std::move(report), gate, common.quiet);
  }
  report.notices.insert(report.notices.begin(), runs.notices().begin(), runs.notices().end());
  return report;
}

void print(const judge::GateReport& report, const std::vector<Output>& outputs,
           const CommonOptions& common) {
  const bool is_taken = std::any_of(outputs.begin(), outputs.end(),
                                    [](const Output& output) { return output.file == "-"; });
  if (common.json) {
    fmt::print("{}", judge::json_report(report));
  } else if (!common.quiet && !is_taken) {
    judge::TextOptions text;
    text.width = terminal_width(0);
    text.paint = shows_colour(STDOUT_FILENO, common.no_color);
    fmt::print("{}", judge::text_report(report, text));
  } else if (report.verdict == judge::GateVerdict::cannot_judge) {
    complain(report.sentence);
  }
}

Result<int> run_gate(const GateVerbOptions& options, const CommonOptions& common) {
  const auto outputs = parse_outputs(options.outputs);
  if (!outputs) {
    return outputs.error();
  }
  const auto directory = std::filesystem::current_path().string();
  const auto settings = load_settings(directory, common);
  if (!settings) {
    return settings.error();
  }
  const auto gate = gate_options(options, *settings, directory);
  if (!gate) {
    return gate.error();
  }
  auto accepted =
      baseline::read_accepted(project_directory(directory) + "/" + baseline::k_accepted_file);
  if (!accepted) {
    return Error{ErrorCode::invalid_argument, accepted.error().message};
  }
  auto report = judge_runs(options, *settings, common, *gate, *std::move(accepted), directory);
  place_in_checkout(report, directory);
  print(report, *outputs, common);
  if (const auto written = write_outputs(report, *outputs); !written) {
    complain(written.error().message);
    return exit_codes::k_usage;
  }
  return judge::exit_code_of(report.verdict);
}

}  // namespace

void add_gate(Program& program) {
  const auto options = std::make_shared<GateVerbOptions>();
  CLI::App& verb = program.add_verb(
      {"gate", "Judge a run: is it worse than main?",
       [options, &common = program.common()] { return run_gate(*options, common); }});
  verb.footer(
      "Exit codes: 0 not worse, 1 worse, 2 wrong usage, 3 cannot judge.\n"
      "  testtracker gate --output markdown=gate.md --output github");
  verb.add_option("RUN", options->run,
                  "Session, archive or run id in MLflow; otherwise the newest of this commit")
      ->type_name("");
  verb.add_option("--baseline", options->baseline, "Branch to compare with; main when not given")
      ->type_name("BRANCH");
  verb.add_option("--reference", options->reference,
                  "Compare numbers with this release too: a session, a run id or a git tag")
      ->type_name("RUN|TAG");
  verb.add_option("--fail-on", options->fail_on,
                  "What counts: new-failure,slower,metric when not given; also flaky, or none")
      ->type_name("CLASSES");
  verb.add_flag("--strict", options->strict, "A slowdown counts although it was seen only once");
  verb.add_flag("--confirm", options->confirm,
                "Run failed and slower tests again, each alone, and judge by both runs");
  verb.add_flag("--offline", options->is_offline,
                "Compare with the sessions of this machine, without a server");
  verb.add_option("--output", options->outputs,
                  "Write the report as text, markdown, json, junit or github; may be repeated")
      ->type_name("FORMAT=FILE");
}

}  // namespace testtracker::cli
