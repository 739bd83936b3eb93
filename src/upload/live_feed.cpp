#include "upload/live_feed.hpp"

#include "upload/test_keys.hpp"

#include <fmt/format.h>

namespace testtracker::upload {

std::string progress_text(const session::Progress& progress) {
  return fmt::format("{} of {}, {} failed", progress.finished, progress.planned, progress.failed);
}

bool is_known_beforehand(const session::SessionResult& result) {
  const ProgramStarted* runner = nullptr;
  const ProgramStarted* program = nullptr;
  for (const auto& process : result.processes) {
    if (process.start.nested) {
      continue;
    }
    auto& place = process.start.kind == "runner" ? runner : program;
    if (place != nullptr) {
      return false;
    }
    place = &process.start;
  }
  return runner == nullptr || program == nullptr || program->parent_pid == runner->pid;
}

std::vector<mlflow::Metric> LiveFeed::new_metrics(const Cursor& cursor,
                                                  const session::SessionResult& result) const {
  if (early_ == EarlyMetrics::never || !is_known_beforehand(result)) {
    return {};
  }
  const auto keys = assign_test_keys(result.tests);
  return live_metrics({result, keys, cursor.ordinal, cursor.previous_durations, sent_}, options_);
}

Result<void> LiveFeed::send(mlflow::Client& client, const Cursor& cursor,
                            const session::SessionResult& result,
                            const session::Progress& progress) {
  const auto metrics = new_metrics(cursor, result);
  const auto text = progress_text(progress);
  std::vector<mlflow::Tag> tags;
  if (text != progress_) {
    tags.push_back({"testtracker.progress", text});
  }
  if (metrics.empty() && tags.empty()) {
    return {};
  }
  if (auto logged = client.log(cursor.run_id, metrics, {}, tags); !logged) {
    return logged.error();
  }
  progress_ = text;
  for (const auto& metric : metrics) {
    sent_.insert(metric.key);
  }
  return {};
}

}  // namespace testtracker::upload
