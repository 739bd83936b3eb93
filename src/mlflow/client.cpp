#include "mlflow/client.hpp"

#include "mlflow/batches.hpp"
#include "mlflow/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace testtracker::mlflow {
namespace {

constexpr const char* k_session_tag = "testtracker.session";

std::string session_of(const CreateRun& request) {
  const auto found = std::find_if(request.tags.begin(), request.tags.end(),
                                  [](const Tag& tag) { return tag.key == k_session_tag; });
  return found == request.tags.end() ? std::string() : found->value;
}

Error deleted_experiment(const Experiment& experiment) {
  return {ErrorCode::rejected,
          fmt::format("use the experiment {}: somebody deleted it, and it keeps its name; type: "
                      "mlflow experiments restore -x {}, or choose another name with "
                      "MLFLOW_EXPERIMENT_NAME",
                      experiment.name, experiment.experiment_id)};
}

Result<void> check_experiment_name(const std::string& name) {
  if (!name.empty() && count_characters(name) <= k_max_experiment_name) {
    return {};
  }
  return Error{ErrorCode::invalid_argument,
               fmt::format("the name of an experiment must have 1 to {} characters, and this has "
                           "{}; set MLFLOW_EXPERIMENT_NAME",
                           k_max_experiment_name, count_characters(name))};
}

}  // namespace

Client::Client(Server server, http::HttpClient& http, RetryPolicy policy)
    : rest_(std::move(server), http, std::move(policy)) {}

Result<std::string> Client::version() {
  if (server().is_databricks) {
    return std::string("databricks");
  }
  if (!version_.empty()) {
    return version_;
  }
  Call call;
  call.action = "ask for the version of MLflow";
  call.request.url = server().base_url + "/version";
  const Outcome outcome = rest_.send(call);
  if (outcome.error) {
    return *outcome.error;
  }
  const std::string& body = outcome.response.body;
  if (body.empty() || body.size() > 40 || std::isdigit(static_cast<unsigned char>(body[0])) == 0) {
    return not_mlflow(call.action, call.request,
                      is_html(body) ? "an HTML page" : "no version of MLflow");
  }
  version_ = body.substr(0, body.find_first_of(" \r\n"));
  return version_;
}

Result<bool> Client::is_at_least(int major, int minor) {
  const auto known = version();
  return known ? Result<bool>(mlflow::is_at_least(*known, major, minor)) : known.error();
}

// Experiments

Result<Experiment> Client::find_experiment(const std::string& name) {
  const Call call = rest_.get(fmt::format("find the experiment {}", name),
                              "experiments/get-by-name", {{"experiment_name", name}});
  auto reply = rest_.ask<ExperimentReply>(call);
  if (!reply) {
    return reply.error();
  }
  if (!reply->experiment) {
    return not_mlflow(call.action, call.request, "no experiment");
  }
  if (reply->experiment->lifecycle_stage == "deleted") {
    return deleted_experiment(*reply->experiment);
  }
  return *std::move(reply->experiment);
}

Result<Experiment> Client::get_or_create_experiment(const std::string& name) {
  if (auto good = check_experiment_name(name); !good) {
    return good.error();
  }
  auto known = find_experiment(name);
  if (known || known.error().code != ErrorCode::not_found) {
    return known;
  }
  const Call call = rest_.post(fmt::format("create the experiment {}", name), "experiments/create",
                               CreateExperiment{name});
  const Outcome outcome = rest_.send(call);
  if (outcome.error) {
    // Another process was faster, or our own first try had arrived.
    return outcome.words.error_code == "RESOURCE_ALREADY_EXISTS"
               ? find_experiment(name)
               : Result<Experiment>(*outcome.error);
  }
  auto reply = Rest::parse<ExperimentIdReply>(call, outcome.response);
  if (!reply) {
    return reply.error();
  }
  if (!reply->experiment_id) {
    return not_mlflow(call.action, call.request, "no experiment_id");
  }
  Experiment made;
  made.experiment_id = *reply->experiment_id;
  made.name = name;
  made.lifecycle_stage = "active";
  return made;
}

Result<Experiment> Client::get_experiment(const std::string& id) {
  const Call call = rest_.get(fmt::format("read the experiment {}", id), "experiments/get",
                              {{"experiment_id", id}});
  auto reply = rest_.ask<ExperimentReply>(call);
  if (!reply) {
    return reply.error();
  }
  if (!reply->experiment) {
    return not_mlflow(call.action, call.request, "no experiment");
  }
  return *std::move(reply->experiment);
}

Result<void> Client::set_experiment_tag(const std::string& experiment_id, const std::string& key,
                                        const std::string& value) {
  std::size_t most = k_max_experiment_tag_before_3_16;
  if (count_characters(value) > most) {
    const auto is_new = is_at_least(3, 16);
    if (!is_new) {
      return is_new.error();
    }
    most = *is_new ? k_max_experiment_tag : most;
  }
  if (auto good = check(Tag{key, value}, most); !good) {
    return good;
  }
  const auto reply = rest_.ask<NoReply>(
      rest_.post(fmt::format("set the tag {} of experiment {}", key, experiment_id),
                 "experiments/set-experiment-tag", SetExperimentTag{experiment_id, key, value}));
  return reply ? Result<void>() : reply.error();
}

