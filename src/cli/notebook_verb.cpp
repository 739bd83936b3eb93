// testtracker notebook test|run: runs notebooks and scripts; `test` records each as a test, `run`
// prints what they return and records nothing.

#include "base/process.hpp"
#include "base/program_path.hpp"
#include "cli/complain.hpp"
#include "cli/exit_codes.hpp"
#include "cli/forwarded_signals.hpp"
#include "cli/notebook_journal.hpp"
#include "cli/notebook_list.hpp"
#include "cli/recording.hpp"
#include "cli/run_session.hpp"
#include "cli/verbs.hpp"
#include "cli/wait_line.hpp"
#include "databricks/connect.hpp"
#include "notebook/local_engine.hpp"
#include "notebook/supervisor.hpp"
#include "recorder/new_session.hpp"
#include "secrets/known_secrets.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>

#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;
using notebook::NotebookOutcome;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

struct NotebookVerbOptions {
  std::vector<std::string> notebooks;
  std::vector<std::string> parameters;  // `name=text`
  std::string filter;
  double timeout_s = 120;
  std::size_t parallel = 1;
  int retries = 0;
  bool fail_fast = false;
  std::string python;
  std::string engine = "local";
  RunOptions delivery;
};

NotebookOutcome never_begun() {
  NotebookOutcome outcome;
  outcome.status = Status::not_run;
  return outcome;
}

Result<std::vector<std::pair<std::string, std::string>>> split_parameters(
    const std::vector<std::string>& words) {
  std::map<std::string, std::size_t> places;
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{ErrorCode::invalid_argument,
                   "--param " + word + ": write it as NAME=TEXT, for example --param env=staging"};
    }
    const auto [place, is_new] = places.emplace(word.substr(0, equals), parameters.size());
    if (is_new) {
      parameters.emplace_back(place->first, word.substr(equals + 1));
    } else {
      parameters[place->second].second = word.substr(equals + 1);  // the last one wins
    }
  }
  return parameters;
}

Result<std::string> find_python(const std::string& given) {
  const char* const path = std::getenv("PATH");
  auto python = find_program(given.empty() ? "python3" : given, path == nullptr ? "" : path);
  if (!python && given.empty()) {
    return Error{ErrorCode::not_found,
                 "notebooks need a Python with Jupyter, and there is no python3 in PATH; name one "
                 "with --python"};
  }
  return python;
}

Result<notebook::LocalOptions> local_options(const NotebookVerbOptions& options,
                                             const std::vector<ListedNotebook>& list) {
  const auto python = find_python(options.python);
  if (!python) {
    return python.error();
  }
  notebook::LocalOptions local;
  local.python = *python;
  local.reaper = (fs::path(executable_path()).parent_path() / "testtracker-reap").string();
  local.notebooks = static_cast<std::size_t>(
      std::count_if(list.begin(), list.end(), [](const ListedNotebook& item) {
        const auto kind = notebook::kind_of(item.path);
        return kind && *kind == notebook::NotebookKind::notebook;
      }));
  local.kernels_ahead = options.parallel + 1;
  auto known = secrets::known_secrets();
  if (!known) {
    return known.error();
  }
  local.secrets = *std::move(known);
  return local;
}

// Nothing is sent yet: wrong credentials show when the first notebook starts.
Result<std::unique_ptr<notebook::NotebookEngine>> databricks_engine(
    const settings::Settings& settings) {
  const char* const home = std::getenv("HOME");
  const auto credentials =
      databricks::finalize(databricks::credential_options(settings, home == nullptr ? "" : home));
  if (!credentials) {
    return credentials.error();
  }
  for (const auto& warning : credentials->warnings) {
    complain(warning);
  }
  const auto options = databricks::job_options(settings);
  if (!options) {
    return options.error();
  }
  return databricks::make_job_engine(*credentials, *options);
}

/// One call of the verb.
class NotebookRun {
 public:
  NotebookRun(const NotebookVerbOptions& options, const CommonOptions& common, bool is_recorded)
      : options_(options), common_(common), is_recorded_(is_recorded), line_("running", common) {
    signals_.stop_forwarding();  // from now on they ask us to stop
  }

  Result<int> run() {
    if (auto ready = prepare(); !ready) {
      return ready.error();
    }
    const notebook::SupervisorOptions how{options_.parallel, options_.retries, options_.fail_fast};
    const notebook::SupervisorHooks hooks = make_hooks();
    notebook::Supervisor(*engine_, tasks_, how, hooks).run();
    line_.clear();
    print_rest();
    const bool was_stopped = signals_.was_asked_to_stop();
    const bool has_passed = !was_stopped && ended_well_ == list_.size();
    const int code = was_stopped  ? exit_codes::k_signal_base + SIGINT
                     : has_passed ? exit_codes::k_ok
                                  : exit_codes::k_failed;
    engine_.reset();
    print_json();
    if (!journal_) {
      return code;
    }
    journal_->finish(has_passed, was_stopped);
    if (!journal_->is_own()) {
      return code;
    }
    const SessionDelivery session{journal_->folder(), journal_->uploader(), journal_->log_path()};
    return await_delivery_and_tell(
        session, {options_.delivery.wait_s, is_upload_required_}, common_,
        [this, was_stopped] { return !was_stopped && signals_.was_asked_to_stop(); }, code);
  }

