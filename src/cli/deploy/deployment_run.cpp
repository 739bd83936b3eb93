#include "cli/deploy/deployment_run.hpp"

#include "base/process.hpp"
#include "base/program_path.hpp"
#include "cli/complain.hpp"
#include "cli/delivery/wait_line.hpp"
#include "cli/load_settings.hpp"
#include "cli/run/recording.hpp"
#include "cli/stream_writing.hpp"
#include "deploy/local_target.hpp"
#include "deploy/recovery.hpp"
#include "deploy/source_tree.hpp"
#include "secrets/known_secrets.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include <unistd.h>

namespace testtracker::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds k_patience_with_mlflow{60};
constexpr std::chrono::seconds k_patience_of_changes{5};

void write_progress(const std::string& bytes) {
  if (!bytes.empty()) {
    fmt::print(stderr, "{}", bytes);
    std::fflush(stderr);
  }
}

}  // namespace

Result<std::unique_ptr<DeploymentRun>> DeploymentRun::open(const CommonOptions& common,
                                                           const std::string& environment) {
  if (auto sound = deploy::check_environment_name(environment); !sound) {
    return sound.error();
  }
  std::unique_ptr<DeploymentRun> run(new DeploymentRun(common, environment));
  run->signals_.stop_forwarding();  // until there is a child they ask us to stop
  if (auto ready = run->prepare(); !ready) {
    return ready.error();
  }
  return run;
}

Result<void> DeploymentRun::prepare() {
  // The run has to be there before anything is done.
  common_.flags["upload.live"] = "true";
  auto recording = begin_recording(common_);
  if (!recording) {
    return recording.error();
  }
  if (recording->is_switched_off) {
    return Error{ErrorCode::invalid_argument,
                 "TESTTRACKER=off switches recording off, and no environment is changed without a "
                 "record; unset it"};
  }
  settings_ = std::move(recording->settings);
  former_environment_ = std::move(recording->former_environment);
  auto place = deployment_place(settings_, project_directory("."));
  if (!place) {
    return place.error();
  }
  place_ = *std::move(place);
  if (settings_.text("notebook.engine") != place_.engine) {
    common_.flags["notebook.engine"] = place_.engine;  // a version runs where it lies
    auto again = load_settings(".", common_);
    if (!again) {
      return again.error();
    }
    settings_ = *std::move(again);
  }
  auto ledger = place_.open_ledger();
  if (!ledger) {
    return ledger.error();
  }
  ledger_ = *std::move(ledger);
  auto root = work_root(settings_);
  if (!root) {
    return root.error();
  }
  work_root_ = *std::move(root);
  clean_up_orphans();
  return {};
}

void DeploymentRun::clean_up_orphans() {
  const deploy::Recovery recovery{*place_.target, *ledger_, place_.identity, deployer_name()};
  for (const auto& orphan : deploy::WorkFolder::find_orphans(work_root_)) {
    if (auto cleaned = deploy::clean_up_orphan(recovery, orphan); !cleaned) {
      complain("clean up after a killed deployment: " + cleaned.error().message);
    }
  }
}

Result<void> DeploymentRun::begin(const DeploymentFacts& facts, const std::string& note,
                                  const std::vector<std::string>& steps) {
  note_ = note;
  auto journal = DeploymentJournal::create(facts, steps, settings_);
  if (!journal) {
    return journal.error();
  }
  journal_.emplace(*std::move(journal));
  WaitLine line("waiting for MLflow", common_);
  const auto waited = Clock::now();
  const auto run = journal_->await_run(
      facts.needs_run ? std::chrono::milliseconds(k_patience_with_mlflow) : k_patience_of_changes,
      [&] {
        line.show(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - waited));
        return signals_.has_caught_any();
      });
  line.clear();
  if (!run && facts.needs_run) {
    journal_->finish(false, signals_.has_caught_any());
    return Error{
        run.error().code == ErrorCode::busy ? ErrorCode::busy : ErrorCode::unreachable,
        "nothing was deployed, because a deployment is a run in MLflow: " + run.error().message};
  }
  id_ = run ? *run : journal_->folder().id();
  if (auto made = make_work_folder(); !made) {
    journal_->finish(false, false);
    return made;
  }
  journal_->param("env", environment_);
  journal_->param("deploy_note", note);
  if (run) {
    journal_->param("run_id", id_);
    if (!common_.quiet && !common_.json) {
      say(fmt::format("{} {} to {}: {}", facts.verb, id_, environment_, journal_->run_url()));
    }
  }
  return {};
}

