#pragma once

// One change of an environment, step by step: what `deploy`, `env promote` and `env rollback` have
// in common. Holds the lease, records each step, cleans up on every way out. Specified in
// docs/deployment.md.

#include "cli/common_options.hpp"
#include "cli/deploy/deployment_journal.hpp"
#include "cli/deploy/deployment_place.hpp"
#include "cli/deploy/deployment_tests.hpp"
#include "cli/run/forwarded_signals.hpp"
#include "cli/task_progress.hpp"
#include "deploy/child_runner.hpp"
#include "deploy/lease_keeper.hpp"
#include "deploy/manifest.hpp"
#include "deploy/work_folder.hpp"
#include "ledger/ledger.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::cli {

/// Whether the ledger tells of a change from its beginning on. Without it nothing is written until
/// the version becomes active: for a version that is there and was active before.
enum class Announce { yes, no };

/// Life cycle: open → begin → step … → end. Not thread-safe, not movable.
class DeploymentRun {
 public:
  /// A step that went well says in a few words what it did.
  using Work = std::function<Result<std::string>()>;

  /// Reads the settings, opens target and ledger, cleans up after killed deployments of this
  /// machine. Errors: wrong settings; those of the ledger.
  static Result<std::unique_ptr<DeploymentRun>> open(const CommonOptions& common,
                                                     const std::string& environment);

  /// Makes the session and, when `facts.needs_run`, waits for the run, whose id becomes the
  /// change's; otherwise the id is the run's if there is one at once, else the session's. Then
  /// makes the working directory of that name. Errors: `unreachable`: there is no MLflow; nothing
  /// was touched then; `io`.
  Result<void> begin(const DeploymentFacts& facts, const std::string& note,
                     const std::vector<std::string>& steps);

  /// Does and records one step; one behind a step that failed is recorded as skipped. Its error, or
  /// that somebody asked us to stop or the lease was lost, ends the change.
  void step(const std::string& name, const Work& work);
  /// The commit of a change that began without; name and tags of the run follow. Errors: `io`.
  Result<void> set_githash(const std::string& githash);
  /// Records that a step is not needed.
  void skip(const std::string& name, const std::string& why);
  [[nodiscard]] bool has_failed() const noexcept { return failure_.has_value(); }

  /// Work of a step: gets the lease, cleans up after whose it was, and makes `githash` *deploying*
  /// when that is announced.
  Result<std::string> take_lease(const std::string& githash, Announce announce);
  /// What of a complete version is not as its manifest says, in a few words; empty: it is.
  Result<std::string> changes_of(const deploy::Manifest& manifest);
  /// Work of a step: runs the files of the version that are chosen, by its manifest. On this
  /// machine from a copy, so that nothing they write changes the version.
  Result<std::string> run_tests(const deploy::Manifest& manifest, const TestChoice& choice,
                                const std::vector<std::string>& parameters);
  /// Work of a step: the ledger's transaction that makes the version live. Errors: `rejected` when
  /// the version is not what its manifest says.
  Result<std::string> activate(const deploy::Manifest& manifest);

  /// Ends what was begun, waits for the delivery, prints. Returns the exit code.
  int end(const std::function<void()>& before_finish);

  /// A line for the person and the log.
  void say(const std::string& line);
  void param(const std::string& name, const std::string& text) { journal_->param(name, text); }
  void attach(const std::string& name, const std::string& text) { journal_->attach(name, text); }

  [[nodiscard]] const settings::Settings& settings() const noexcept { return settings_; }
  [[nodiscard]] deploy::DeployTarget& target() noexcept { return *place_.target; }
  [[nodiscard]] const DeploymentPlace& place() const noexcept { return place_; }
  [[nodiscard]] ledger::Ledger& ledger() noexcept { return *ledger_; }
  /// Requires, as all below: begin succeeded.
  [[nodiscard]] const deploy::WorkFolder& work() const noexcept { return *work_; }
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  /// Active before; empty = none. Requires: take_lease succeeded.
  [[nodiscard]] const std::string& previous() const noexcept { return previous_; }
  [[nodiscard]] deploy::Version version() const { return {environment_, githash_}; }
  /// For imports and children.
  [[nodiscard]] bool is_stopped() const;
  /// Of an import of so many files.
  [[nodiscard]] deploy::ImportHooks import_hooks(std::size_t files);
  [[nodiscard]] deploy::ChildRunner child_runner();
  /// How far the step is, for a terminal.
  void doing(const std::string& words) { progress_.update(0, words); }
  /// Output of a child program, to stderr, between which the progress finds its place.
  void show(std::string_view output);
  /// What must be in no output of children: all known secrets, and what the target is talked to
  /// with. Errors: of the store of secrets.
  [[nodiscard]] Result<std::vector<std::string>> secrets() const;
  /// What builds and tests may want to know of the deployment: facts, and where credentials are.
  [[nodiscard]] std::vector<std::pair<std::string, std::optional<std::string>>> variables() const;

 private:
  struct StepResult {
    std::string name;
    Status status;
    std::chrono::nanoseconds duration;
    std::string words;
  };

  DeploymentRun(const CommonOptions& common, std::string environment)
      : common_(common), environment_(std::move(environment)), progress_(progress_form(common)) {}

  Result<void> prepare();
  Result<void> make_work_folder();
  void clean_up_orphans();
  Result<std::unique_ptr<deploy::LeaseKeeper>> await_lease();
  Result<void> copy_for_tests(const deploy::Manifest& manifest, deploy::DeployTarget& to);
  Result<ledger::LedgerEntry> append(ledger::VersionState state, const std::string& note);
  void record(const StepResult& result);
  void draw();
  void make_room();
  void clean_up_failure();
  [[nodiscard]] Error reason_to_stop() const;
  void print_json() const;
  [[nodiscard]] std::string last_words() const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> facts() const;
  [[nodiscard]] std::string credentials_path() const;

  CommonOptions common_;
  std::string environment_;
  ForwardedSignals signals_;
  settings::Settings settings_;
  DeploymentPlace place_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::string work_root_;
  std::optional<deploy::WorkFolder> work_;
  std::optional<DeploymentJournal> journal_;
  std::unique_ptr<deploy::LeaseKeeper> lease_;
  std::vector<std::pair<std::string, std::optional<std::string>>> former_environment_;
  TaskProgress progress_;
  std::chrono::steady_clock::time_point drawn_{};
  bool is_line_open_ = false;  // of what a child printed
  std::string id_;
  std::string note_;
  std::string githash_;
  std::string previous_;
  std::int64_t serial_ = 0;  // of the newest entry that we know
  bool is_announced_ = false;
  bool is_active_ = false;
  std::vector<StepResult> steps_;
  std::optional<Error> failure_;
  std::string log_;
};

}  // namespace testtracker::cli