 private:
  struct Running {
    Clock::time_point since;
    std::int32_t cell = 0;
    std::int32_t cells = 0;
  };

  Result<void> prepare() {
    auto parameters = split_parameters(options_.parameters);
    if (!parameters) {
      return parameters.error();
    }
    auto list = list_notebooks(options_.notebooks, options_.filter);
    if (!list) {
      return list.error();
    }
    list_ = *std::move(list);
    results_.resize(list_.size());
    const auto self = read_process_stat(::getpid());
    const std::string token = recorder::new_session_id(self.value_or(ProcessStat{}));
    for (const auto& item : list_) {
      notebook::NotebookTask task;
      task.path = item.path;
      task.parameters = *parameters;
      task.timeout = std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::duration<double>(options_.timeout_s));
      // A job whose submission was repeated must not run twice.
      task.idempotency_token = token + "-" + std::to_string(tasks_.size());
      tasks_.push_back(std::move(task));
    }
    auto local = is_local() ? local_options(options_, list_)
                            : Result<notebook::LocalOptions>(notebook::LocalOptions{});
    if (!local) {
      return local.error();
    }
    if (auto recording = begin_journal(*local); !recording) {
      return recording;
    }
    const auto started = start_engine(*std::move(local));
    if (journal_) {
      started ? journal_->follow() : journal_->discard();
    }
    return started;
  }

  Result<void> begin_journal(notebook::LocalOptions& local) {
    auto recording = begin_recording(common_);
    if (!recording) {
      return recording.error();
    }
    is_upload_required_ = recording->is_upload_required;
    settings_ = recording->settings;
    local.environment = std::move(recording->former_environment);
    if (recording->is_switched_off || !is_recorded_) {
      return {};
    }
    auto journal = NotebookJournal::create(list_);
    if (journal) {
      journal_.emplace(*std::move(journal));
      for (auto& change : journal_->environment()) {
        local.environment.push_back(std::move(change));
      }
    } else if (is_upload_required_) {
      return journal.error();
    } else {
      complain("nothing will be recorded: " + journal.error().message);
    }
    return {};
  }

  [[nodiscard]] bool is_local() const { return options_.engine == "local"; }

  Result<void> start_engine(notebook::LocalOptions local) {
    if (!is_local()) {
      auto jobs = databricks_engine(settings_);
      if (!jobs) {
        return jobs.error();
      }
      engine_ = *std::move(jobs);
      return {};
    }
    auto engine = notebook::LocalEngine::create(std::move(local));
    if (!engine) {
      return engine.error();
    }
    auto ready = (*engine)->prepare();
    engine_ = *std::move(engine);
    return ready;
  }

  notebook::SupervisorHooks make_hooks() {
    notebook::SupervisorHooks hooks;
    hooks.on_start = [this](std::size_t index) {
      running_[index] = {Clock::now()};
      if (journal_) {
        journal_->start(index);
      }
    };
    hooks.on_progress = [this](std::size_t index, const notebook::NotebookEvent& event) {
      running_[index].cell = event.cell;
      running_[index].cells = event.cells;
    };
    hooks.on_end = [this](std::size_t index, const NotebookOutcome& outcome, bool is_retried) {
      running_.erase(index);
      if (journal_) {
        journal_->end(index, outcome, is_retried);
      }
      line_.clear();
      tell(index, outcome, is_retried);
      if (!is_retried) {
        ended_well_ += is_bad(outcome.status) ? 0U : 1U;
        results_[index] = outcome;
      }
    };
    hooks.on_tick = [this] { show_progress(); };
    hooks.is_cancelled = [this] { return signals_.was_asked_to_stop(); };
    return hooks;
  }

  void show_progress() {
    std::string text;
    Clock::time_point oldest = Clock::now();
    for (const auto& [index, running] : running_) {
      text += (text.empty() ? "" : ", ") + list_[index].name;
      if (running.cells > 0) {
        text += fmt::format(" (cell {} of {})", running.cell, running.cells);
      }
      oldest = std::min(oldest, running.since);
    }
    line_.show(text, std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - oldest));
  }

  void tell(std::size_t index, const NotebookOutcome& outcome, bool is_retried) const {
    for (const auto& warning : outcome.warnings) {
      if (!common_.quiet && list_.size() == 1) {  // of many, some need not read what others do
        complain(list_[index].path + ": " + warning);
      }
    }
    if (common_.json || (common_.quiet && !is_bad(outcome.status))) {
      return;
    }
    const std::string why = headline(outcome);
    std::string line =
        fmt::format("{:<9} {:>7.2f} s  {}", to_string(outcome.status),
                    std::chrono::duration<double>(outcome.duration).count(), list_[index].path);
    if (outcome.value) {
      line += "  returned " + outcome.value->substr(0, 200);
    }
    line += (why.empty() ? "" : "  " + why) + (is_retried ? "; once more" : "");
    fmt::print("{}\n", line);
    std::fflush(stdout);
  }

  void print_rest() const {
    for (std::size_t i = 0; i < list_.size() && !common_.json; ++i) {
      if (!results_[i]) {
        fmt::print("{:<9} {:>9}  {}\n", "not_run", "", list_[i].path);
      }
    }
  }

  void print_json() const {
    if (!common_.json) {
      return;
    }
    Json all = Json::array();
    for (std::size_t i = 0; i < list_.size(); ++i) {
      const NotebookOutcome outcome = results_[i].value_or(never_begun());
      Json item = {{"notebook", list_[i].path},
                   {"suite", list_[i].suite},
                   {"name", list_[i].name},
                   {"status", to_string(outcome.status)},
                   {"duration_s", std::chrono::duration<double>(outcome.duration).count()},
                   {"value", outcome.value ? Json(*outcome.value) : Json()},
                   {"cell", outcome.cell},
                   {"line", outcome.source_line},
                   {"exception", outcome.exception.name},
                   {"text", outcome.exception.text},
                   {"traceback", outcome.exception.traceback},
                   {"reason", outcome.reason},
                   {"warnings", outcome.warnings}};
      all.push_back(std::move(item));
    }
    fmt::print("{}\n",
               Json{{"notebooks", all}}.dump(2, ' ', false, Json::error_handler_t::replace));
    std::fflush(stdout);
  }

  const NotebookVerbOptions& options_;
  const CommonOptions& common_;
  const bool is_recorded_;
  const ForwardedSignals signals_;
  std::vector<ListedNotebook> list_;
  std::vector<notebook::NotebookTask> tasks_;
  settings::Settings settings_;
  std::unique_ptr<notebook::NotebookEngine> engine_;
  std::optional<NotebookJournal> journal_;
  bool is_upload_required_ = false;
  std::map<std::size_t, Running> running_;
  std::vector<std::optional<NotebookOutcome>> results_;
  std::size_t ended_well_ = 0;
  WaitLine line_;
};

