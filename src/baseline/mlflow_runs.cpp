#include "baseline/mlflow_runs.hpp"

#include "baseline/record_file.hpp"
#include "baseline/record_of_run.hpp"
#include "baseline/record_of_session.hpp"
#include "report/archive.hpp"
#include "spool/replace_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

namespace testtracker::baseline {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_archive_path = "testtracker/session.jsonl.gz";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A value in a search filter. MLflow knows no escapes in them; nothing when it has both quotes.
std::optional<std::string> quoted(const std::string& value) {
  const bool has_single = value.find('\'') != std::string::npos;
  if (has_single && value.find('"') != std::string::npos) {
    return std::nullopt;
  }
  return has_single ? '"' + value + '"' : '\'' + value + '\'';
}

Result<std::string> search_filter(const RunFilter& filter) {
  const std::pair<const char*, const std::string&> wanted[] = {
      {"testtracker.series", filter.series},
      {"git.branch", filter.branch},
      {"git.commit", filter.commit},
  };
  std::string text;
  for (const auto& [tag, value] : wanted) {
    if (value.empty()) {
      continue;
    }
    const auto quoted_value = quoted(value);
    if (!quoted_value) {
      return Error{ErrorCode::invalid_argument,
                   fmt::format("search runs with the tag {} = {}: MLflow cannot search for a text "
                               "with both kinds of quotes; choose another name with --suite, "
                               "--branch or TESTTRACKER_SERIES",
                               tag, value)};
    }
    text += fmt::format("{}tags.`{}` = {}", text.empty() ? "" : " and ", tag, *quoted_value);
  }
  return text;
}

bool has_ended(const mlflow::Run& run) {
  return run.info.status && *run.info.status != mlflow::RunStatus::RUNNING &&
         *run.info.status != mlflow::RunStatus::SCHEDULED;
}

/// A child run of another kind is no session; a run of another tool has no kind at all.
bool is_session(const mlflow::Run& run) {
  const auto kind = tag_of(run, "testtracker.kind");
  return (kind.empty() || kind == "session") && tag_of(run, "mlflow.parentRunId").empty();
}

/// The archive is not there for us, and asking again will not help.
bool is_out_of_reach(ErrorCode code) {
  return code == ErrorCode::not_found || code == ErrorCode::unsupported ||
         code == ErrorCode::bad_format || code == ErrorCode::newer_format ||
         code == ErrorCode::invalid_argument;
}

/// Ids are hexadecimal; what a server says is not trusted to be a file name.
bool is_file_name(const std::string& id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '-';
  });
}

/// A run that somebody wrote into again has another end.
std::string stamp_of(const mlflow::Run& run) {
  return fmt::format("{}", run.info.end_time.value_or(0));
}

/// Archives are understood beside the next request: that takes as long as the server's answer.
std::size_t most_at_once() {
  constexpr unsigned k_most = 8;  // each is some megabytes
  return std::clamp(std::thread::hardware_concurrency(), 1U, k_most);
}

}  // namespace

struct MlflowRuns::BeingRead {
  const mlflow::Run* run;
  std::size_t place;  // in the history's runs
  std::future<Result<report::Archive>> archive;
};

Result<std::string> MlflowRuns::experiment_id() {
  if (!options_.experiment_id.empty()) {
    return options_.experiment_id;
  }
  auto found = client_.find_experiment(options_.experiment);
  if (found) {
    options_.experiment_id = found->experiment_id;
    return found->experiment_id;
  }
  return found.error().code != ErrorCode::not_found
             ? found.error()
             : Error{
                   ErrorCode::not_found,
                   fmt::format("find the MLflow experiment '{}' at {}: there is none yet; deliver "
                               "sessions to it first, or name another one with --experiment",
                               options_.experiment, client_.server().base_url)};
}

Result<void> MlflowRuns::load(const RunFilter& filter, RunHistory& history) {
  const auto experiment = experiment_id();
  if (!experiment) {
    return experiment.error();
  }
  const auto text = search_filter(filter);
  if (!text) {
    return text.error();
  }
  mlflow::SearchRuns request;
  request.experiment_ids = {*experiment};
  request.filter = *text;
  request.max_results = static_cast<std::int32_t>(filter.most_runs);
  request.order_by = {"attributes.start_time DESC"};
  const auto runs = client_.search_runs(request);
  if (!runs) {
    return runs.error();
  }
  without_archive_ = 0;
  std::size_t of_other_platforms = 0;
  std::size_t running = 0;
  const auto already = history.runs.size();
  Reading reading;
  for (const auto& run : *runs) {
    if (!is_session(run)) {
      continue;
    }
    if (!has_ended(run)) {
      ++running;
    } else if (!filter.platform.empty() && tag_of(run, "platform") != filter.platform) {
      ++of_other_platforms;
    } else if (auto added = add(run, history, reading); !added) {
      history.runs.erase(history.runs.begin() + static_cast<std::ptrdiff_t>(already),
                         history.runs.end());
      return added;
    }
  }
  while (!reading.empty()) {
    finish_oldest(history, reading);
  }
  if (of_other_platforms > 0) {
    history.notices.push_back(fmt::format("{} runs are left out: their platform is not {}",
                                          of_other_platforms, filter.platform));
  }
  if (running > 0) {
    history.notices.push_back(fmt::format("{} runs are left out: they still run", running));
  }
  if (without_archive_ > 0) {
    history.notices.push_back(fmt::format("{} runs are known only by their params and metrics: {}",
                                          without_archive_, archive_problem_));
  }
  if (!cache_problem_.empty()) {
    history.notices.push_back("the next time takes as long as this one: " +
                              std::exchange(cache_problem_, {}));
  }
  return {};
}

