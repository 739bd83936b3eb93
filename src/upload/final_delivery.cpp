#include "upload/final_delivery.hpp"

#include "upload/artifact_list.hpp"
#include "upload/artifact_maker.hpp"
#include "upload/missing_values.hpp"
#include "upload/prepared_views.hpp"
#include "upload/run_description.hpp"
#include "upload/run_note.hpp"
#include "upload/test_keys.hpp"
#include "upload/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

namespace testtracker::upload {
namespace {

std::string value_of(const std::vector<mlflow::Tag>& tags, const std::string& key) {
  const auto found =
      std::find_if(tags.begin(), tags.end(), [&](const auto& tag) { return tag.key == key; });
  return found == tags.end() ? std::string() : found->value;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class Finisher {
 public:
  Finisher(mlflow::Client& client, const FinishedSession& session, const FinalOptions& options,
           Cursor& cursor, const SaveCursor& save)
      : client_(client),
        session_(session),
        options_(options),
        cursor_(cursor),
        save_(save),
        keys_(assign_test_keys(session.result.tests)) {
    if (options.artifacts) {
      list_ =
          list_artifacts(session.folder, session.result, session.context, keys_, options.max_logs);
    }
    values_ = final_values(
        {session.result, keys_, cursor.ordinal, cursor.previous_durations, session.sent_metrics},
        options.selection);
    drop_params_that_are_there();
  }

  Result<void> finish() {
    contents_.emplace(list_.artifacts, [this](const Artifact& artifact) {
      return cursor_.artifacts_sent.count(artifact.path) == 0;
    });
    auto done = cursor_.values_sent ? Result<void>() : send_values();
    if (done) {
      done = send_artifacts();
    }
    if (done) {
      done = send_traces();
    }
    if (done) {
      done = write_experiment_texts();
    }
    if (done) {
      done = verify();
    }
    return done ? end_run() : done;
  }

 private:
  /// Params cannot be changed: what an earlier attempt (or, in a run that was given, the user)
  /// wrote stays.
  void drop_params_that_are_there() {
    std::set<std::string> there;
    for (const auto& param : session_.open.run.data.params) {
      there.insert(param.key);
    }
    values_.params.erase(
        std::remove_if(values_.params.begin(), values_.params.end(),
                       [&](const auto& param) { return there.count(param.key) > 0; }),
        values_.params.end());
  }

  Result<void> send_values() {
    auto logged = client_.log(cursor_.run_id, values_.metrics, values_.params, final_tags());
    if (!logged) {
      return logged.error();
    }
    cursor_.values_sent = true;
    return save_(cursor_);
  }

  [[nodiscard]] std::vector<mlflow::Tag> final_tags() const {
    const auto limit = session_.open.abilities.max_tag_bytes;
    auto tags = last_tags(session_.result, keys_, has_artifacts(), limit);
    NoteFacts facts;
    facts.previous_name = cursor_.previous_name;
    facts.has_artifacts = has_artifacts();
    facts.has_traces = cursor_.traces && cursor_.traces->sent > 0;
    facts.remarks = remarks();
    tags.push_back({"mlflow.note.content",
                    run_note(session_.result, keys_, session_.open.place, facts, limit)});
    if (session_.had_progress) {
      const auto& counts = session_.result.counts;
      tags.push_back({"testtracker.progress",
                      fmt::format("{0} of {0}, {1} failed", counts.total, counts.failed)});
    }
    return tags;
  }

  [[nodiscard]] std::vector<std::string> remarks() const {
    auto remarks = list_.remarks;
    if (values_.left_out_metrics + values_.left_out_params > 0) {
      remarks.push_back(fmt::format(
          "This run has as many keys as its pages can show ({}); {} and {} are only in the table "
          "and the report.",
          options_.selection.max_keys, counted(values_.left_out_metrics, "metric"),
          counted(values_.left_out_params, "param")));
    }
    if (!no_artifacts_because_.empty()) {
      remarks.push_back("There are no artifacts: " + no_artifacts_because_ + ".");
    }
    if (cursor_.traces && cursor_.traces->left_out > 0) {
      remarks.push_back(fmt::format(
          "Traces are there of the first {} failed and changed tests; {} more have none.",
          cursor_.traces->sent, cursor_.traces->left_out));
    }
    if (!no_traces_because_.empty()) {
      remarks.push_back("There are no traces: " + no_traces_because_ + ".");
    }
    return remarks;
  }

  [[nodiscard]] bool has_artifacts() const {
    return options_.artifacts && no_artifacts_because_.empty();
  }

  Result<void> send_artifacts() {
    for (std::size_t i = 0; i < list_.artifacts.size(); ++i) {
      const auto& artifact = list_.artifacts[i];
      if (cursor_.artifacts_sent.count(artifact.path) > 0) {
        continue;
      }
      auto put = artifact.file.empty()
                     ? client_.put_artifact(session_.open.run, artifact.path, contents_->take(i))
                     : client_.put_artifact_file(session_.open.run, artifact.path, artifact.file);
      if (!put && put.error().code == ErrorCode::unsupported) {
        return leave_out_artifacts(put.error().message);
      }
      if (!put) {
        return put;
      }
      cursor_.artifacts_sent.insert(artifact.path);
      if (auto saved = save_(cursor_); !saved) {
        return saved;
      }
    }
    return {};
  }

  /// The note and the table's tag promised them.
  Result<void> leave_out_artifacts(const std::string& reason) {
    options_.log(reason);
    no_artifacts_because_ = reason;
    auto tags = final_tags();
    tags.push_back({"mlflow.loggedArtifacts", "[]"});
    auto logged = client_.log(cursor_.run_id, {}, {}, tags);
    return logged ? Result<void>() : logged.error();
  }

  /// An extra: whatever the server says to it, the run comes to its end.
  Result<void> send_traces() {
    if (!cursor_.traces_wanted || !options_.send_traces || cursor_.traces) {
      return {};
    }
    if (!session_.open.abilities.has_traces) {
      return leave_out_traces(
          "they are written to MLflow 3.12 and newer, whose pages compare them, and not to "
          "Databricks");
    }
    const auto sent = options_.send_traces(client_, session_, keys_);
    if (!sent) {
      return judge_refusal(sent.error());
    }
    return note_traces(*sent);
  }

  /// Whether the server is away, or refuses traces alone.
  Result<void> judge_refusal(const Error& error) {
    const bool may_be_away =
        error.code == ErrorCode::unreachable || error.code == ErrorCode::retry_later;
    const bool is_away = may_be_away && !client_.get_run(cursor_.run_id);
    return is_away ? Result<void>(error) : leave_out_traces(error.message);
  }

  Result<void> leave_out_traces(const std::string& reason) {
    options_.log("the run gets no traces: " + reason);
    no_traces_because_ = reason;
    return note_traces({});
  }

  /// The note tells of them.
  Result<void> note_traces(const TraceCount& count) {
    cursor_.traces = count;
    if (count.sent + count.left_out > 0 || !no_traces_because_.empty()) {
      if (auto logged = client_.log(cursor_.run_id, {}, {}, final_tags()); !logged) {
        cursor_.traces.reset();
        return logged.error();
      }
    }
    return save_(cursor_);
  }

  Result<void> write_experiment_texts() {
    if (!session_.open.abilities.has_views) {
      return {};
    }
    const auto& tags = session_.open.experiment.tags;
    const auto texts = changed_texts(
        {value_of(tags, k_trend_view_tag), value_of(tags, k_status_view_tag),
         value_of(tags, k_note_tag)},
        session_.open.place, options_.views_come_later ? std::vector<std::string>() : bad_keys(),
        session_.open.abilities.max_experiment_tag_bytes, now_ms());
    for (const auto& [key, text] :
         {std::pair(k_trend_view_tag, &texts.trend_view),
          std::pair(k_status_view_tag, &texts.status_view), std::pair(k_note_tag, &texts.note)}) {
      if (text->empty()) {
        continue;
      }
      auto set = client_.set_experiment_tag(cursor_.experiment_id, key, *text);
      if (!set && set.error().code != ErrorCode::unauthorized) {
        return set;
      }
      if (!set) {  // who may write runs may be forbidden to change the experiment
        options_.log("the prepared views were not written: " + set.error().message);
      }
    }
    return {};
  }

  [[nodiscard]] std::vector<std::string> bad_keys() const {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const auto& test = session_.result.tests[i];
      if (!test.nested && test.finished && (is_bad(test.status) || test.flaky)) {
        keys.push_back(keys_[i]);
      }
    }
    return keys;
  }

  /// A server answers 200 to a message that it only half understood, so what it keeps is read back.
  Result<void> verify() {
    for (int round = 0;; ++round) {
      auto run = client_.get_run(cursor_.run_id);
      if (!run) {
        return run.error();
      }
      auto missing = missing_values(values_, final_tags(), run->data);
      if (missing.is_empty()) {
        return {};
      }
      if (round > 0) {
        return Error{ErrorCode::rejected,
                     fmt::format("MLflow at {} accepts values and does not keep them: {} of run {} "
                                 "are missing after they were sent twice; look into the server's "
                                 "log, then type: testtracker upload {}",
                                 client_.server().ui_url, missing.words(), cursor_.run_id,
                                 session_.folder.path())};
      }
      options_.log(missing.words() + " did not arrive and are sent again");
      auto logged = client_.log(cursor_.run_id, missing.metrics, missing.params, missing.tags);
      if (!logged) {
        return logged.error();
      }
    }
  }

  Result<void> end_run() {
    mlflow::UpdateRun update;
    update.run_id = cursor_.run_id;
    update.status = run_status(session_.result.verdict);
    const auto end = session_.result.started + session_.result.duration;
    update.end_time = std::max<std::int64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(end).count(), 0);
    if (auto updated = client_.update_run(update); !updated) {
      return updated;
    }
    cursor_.has_ended = true;
    return save_(cursor_);
  }

  mlflow::Client& client_;
  const FinishedSession& session_;
  const FinalOptions& options_;
  Cursor& cursor_;
  const SaveCursor& save_;
  std::vector<std::string> keys_;
  ArtifactList list_;
  SelectedValues values_;
  std::optional<ArtifactMaker> contents_;  ///< behind what its thread reads
  std::string no_artifacts_because_;
  std::string no_traces_because_;
};

}  // namespace

Result<void> finish_run(mlflow::Client& client, const FinishedSession& session,
                        const FinalOptions& options, Cursor& cursor, const SaveCursor& save) {
  return Finisher(client, session, options, cursor, save).finish();
}

}  // namespace testtracker::upload