/// The first that stands on this machine for the change, and it has its id from the beginning.
Result<void> DeploymentRun::make_work_folder() {
  auto work = deploy::WorkFolder::create(work_root_, id_);
  if (!work) {
    return work.error();
  }
  work_.emplace(*std::move(work));
  return place_.write_credentials ? place_.write_credentials(credentials_path()) : Result<void>();
}

Result<void> DeploymentRun::set_githash(const std::string& githash) {
  githash_ = githash;
  param("githash", githash);
  return journal_->set_commit(githash);
}

bool DeploymentRun::is_stopped() const {
  return signals_.has_caught_any() || (lease_ && lease_->is_lost());
}

Error DeploymentRun::reason_to_stop() const {
  return lease_ && lease_->is_lost()
             ? Error{ErrorCode::rejected,
                     "the lease of " + environment_ +
                         " was lost: this deployment slept, or could not reach the ledger, longer "
                         "than the setting deploy.lease_s; deploy again"}
             : Error{ErrorCode::busy, "stopped on request"};
}

void DeploymentRun::step(const std::string& name, const Work& work) {
  if (failure_) {
    skip(name, "an earlier step failed");
    return;
  }
  journal_->begin_step(name);
  const auto begin = Clock::now();
  progress_.begin(0, name, begin);
  auto done = is_stopped() ? Result<std::string>(reason_to_stop()) : work();
  if (!done && is_stopped()) {
    done = reason_to_stop();
  }
  const auto duration = Clock::now() - begin;
  progress_.end(0);
  record({name, done ? Status::passed : Status::failed, duration,
          done ? *done : done.error().message});
  if (!done) {
    failure_ = Error{done.error().code, name + ": " + done.error().message};
  }
}

void DeploymentRun::skip(const std::string& name, const std::string& why) {
  journal_->begin_step(name);
  record({name, Status::skipped, {}, why});
}

void DeploymentRun::record(const StepResult& result) {
  journal_->end_step(result.status, result.words, result.duration);
  say(fmt::format("{:<9} {:>7.2f} s  {}{}{}", to_string(result.status),
                  std::chrono::duration<double>(result.duration).count(), result.name,
                  result.words.empty() ? "" : "  ", result.words));
  steps_.push_back(result);
}

void DeploymentRun::say(const std::string& line) {
  log_ += fmt::format("{:%Y-%m-%dT%H:%M:%SZ} {}\n", fmt::gmtime(std::time(nullptr)), line);
  if (!common_.quiet && !common_.json) {
    make_room();
    fmt::print("{}\n", line);
    std::fflush(stdout);
  }
}

void DeploymentRun::draw() {
  constexpr std::chrono::milliseconds k_between{100};
  const auto now = Clock::now();
  if (is_line_open_ || now - drawn_ < k_between) {
    return;
  }
  drawn_ = now;
  write_progress(progress_.drawn(now, terminal_size()));
}

void DeploymentRun::make_room() {
  write_progress(progress_.erased());
  if (is_line_open_) {
    fmt::print(stderr, "\n");
    is_line_open_ = false;
  }
}

void DeploymentRun::show(std::string_view output) {
  write_progress(progress_.erased());
  write_all(STDERR_FILENO, output);
  is_line_open_ = output.back() != '\n';
}

Result<std::string> DeploymentRun::changes_of(const deploy::Manifest& manifest) {
  const auto changes = target().find_changes(manifest.version, manifest.files, manifest.artefacts);
  if (!changes) {
    return changes.error();
  }
  constexpr std::size_t k_most_named = 5;
  std::string words = fmt::format(
      "{}", fmt::join(changes->begin(),
                      changes->begin() +
                          static_cast<std::ptrdiff_t>(std::min(changes->size(), k_most_named)),
                      ", "));
  return changes->size() > k_most_named
             ? fmt::format("{} and {} more", words, changes->size() - k_most_named)
             : words;
}

