#include "upload/session_uploader.hpp"

#include "context/collect.hpp"
#include "context/context_file.hpp"
#include "upload/outcome_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::upload {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds k_poll_pause{100};
constexpr milliseconds k_live_pause{1000};  // between two batches
constexpr milliseconds k_first_retry{500};
constexpr milliseconds k_longest_retry{30'000};

mlflow::RetryPolicy without_retries(mlflow::RetryPolicy policy) {
  policy.max_retries = 0;
  return policy;
}

std::set<std::string> metric_keys(const mlflow::Run& run) {
  std::set<std::string> keys;
  for (const auto& metric : run.data.metrics) {
    keys.insert(metric.key);
  }
  return keys;
}

bool has_progress_tag(const mlflow::Run& run) {
  return std::any_of(run.data.tags.begin(), run.data.tags.end(),
                     [](const auto& tag) { return tag.key == "testtracker.progress"; });
}

/// The first program that counts and is no mere starter of others; null when none began yet.
const session::ProcessResult* test_program(const session::SessionResult& result) {
  const auto found = std::find_if(
      result.processes.begin(), result.processes.end(),
      [](const auto& process) { return !process.start.nested && process.start.kind != "runner"; });
  return found == result.processes.end() ? nullptr : &*found;
}

Result<void> mark_delivered(const spool::SessionFolder& folder) {
  const auto path = folder.delivered_path();
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  return fd ? Result<void>()
            : Error{ErrorCode::io, "cannot create " + path + ": " + std::strerror(errno)};
}

bool is_delivered(const spool::SessionFolder& folder) {
  return ::access(folder.delivered_path().c_str(), F_OK) == 0;
}

}  // namespace

Error still_runs(const spool::SessionFolder& folder) {
  return {ErrorCode::busy, fmt::format("session {} still runs; it can be delivered while it does "
                                       "by: testtracker upload --follow {}",
                                       folder.id(), folder.path())};
}

DeliveryOutcome outcome_of(ErrorCode code) noexcept {
  const bool may_pass_by_itself = code == ErrorCode::unreachable ||
                                  code == ErrorCode::retry_later || code == ErrorCode::busy ||
                                  code == ErrorCode::io;
  return may_pass_by_itself ? DeliveryOutcome::retry_later : DeliveryOutcome::rejected;
}

Result<SessionUploader> SessionUploader::open(UploadJob job, SessionUploaderOptions options) {
  const auto sleep = options.policy.sleep ? options.policy.sleep : [](milliseconds pause) {
    std::this_thread::sleep_for(pause);
    return true;
  };
  auto lock = SessionLock::acquire(job.folder, options.lock_patience, sleep);
  if (!lock) {
    return lock.error();
  }
  auto reader = session::SessionReader::open(job.folder);
  if (!reader) {
    return reader.error();
  }
  return SessionUploader(std::move(job), std::move(options), *std::move(lock), *std::move(reader));
}

SessionUploader::SessionUploader(UploadJob job, SessionUploaderOptions options, SessionLock lock,
                                 session::SessionReader reader)
    : job_(std::move(job)),
      options_(std::move(options)),
      lock_(std::move(lock)),
      reader_(std::move(reader)),
      live_client_(job_.server, job_.http, without_retries(options_.policy)),
      started_(steady_clock::now()),
      live_pause_(k_first_retry) {}

Result<void> SessionUploader::save(const Cursor& cursor) const {
  return write_cursor(job_.folder.cursor_path(), cursor);
}