Result<void> MlflowRuns::load_run(const std::string& id, RunHistory& history) {
  const auto run = client_.get_run(id);
  const bool is_deleted = run && run->info.lifecycle_stage == "deleted";
  if (!run && run.error().code != ErrorCode::not_found) {
    return run.error();
  }
  if (!run || is_deleted) {
    return Error{ErrorCode::not_found,
                 fmt::format("read the run {} at {}: {}", id, client_.server().base_url,
                             is_deleted ? "somebody deleted it; to have it back, type: mlflow runs "
                                          "restore --run-id " +
                                              id
                                        : "there is none; `testtracker report --list` shows the "
                                          "sessions of this machine")};
  }
  if (!has_ended(*run)) {
    return Error{ErrorCode::busy, fmt::format("read the run {}: it still runs; try again when it "
                                              "has ended",
                                              id)};
  }
  if (options_.experiment_id.empty()) {
    options_.experiment_id = run->info.experiment_id;
  }
  without_archive_ = 0;
  Reading reading;
  if (auto added = add(*run, history, reading); !added) {
    return added;
  }
  while (!reading.empty()) {
    finish_oldest(history, reading);
  }
  if (without_archive_ > 0) {
    history.notices.push_back(fmt::format("the run {} is known only by its params and metrics: {}",
                                          id, archive_problem_));
  }
  return {};
}

Result<void> MlflowRuns::add(const mlflow::Run& run, RunHistory& history, Reading& reading) {
  auto record = facts_of_run(run, client_.server().ui_url);
  const auto file = file_of(run);
  if (!file.empty() && read_record(read_file(file), stamp_of(run), history.texts, record)) {
    history.runs.push_back(std::move(record));
    return {};
  }
  auto bytes = client_.get_artifact(run, k_archive_path);
  if (!bytes && !is_out_of_reach(bytes.error().code)) {
    return bytes.error();
  }
  if (!bytes) {
    take_params_and_metrics(run, bytes.error(), history.texts, record);
    history.runs.push_back(std::move(record));
    return {};
  }
  history.runs.push_back(std::move(record));
  reading.push_back(
      {&run, history.runs.size() - 1, std::async(std::launch::async, [archive = *std::move(bytes)] {
         return report::read_archive(archive);
       })});
  if (reading.size() >= most_at_once()) {
    finish_oldest(history, reading);
  }
  return {};
}

void MlflowRuns::finish_oldest(RunHistory& history, Reading& reading) {
  const auto& run = *reading.front().run;
  auto& record = history.runs[reading.front().place];
  const auto archive = reading.front().archive.get();
  reading.pop_front();
  if (!archive) {
    take_params_and_metrics(run, archive.error(), history.texts, record);
    return;
  }
  add_results(archive->result, archive->keys, history.texts, record);
  if (const auto file = file_of(run); !file.empty()) {
    keep(file, write_record(record, history.texts, stamp_of(run)));
  }
}

void MlflowRuns::take_params_and_metrics(const mlflow::Run& run, const Error& problem, Texts& texts,
                                         RunRecord& record) {
  ++without_archive_;
  archive_problem_ = problem.message;
  add_params_and_metrics(run, texts, record);
}

void MlflowRuns::keep(const std::string& file, const std::string& bytes) {
  std::error_code failure;
  fs::create_directories(options_.cache_directory, failure);
  if (const auto kept = spool::replace_file(file, bytes); !kept) {
    cache_problem_ = kept.error().message;
  }
}

std::string MlflowRuns::file_of(const mlflow::Run& run) const {
  return options_.cache_directory.empty() || !is_file_name(run.info.run_id)
             ? std::string()
             : options_.cache_directory + "/" + run.info.run_id + ".record";
}

std::string default_cache_directory() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') {
    return std::string(cache) + "/testtracker/runs";
  }
  const char* const home = std::getenv("HOME");
  return home == nullptr || *home == '\0' ? std::string()
                                          : std::string(home) + "/.cache/testtracker/runs";
}

}  // namespace testtracker::baseline
