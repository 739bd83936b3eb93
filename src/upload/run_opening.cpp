#include "upload/run_opening.hpp"

#include "upload/run_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace testtracker::upload {
namespace {

constexpr std::string_view k_duration_end = "_dur_ms";
// Ours, the previous one, and some that began in the same millisecond.
constexpr std::int32_t k_newest_runs = 3;

const std::string* find_tag(const mlflow::Run& run, std::string_view key) {
  for (const auto& tag : run.data.tags) {
    if (tag.key == key) {
      return &tag.value;
    }
  }
  return nullptr;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::vector<mlflow::Tag> tags_of(const RunFacts& facts, const Cursor& cursor,
                                 const ServerAbilities& abilities) {
  return first_tags(facts.context, delivery_tag(facts.session_id, cursor), series_of(facts.context),
                    abilities.max_tag_bytes);
}

/// The user's own; the server refuses two different names.
std::string name_of(const RunFacts& facts, const Cursor& cursor,
                    const std::vector<mlflow::Tag>& tags) {
  const auto given = std::find_if(tags.begin(), tags.end(),
                                  [](const auto& tag) { return tag.key == "mlflow.runName"; });
  return given == tags.end() ? run_name(facts.context, cursor.ordinal) : given->value;
}

void remove_tags_of_mlflow(std::vector<mlflow::Tag>& tags) {
  tags.erase(std::remove_if(tags.begin(), tags.end(),
                            [](const auto& tag) { return tag.key.rfind("mlflow.", 0) == 0; }),
             tags.end());
}

/// A value in a search filter. MLflow knows no escapes in them; nothing when it has both quotes.
std::string quoted(const std::string& value) {
  if (value.find('\'') == std::string::npos) {
    return "'" + value + "'";
  }
  return value.find('"') == std::string::npos ? "\"" + value + "\"" : std::string();
}

class Opener {
 public:
  Opener(mlflow::Client& client, const RunFacts& facts, const Target& target, Cursor& cursor,
         const SaveCursor& save)
      : client_(client), facts_(facts), target_(target), cursor_(cursor), save_(save) {}

  Result<OpenRun> open() {
    auto found = find_abilities();
    if (found) {
      found = find_or_create();
    }
    if (!found) {
      forget_adopted_run();
      return found.error();
    }
    cursor_.is_creating = false;
    cursor_.server = client_.server().base_url;
    if (auto saved = save_(cursor_); !saved) {
      return saved.error();
    }
    open_.place = {client_.server().ui_url, cursor_.experiment_id, cursor_.run_id,
                   cursor_.previous_run_id, open_.abilities.has_views};
    return std::move(open_);
  }

 private:
  Result<void> find_abilities() {
    if (client_.server().is_databricks) {
      return {};  // has no version; no prepared views, and the limits of old servers
    }
    auto version = client_.version();
    if (version) {
      open_.abilities = abilities_of(*version);
      return {};
    }
    // A gateway may hide that one page.
    return version.error().code == ErrorCode::rejected ||
                   version.error().code == ErrorCode::not_found
               ? Result<void>()
               : version.error();
  }

  Result<void> find_or_create() {
    if (!cursor_.run_id.empty()) {
      auto known = use_known_run();
      if (!known || !cursor_.run_id.empty()) {
        return known;
      }
    }
    auto found = target_.run_id.empty() ? find_experiment() : use_given_run();
    if (found && cursor_.is_creating) {
      found = search_own();
    }
    if (found) {
      found = search_series();
    }
    if (!found) {
      return found;
    }
    decide_ordinal();
    if (!target_.run_id.empty()) {
      return describe_given_run();
    }
    return cursor_.run_id.empty() ? create() : Result<void>();
  }

  /// The run of the cursor. Leaves the cursor without a run when another server is asked now, which
  /// does not know it.
  Result<void> use_known_run() {
    auto run = client_.get_run(cursor_.run_id);
    const bool is_unknown = !run && run.error().code == ErrorCode::not_found;
    if (is_unknown && cursor_.server != client_.server().base_url) {
      Cursor fresh;
      fresh.delivery = cursor_.delivery;
      cursor_ = std::move(fresh);
      return {};
    }
    if (is_unknown || (run && run->info.lifecycle_stage == "deleted")) {
      return deleted_run();
    }
    if (!run) {
      return run.error();
    }
    open_.run = *std::move(run);
    auto experiment = client_.get_experiment(cursor_.experiment_id);
    if (!experiment) {
      return experiment.error();
    }
    return use_experiment(*std::move(experiment));
  }

  [[nodiscard]] Error deleted_run() const {
    return {ErrorCode::rejected,
            fmt::format("the run {} of session {} was deleted in MLflow; to deliver the session as "
                        "a new run, type: testtracker upload --again {}",
                        cursor_.run_id, facts_.session_id, facts_.session_path)};
  }

  Result<void> find_experiment() {
    const auto& name = target_.experiment.empty() ? facts_.context.project : target_.experiment;
    if (!target_.experiment_id.empty()) {
      auto experiment = client_.get_experiment(target_.experiment_id);
      if (experiment && !target_.experiment.empty() && experiment->name != target_.experiment) {
        return Error{ErrorCode::invalid_argument,
                     fmt::format("experiment {} is called '{}' and not '{}'; set only one of "
                                 "MLFLOW_EXPERIMENT_ID and MLFLOW_EXPERIMENT_NAME",
                                 target_.experiment_id, experiment->name, target_.experiment)};
      }
      return experiment ? use_experiment(*std::move(experiment)) : experiment.error();
    }
    auto experiment = client_.get_or_create_experiment(name.empty() ? "tests" : name);
    return experiment ? use_experiment(*std::move(experiment)) : experiment.error();
  }

  Result<void> use_experiment(mlflow::Experiment experiment) {
    if (experiment.lifecycle_stage == "deleted") {
      return Error{ErrorCode::rejected,
                   fmt::format("the MLflow experiment '{0}' was deleted; restore it by `mlflow "
                               "experiments restore --experiment-id {1}`, or choose another one "
                               "with --experiment",
                               experiment.name, experiment.experiment_id)};
    }
    cursor_.experiment_id = experiment.experiment_id;
    open_.experiment = std::move(experiment);
    return {};
  }

  /// After a creation whose reply was not seen. The run may have been deleted since.
  Result<void> search_own() {
    const auto tag = quoted(delivery_tag(facts_.session_id, cursor_));
    auto runs = search("tags.`testtracker.session` = " + tag, "ALL");
    if (!runs) {
      return runs.error();
    }
    if (!runs->empty()) {
      adopt(std::move(runs->front()));
      if (open_.run.info.lifecycle_stage == "deleted") {
        return deleted_run();
      }
    }
    return {};
  }

  /// The newest runs of the series up to this session's start: the previous one and, if the cursor
  /// was lost with the whole folder, our own.
  Result<void> search_series() {
    const auto series = quoted(series_of(facts_.context));
    if (series.empty()) {
      return {};
    }
    auto runs = search(fmt::format("tags.`testtracker.series` = {} and attributes.start_time <= {}",
                                   series, start_time()),
                       "ACTIVE_ONLY");
    if (!runs) {
      return runs.error();
    }
    for (auto& run : *runs) {
      if (is_own(run)) {
        adopt(std::move(run));
      } else if (cursor_.previous_run_id.empty() && !is_of_this_session(run)) {
        remember_previous(run);
      }
    }
    return {};
  }

  Result<std::vector<mlflow::Run>> search(std::string filter, std::string view) {
    mlflow::SearchRuns request;
    request.experiment_ids = {cursor_.experiment_id};
    request.filter = std::move(filter);
    request.max_results = k_newest_runs;
    request.order_by = {"attributes.start_time DESC"};
    request.run_view_type = std::move(view);
    return client_.search_runs(request);
  }

  [[nodiscard]] bool is_own(const mlflow::Run& run) const {
    const auto* const tag = find_tag(run, "testtracker.session");
    return run.info.run_id == cursor_.run_id ||
           (tag != nullptr && *tag == delivery_tag(facts_.session_id, cursor_));
  }

  /// Also an earlier delivery of it (`--again`): nobody wants to compare a session with itself.
  [[nodiscard]] bool is_of_this_session(const mlflow::Run& run) const {
    const auto* const tag = find_tag(run, "testtracker.session");
    return tag != nullptr && tag->substr(0, tag->find('/')) == facts_.session_id;
  }

  void adopt(mlflow::Run run) {
    cursor_.run_id = run.info.run_id;
    has_adopted_ = true;
    open_.run = std::move(run);
  }

  /// A run that was found but not opened to the end is found again by the next try: its place in
  /// the series may not be decided, or its tags not be written.
  void forget_adopted_run() {
    if (has_adopted_) {
      cursor_.run_id.clear();
    }
  }

  void remember_previous(const mlflow::Run& run) {
    cursor_.previous_run_id = run.info.run_id;
    cursor_.previous_name = run.info.run_name;
    for (const auto& metric : run.data.metrics) {
      if (ends_with(metric.key, k_duration_end)) {
        cursor_.previous_durations.insert(metric.key);
      }
      if (metric.key == "build/number") {
        previous_ordinal_ = metric.step;
      }
    }
  }

  /// Never changes once it was decided: it is the step of everything that was sent.
  void decide_ordinal() {
    if (cursor_.ordinal == 0) {
      cursor_.ordinal = std::max<std::int64_t>(
          facts_.context.build.value_or(previous_ordinal_.value_or(0) + 1), 1);
    }
  }

  Result<void> create() {
    mlflow::CreateRun request;
    request.experiment_id = cursor_.experiment_id;
    request.start_time = start_time();
    request.tags = tags_of(facts_, cursor_, open_.abilities);
    request.run_name = name_of(facts_, cursor_, request.tags);
    cursor_.is_creating = true;
    cursor_.server = client_.server().base_url;
    if (auto saved = save_(cursor_); !saved) {
      return saved;
    }
    auto run = client_.create_run(request);
    if (!run) {
      return run.error();
    }
    adopt(*std::move(run));
    return {};
  }

  /// The run that the user names, made by somebody else.
  Result<void> use_given_run() {
    auto run = client_.get_run(target_.run_id);
    const bool is_gone =
        run ? run->info.lifecycle_stage == "deleted" : run.error().code == ErrorCode::not_found;
    if (is_gone) {
      return Error{
          ErrorCode::rejected,
          fmt::format("there is no run {} in MLflow, or it was deleted; unset MLFLOW_RUN_ID "
                      "to let testtracker create one, then type: testtracker upload {}",
                      target_.run_id, facts_.session_path)};
    }
    if (!run) {
      return run.error();
    }
    adopt(*std::move(run));
    auto experiment = client_.get_experiment(open_.run.info.experiment_id);
    return experiment ? use_experiment(*std::move(experiment)) : experiment.error();
  }

  /// Its name and what MLflow's own tags say of its origin stay.
  Result<void> describe_given_run() {
    auto own = tags_of(facts_, cursor_, open_.abilities);
    remove_tags_of_mlflow(own);
    auto logged = client_.log(cursor_.run_id, {}, {}, own);
    return logged ? Result<void>() : logged.error();
  }

  [[nodiscard]] std::int64_t start_time() const {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(facts_.started).count();
    return std::max<std::int64_t>(ms, 0);
  }

  mlflow::Client& client_;
  const RunFacts& facts_;
  const Target& target_;
  Cursor& cursor_;
  const SaveCursor& save_;
  OpenRun open_;
  std::optional<std::int64_t> previous_ordinal_;
  bool has_adopted_ = false;  ///< the run is not the one that the cursor came with
};

}  // namespace

Result<OpenRun> open_run(mlflow::Client& client, const RunFacts& facts, const Target& target,
                         Cursor& cursor, const SaveCursor& save) {
  return Opener(client, facts, target, cursor, save).open();
}

Result<void> complete_run(mlflow::Client& client, const RunFacts& facts, const Target& target,
                          const Cursor& cursor, OpenRun& open) {
  const auto* const known = find_tag(open.run, "git.commit");
  if (facts.context.commit.empty() || known != nullptr) {
    return {};
  }
  auto tags = tags_of(facts, cursor, open.abilities);
  if (!target.run_id.empty()) {
    remove_tags_of_mlflow(tags);  // as when it was opened
  } else {
    mlflow::UpdateRun update;
    update.run_id = cursor.run_id;
    update.run_name = name_of(facts, cursor, tags);
    update.status = mlflow::RunStatus::RUNNING;  // what older servers take an absent one for
    if (auto renamed = client.update_run(update); !renamed) {
      return renamed;
    }
  }
  // The tags last: they tell that nothing is left to do.
  if (auto logged = client.log(cursor.run_id, {}, {}, tags); !logged) {
    return logged.error();
  }
  open.run.data.tags = std::move(tags);
  return {};
}

}  // namespace testtracker::upload