/// Reads the cursor; forgets the earlier delivery when the user wants another one.
Result<void> SessionUploader::begin() {
  cursor_ = read_cursor(job_.folder.cursor_path());
  if (!options_.again) {
    cursor_.rejected.clear();
    const bool asks_for_traces = options_.finish.wants_traces && !cursor_.traces_wanted;
    cursor_.traces_wanted = cursor_.traces_wanted || asks_for_traces;
    return asks_for_traces ? save(cursor_) : Result<void>();
  }
  // In this order: killed in between, the earlier delivery is merely completed once more.
  if (::unlink(job_.folder.delivered_path().c_str()) != 0 && errno != ENOENT) {
    return Error{ErrorCode::io,
                 "cannot remove " + job_.folder.delivered_path() + ": " + std::strerror(errno)};
  }
  Cursor fresh;
  fresh.delivery = cursor_.delivery + 1;
  fresh.traces_wanted = options_.finish.wants_traces;
  cursor_ = std::move(fresh);
  return save(cursor_);
}

Result<DeliveryReport> SessionUploader::deliver() {
  if (is_delivered(job_.folder) && !options_.again) {
    cursor_ = read_cursor(job_.folder.cursor_path());
    auto report = report_so_far();
    report.outcome = DeliveryOutcome::delivered;
    return report;
  }
  if (auto polled = reader_.poll(); !polled) {
    return polled.error();
  }
  if (!reader_.is_over()) {
    return still_runs(job_.folder);
  }
  if (auto begun = begin(); !begun) {
    return begun.error();
  }
  return finish();
}

Result<DeliveryReport> SessionUploader::follow() {
  if (is_delivered(job_.folder)) {
    return deliver();
  }
  if (auto begun = begin(); !begun) {
    return begun.error();
  }
  if (auto watched = watch(); !watched) {
    return watched.error();
  }
  return finish();
}

/// Until the session is over.
Result<void> SessionUploader::watch() {
  while (true) {
    if (auto polled = reader_.poll(); !polled) {
      return polled.error();
    }
    if (reader_.is_over()) {
      return {};
    }
    if (options_.live && !has_given_up_live_ && steady_clock::now() >= next_live_) {
      work_live(reader_.result());
    }
    std::this_thread::sleep_for(k_poll_pause);
  }
}

/// A run's series needs to know the program; that has begun some milliseconds after the session.
bool SessionUploader::may_open(const session::SessionResult& result) const {
  return test_program(result) != nullptr;
}

void SessionUploader::work_live(const session::SessionResult& result) {
  if (!open_ && !may_open(result)) {
    return;
  }
  auto done = Result<void>();
  if (!open_) {
    done = open_run_once(live_client_, result);
    if (done) {
      log("delivering to " + run_link(open_->place));
    }
  }
  if (done) {
    done = tell_late_commit(live_client_, result);
  }
  if (done) {
    done = feed_->send(live_client_, cursor_, result, reader_.progress());
  }
  if (!done) {
    note_live_failure(done.error());
    return;
  }
  live_failure_.clear();
  live_pause_ = k_first_retry;
  next_live_ = steady_clock::now() + k_live_pause;
}

void SessionUploader::note_live_failure(const Error& error) {
  has_given_up_live_ = outcome_of(error.code) == DeliveryOutcome::rejected;
  next_live_ = steady_clock::now() + live_pause_;
  live_pause_ = std::min(live_pause_ * 2, k_longest_retry);
  if (error.message == live_failure_) {
    return;
  }
  live_failure_ = error.message;
  log(error.message + (has_given_up_live_ ? "" : " (trying again while the tests run)"));
  if (!open_ && (options_.tells_early || has_given_up_live_)) {
    auto report = report_so_far();
    report.message = error.message;
    if (auto written = write_outcome(job_.folder, OutcomeWord::spooled, report); !written) {
      log(written.error().message);
    }
  }
}

/// Build facts and platform come from the first program; once written they stay.
Result<void> SessionUploader::complete_context(const session::SessionResult& result) {
  if (!job_.context.compiler.empty() || !job_.context.build_type.empty()) {
    return {};
  }
  const auto* const program = test_program(result);
  const auto before = job_.context.platform;
  context::set_build_facts(job_.context, program == nullptr ? "" : program->start.compiler,
                           program == nullptr ? "" : program->start.build_type);
  const bool is_same = job_.context.platform == before && job_.context.compiler.empty() &&
                       job_.context.build_type.empty();
  return is_same ? Result<void>()
                 : context::write_context(job_.folder.context_path(), job_.context);
}