void add_options(CLI::App& verb, NotebookVerbOptions& options) {
  verb.add_option("notebooks", options.notebooks, "Notebooks and scripts; patterns are allowed")
      ->type_name("NOTEBOOK")
      ->required();
  verb.add_option("--param", options.parameters, "A parameter of every notebook; may be repeated")
      ->type_name("NAME=TEXT")
      ->allow_extra_args(false);
  verb.add_option("--timeout", options.timeout_s, "Seconds for each notebook as a whole")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--parallel", options.parallel, "So many notebooks at once")
      ->type_name("N")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb.add_option("--retries", options.retries, "Further attempts of one that ended badly")
      ->type_name("N")
      ->check(CLI::Range(0, 100));
  verb.add_flag("--fail-fast", options.fail_fast, "Begin no other once one ended badly");
  verb.add_option("--filter", options.filter, "Only those whose name matches the pattern")
      ->type_name("PATTERN");
  verb.add_option("--engine", options.engine, "Where they run: local, or as Databricks jobs")
      ->type_name("ENGINE")
      ->check(CLI::IsMember({"local", "databricks"}))
      ->capture_default_str();
  verb.add_option("--python", options.python, "The Python that has Jupyter; otherwise python3")
      ->type_name("PROGRAM");
}

}  // namespace

void add_notebook(Program& program) {
  CLI::App& group = program.add_group("notebook", "Run notebooks, as tests or alone");
  const auto test = std::make_shared<NotebookVerbOptions>();
  CLI::App& test_verb = program.add_verb(
      {"test", "Run notebooks and scripts and report them as tests",
       [test, &common = program.common()] { return NotebookRun(*test, common, true).run(); }},
      &group);
  test_verb.footer("  testtracker notebook test 'tests/*.ipynb' --param env=staging --parallel 2");
  add_options(test_verb, *test);
  add_delivery_options(test_verb, test->delivery, program.common());
  const auto run = std::make_shared<NotebookVerbOptions>();
  CLI::App& run_verb = program.add_verb(
      {"run", "Run notebooks and scripts; nothing is recorded",
       [run, &common = program.common()] { return NotebookRun(*run, common, false).run(); }},
      &group);
  add_options(run_verb, *run);
}

}  // namespace testtracker::cli