Result<void> DeploymentRun::copy_for_tests(const deploy::Manifest& manifest,
                                           deploy::DeployTarget& to) {
  auto files = manifest.files;
  for (auto& file : files) {
    file.source = target().runnable_path(manifest.version, file);
  }
  auto artefacts = manifest.artefacts;
  for (auto& artefact : artefacts) {
    artefact.source = target().artefact_path(manifest.version, artefact.name);
  }
  auto done = to.make_folders(manifest.version, deploy::folders_of(files));
  if (done) {
    done = to.import_files(manifest.version, files, import_hooks(files.size()));
  }
  return done ? to.put_artefacts(manifest.version, artefacts, import_hooks(artefacts.size()))
              : done;
}

Result<std::string> DeploymentRun::run_tests(const deploy::Manifest& manifest,
                                             const TestChoice& choice,
                                             const std::vector<std::string>& parameters) {
  const auto files = tests_of(manifest.files, choice, settings_);
  if (!files) {
    return files.error();
  }
  // Whatever they write beside themselves is no part of the version.
  const auto copy =
      place_.engine == "local" ? deploy::make_local_target(work_->path() + "/tests") : nullptr;
  if (auto copied = copy ? copy_for_tests(manifest, *copy) : Result<void>(); !copied) {
    return copied.error();
  }
  DeploymentTests tests{manifest, copy ? *copy : target(), settings_, id_, parameters,
                        facts(),  former_environment_};
  for (const auto& changes : {journal_->environment(), variables()}) {
    tests.environment.insert(tests.environment.end(), changes.begin(), changes.end());
  }
  const auto passed = run_deployment_tests(
      tests, *files, *journal_,
      {[this] { return is_stopped(); }, [this](const std::string& line) { say(line); }, progress_,
       [this] { draw(); }});
  if (!passed) {
    return passed.error();
  }
  if (*passed < files->size()) {
    return Error{ErrorCode::rejected, fmt::format("{} of {} notebook tests did not pass",
                                                  files->size() - *passed, files->size())};
  }
  return fmt::format("{} notebook {}", files->size(), files->size() == 1 ? "test" : "tests");
}

deploy::ImportHooks DeploymentRun::import_hooks(std::size_t files) {
  deploy::ImportHooks hooks;
  hooks.on_progress = [this, files](std::size_t done) {
    doing(fmt::format("{} of {} files", done, files));
    draw();
  };
  hooks.is_cancelled = [this] { return is_stopped(); };
  return hooks;
}

deploy::ChildRunner DeploymentRun::child_runner() {
  deploy::ChildHooks hooks;
  hooks.on_tick = [this] { draw(); };
  hooks.on_start = [this](pid_t child) { signals_.forward_to(child, true); };
  hooks.on_end = [this] { signals_.stop_forwarding(); };
  hooks.is_cancelled = [this] { return is_stopped(); };
  const auto reaper = std::filesystem::path(executable_path()).parent_path() / "testtracker-reap";
  return {reaper.string(), std::move(hooks)};
}

Result<std::vector<std::string>> DeploymentRun::secrets() const {
  auto secrets = secrets::known_secrets();
  if (secrets) {
    secrets->insert(secrets->end(), place_.secrets.begin(), place_.secrets.end());
  }
  return secrets;
}

std::string DeploymentRun::credentials_path() const {
  return work_->path() + "/.databrickscfg";
}

std::vector<std::pair<std::string, std::string>> DeploymentRun::facts() const {
  return {{"TESTTRACKER_DEPLOY_ENV", environment_},
          {"TESTTRACKER_DEPLOY_GITHASH", githash_},
          {"TESTTRACKER_DEPLOY_RUN_ID", id_}};
}

std::vector<std::pair<std::string, std::optional<std::string>>> DeploymentRun::variables() const {
  std::vector<std::pair<std::string, std::optional<std::string>>> variables;
  for (const auto& [name, text] : facts()) {
    variables.emplace_back(name, text);
  }
  if (place_.write_credentials) {
    variables.emplace_back("DATABRICKS_CONFIG_FILE", credentials_path());
  }
  return variables;
}

}  // namespace testtracker::cli