RunFacts SessionUploader::facts_of(const session::SessionResult& result) const {
  return {job_.folder.id(), job_.folder.path(), job_.context, result.started};
}

/// A deployment learns its commit when its run is there already, and adds it to context.json.
Result<void> SessionUploader::tell_late_commit(mlflow::Client& client,
                                               const session::SessionResult& result) {
  if (job_.context.commit.empty()) {
    auto known = context::read_context(job_.folder.context_path());
    if (known && !known->commit.empty()) {
      job_.context = *std::move(known);
    }
  }
  return complete_run(client, facts_of(result), options_.target, cursor_, *open_);
}

Result<void> SessionUploader::open_run_once(mlflow::Client& client,
                                            const session::SessionResult& result) {
  if (auto completed = complete_context(result); !completed) {
    return completed;
  }
  auto opened = open_run(client, facts_of(result), options_.target, cursor_,
                         [this](const Cursor& cursor) { return save(cursor); });
  if (!opened) {
    return opened.error();
  }
  open_ = *std::move(opened);
  feed_.emplace(options_.finish.selection, options_.early_metrics, metric_keys(open_->run));
  return write_outcome(job_.folder, OutcomeWord::delivering, report_so_far());
}

DeliveryReport SessionUploader::finish() {
  mlflow::Client client(job_.server, job_.http, options_.policy);
  const auto done = finish_steps(client, reader_.result());
  return conclude(done, client.requests() + live_client_.requests());
}

Result<void> SessionUploader::finish_steps(mlflow::Client& client,
                                           const session::SessionResult& result) {
  if (!open_) {
    if (auto opened = open_run_once(client, result); !opened) {
      return opened;
    }
  }
  if (auto told = tell_late_commit(client, result); !told) {
    return told;
  }
  const FinishedSession session{
      job_.folder,           result,
      job_.context,          *open_,
      feed_->sent_metrics(), feed_->had_progress() || has_progress_tag(open_->run)};
  auto finished = finish_run(client, session, options_.finish, cursor_,
                             [this](const Cursor& cursor) { return save(cursor); });
  return finished ? mark_delivered(job_.folder) : finished;
}

DeliveryReport SessionUploader::conclude(const Result<void>& done, std::uint64_t requests) {
  auto report = report_so_far();
  report.requests = requests;
  report.outcome = done ? DeliveryOutcome::delivered : outcome_of(done.error().code);
  if (!done) {
    report.message = done.error().message;
    if (done.error().code == ErrorCode::rejected) {
      cursor_.rejected = report.message;
      if (auto saved = save(cursor_); !saved) {
        log(saved.error().message);
      }
    }
  }
  const auto word = done ? OutcomeWord::delivered : OutcomeWord::spooled;
  if (auto written = write_outcome(job_.folder, word, report); !written) {
    log(written.error().message);
  }
  return report;
}

DeliveryReport SessionUploader::report_so_far() const {
  DeliveryReport report;
  report.session = job_.folder.id();
  report.took = steady_clock::now() - started_;
  if (cursor_.run_id.empty()) {
    return report;
  }
  // A session that was delivered earlier is not asked for again: its views are taken as read.
  const Place place = open_ ? open_->place
                            : Place{job_.server.ui_url, cursor_.experiment_id, cursor_.run_id,
                                    cursor_.previous_run_id, true};
  report.run_id = cursor_.run_id;
  report.run_url = run_link(place);
  report.trend_url = trend_link(place);
  report.compare_url = compare_link(place);
  report.traces_url = cursor_.traces && cursor_.traces->sent > 0 ? traces_link(place) : "";
  return report;
}

}  // namespace testtracker::upload