// Runs

Result<void> Client::check_create(const CreateRun& request) {
  const std::string session = session_of(request);
  if (session.empty() || session.find_first_of("'\"") != std::string::npos) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("create a run: the tag {} must be there, without quotes; a repeated "
                             "request finds the run by it",
                             k_session_tag)};
  }
  if (auto good = check_time(request.start_time, "create a run: it"); !good) {
    return good;
  }
  return check_all({}, {}, request.tags);
}

Result<Run> Client::create_run(const CreateRun& request) {
  if (auto good = check_create(request); !good) {
    return good.error();
  }
  CreateRun complete = request;
  complete.tags = last_tags(request.tags);
  Call call = rest_.post(fmt::format("create a run in experiment {}", request.experiment_id),
                         "runs/create", complete);
  call.request.is_sent_once = true;
  Retries retries = rest_.retries();
  while (true) {
    const Outcome outcome = rest_.once(call);
    if (!outcome.error) {
      auto reply = Rest::parse<RunReply>(call, outcome.response);
      if (!reply) {
        return reply.error();
      }
      if (!reply->run || reply->run->info.run_id.empty()) {
        return not_mlflow(call.action, call.request, "no run");
      }
      return retries.count() == 0 ? *std::move(reply->run) : keep_one(request, *reply->run);
    }
    if (!outcome.is_repeatable || !retries.wait(outcome.reason, outcome.retry_after)) {
      return *outcome.error;
    }
    auto found = runs_of_session(request);
    if (!found) {
      return found.error();
    }
    if (!found->empty()) {
      return found->front();
    }
  }
}

// By id, so that whoever asks sees the same one first.
Result<std::vector<Run>> Client::runs_of_session(const CreateRun& request) {
  SearchRuns search;
  search.experiment_ids = {request.experiment_id};
  search.filter = fmt::format("tags.`{}` = '{}'", k_session_tag, session_of(request));
  auto runs = search_runs(search);
  if (runs) {
    std::sort(runs->begin(), runs->end(),
              [](const Run& a, const Run& b) { return a.info.run_id < b.info.run_id; });
  }
  return runs;
}

// An earlier try that looked lost may have been slow only.
Result<Run> Client::keep_one(const CreateRun& request, const Run& made) {
  const auto runs = runs_of_session(request);
  if (!runs || runs->size() < 2) {
    return made;
  }
  for (auto run = runs->begin() + 1; run != runs->end(); ++run) {
    const auto reply = rest_.ask<NoReply>(
        rest_.post(fmt::format("delete the superfluous run {}", run->info.run_id), "runs/delete",
                   DeleteRun{run->info.run_id}));
    if (!reply) {
      return reply.error();
    }
  }
  return runs->front();
}

Result<Run> Client::get_run(const std::string& run_id) {
  const Call call =
      rest_.get(fmt::format("read the run {}", run_id), "runs/get", {{"run_id", run_id}});
  auto reply = rest_.ask<RunReply>(call);
  if (!reply) {
    return reply.error();
  }
  if (!reply->run) {
    return not_mlflow(call.action, call.request, "no run");
  }
  return *std::move(reply->run);
}

Result<void> Client::update_run(const UpdateRun& request) {
  if (auto good = check_time(request.end_time.value_or(0), "end of the run: it"); !good) {
    return good;
  }
  const auto reply = rest_.ask<NoReply>(
      rest_.post(fmt::format("update the run {}", request.run_id), "runs/update", request));
  return reply ? Result<void>() : reply.error();
}

Result<std::vector<Run>> Client::search_runs(const SearchRuns& request) {
  // A run comes with all its keys, up to 500 of them: a thousand runs at once are 50 MB.
  constexpr std::int32_t k_most_on_page = 100;
  SearchRunsPage page{request.experiment_ids, request.filter,        0,
                      request.order_by,       request.run_view_type, std::nullopt};
  std::vector<Run> runs;
  for (std::int32_t left = request.max_results; left > 0;) {
    page.max_results = std::min(left, k_most_on_page);
    auto reply = rest_.ask<RunsReply>(
        rest_.post(fmt::format("search runs ({})", request.filter), "runs/search", page));
    if (!reply) {
      return reply.error();
    }
    std::move(reply->runs.begin(), reply->runs.end(), std::back_inserter(runs));
    if (reply->next_page_token.empty() || reply->runs.empty()) {
      break;
    }
    page.page_token = reply->next_page_token;
    left -= static_cast<std::int32_t>(reply->runs.size());
  }
  return runs;
}

}  // namespace testtracker::mlflow
