#include "databricks/job_messages.hpp"

#include "base/content_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace testtracker::databricks {
namespace {

using mlflow::Json;

constexpr const char* k_runs = "/api/2.2/jobs/runs/";
constexpr std::size_t k_token_bytes = 64;
constexpr std::size_t k_parameter_bytes = 1 << 20;
constexpr std::size_t k_script_parameter_bytes = 10'000;
constexpr std::size_t k_run_name_bytes = 4096;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

Error wrong(std::string sentence) {
  return {ErrorCode::invalid_argument, std::move(sentence)};
}

Json git_source_of(const GitSource& git) {
  Json source{{"git_url", git.url}, {"git_provider", git.provider}};
  if (!git.commit.empty()) {
    source["git_commit"] = git.commit;
  } else if (!git.tag.empty()) {
    source["git_tag"] = git.tag;
  } else {
    source["git_branch"] = git.branch;
  }
  return source;
}

// One-time runs have no tags of their own (Jobs API 2.2, runs/submit): a cluster made for the
// notebook gets them, which so stand in the bill, and people see them in the run's name.
std::string run_name(const notebook::NotebookTask& task) {
  std::string name = "testtracker " + task.path;
  for (const auto& [tag, text] : task.tags) {
    name += fmt::format("{}{}={}", &tag == &task.tags.front().first ? " [" : " ", tag, text);
  }
  name += task.tags.empty() ? "" : "]";
  return name.substr(0, k_run_name_bytes);
}

Json new_cluster_of(const JobOptions& options, const notebook::NotebookTask& task) {
  Json cluster = Json::parse(options.new_cluster, nullptr, false);
  Json tags = cluster.value("custom_tags", Json::object());
  for (const auto& [tag, text] : task.tags) {
    if (tags.is_object()) {  // else Databricks says what is wrong with it
      tags[tag] = text;
    }
  }
  if (!task.tags.empty()) {
    cluster["custom_tags"] = std::move(tags);
  }
  return cluster;
}

Result<Json> notebook_task_of(const JobOptions& options, const notebook::NotebookTask& notebook) {
  Json parameters = Json::object();
  for (const auto& [name, value] : notebook.parameters) {
    parameters[name] = value;
  }
  if (text_of(parameters).size() > k_parameter_bytes) {
    return wrong(
        fmt::format("run the notebook {} as a Databricks job: its parameters have more "
                    "than 1 MB, which jobs do not take; put them into a file",
                    notebook.path));
  }
  return Json{{"notebook_path", notebook.path},
              {"source", options.git.url.empty() ? "WORKSPACE" : "GIT"},
              {"base_parameters", std::move(parameters)}};
}

// Parameters of Python tasks are ASCII, and `{{` in them begins a reference to values of the job.
std::string parameter_of(const Json& json) {
  std::string text = json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at)) {
    text.replace(at + 1, 1, "\\u007b");
  }
  return text;
}

Result<Json> python_task_of(const notebook::NotebookTask& script) {
  Json variables = Json::object();
  for (const auto& [name, text] : script.script_variables) {
    variables[name] = text;
  }
  for (const auto& [name, text] : script.parameters) {
    variables["TESTTRACKER_PARAM_" + name] = text;
  }
  std::string parameter =
      parameter_of({{"script", "/Workspace" + script.path}, {"variables", std::move(variables)}});
  if (parameter.size() > k_script_parameter_bytes) {
    return wrong(
        fmt::format("run the script {} as a Databricks job: its parameters have more than "
                    "10,000 bytes, which jobs do not take; put them into a file",
                    script.path));
  }
  return Json{{"python_file", script.script_runner},
              {"source", "WORKSPACE"},
              {"parameters", Json::array({std::move(parameter)})}};
}

Result<Json> task_of(const JobOptions& options, const notebook::NotebookTask& notebook) {
  const bool is_script = !notebook.script_runner.empty();
  auto what = is_script ? python_task_of(notebook) : notebook_task_of(options, notebook);
  if (!what) {
    return what.error();
  }
  Json task{{"task_key", is_script ? "script" : "notebook"},
            {is_script ? "spark_python_task" : "notebook_task", *std::move(what)}};
  if (!options.cluster_id.empty()) {
    task["existing_cluster_id"] = options.cluster_id;
  } else if (!options.new_cluster.empty()) {
    task["new_cluster"] = new_cluster_of(options, notebook);
  } else if (!options.environment.empty()) {
    task["environment_key"] = "default";
  }
  return task;
}

// Databricks ends the run by itself when we are killed: a little later than we would.
std::int64_t server_timeout_s(std::chrono::nanoseconds timeout) {
  return std::chrono::ceil<std::chrono::seconds>(timeout).count() + 30;
}

Call get(std::string action, const char* route, std::int64_t run_id) {
  Call call;
  call.action = std::move(action);
  call.path = k_runs + std::string(route);
  call.query = {{"run_id", std::to_string(run_id)}};
  return call;
}

// A longer one is refused.
std::string token_of(const std::string& token) {
  if (token.size() <= k_token_bytes) {
    return token;
  }
  ContentHash hash;
  hash.add(token);
  return hash.text();
}

}  // namespace

Result<JobOptions> finalize(JobOptions options) {
  if (!options.cluster_id.empty() && !options.new_cluster.empty()) {
    return wrong("choose where notebooks run: cluster_id and new_cluster are both set; unset one");
  }
  if (!options.new_cluster.empty() &&
      !Json::parse(options.new_cluster, nullptr, false).is_object()) {
    return wrong(
        "choose where notebooks run: new_cluster is not a JSON object, as the Jobs API "
        "takes it");
  }
  const GitSource& git = options.git;
  const int refs =
      (git.branch.empty() ? 0 : 1) + (git.tag.empty() ? 0 : 1) + (git.commit.empty() ? 0 : 1);
  if (!git.url.empty() && (refs != 1 || git.provider.empty())) {
    return wrong(
        "take notebooks from Git: git_provider and exactly one of git_branch, git_tag and "
        "git_commit must be set beside git_url");
  }
  options.longest_pause = std::max(options.longest_pause, options.first_pause);
  return options;
}

// The Jobs API wants an environment_key of Python tasks without a cluster, and cannot choose its
// version for us.
Result<void> check_scripts(const JobOptions& options) {
  if (options.cluster_id.empty() && options.new_cluster.empty() && options.environment.empty()) {
    return wrong(
        "run scripts as Databricks jobs: serverless jobs run them only in an environment; set "
        "TESTTRACKER_NOTEBOOK_DATABRICKS_ENVIRONMENT to its version, for example 2, or choose a "
        "cluster with DATABRICKS_CLUSTER_ID");
  }
  return {};
}

Result<Call> submit_call(const JobOptions& options, const notebook::NotebookTask& task) {
  const bool is_git = !options.git.url.empty();
  const bool is_absolute = !task.path.empty() && task.path.front() == '/';
  if (is_absolute == is_git) {
    return wrong(fmt::format("run the notebook {} as a Databricks job: {}", task.path,
                             is_git ? "in a Git repository paths are relative to its root"
                                    : "give its path in the workspace, which begins with /"));
  }
  if (!task.script_runner.empty()) {
    if (auto can_run = check_scripts(options); !can_run) {
      return can_run.error();
    }
  }
  auto what = task_of(options, task);
  if (!what) {
    return what.error();
  }
  Json body{{"run_name", run_name(task)},
            {"timeout_seconds", server_timeout_s(task.timeout)},
            {"tasks", Json::array({*std::move(what)})}};
  if (is_git) {
    body["git_source"] = git_source_of(options.git);
  }
  if (body["tasks"][0].contains("environment_key")) {
    body["environments"] =
        Json::array({{{"environment_key", "default"},
                      {"spec", {{"environment_version", options.environment}}}}});
  }
  if (!task.idempotency_token.empty()) {
    body["idempotency_token"] = token_of(task.idempotency_token);
  }
  Call call;
  call.action =
      (task.script_runner.empty() ? "submit the notebook " : "submit the script ") + task.path;
  call.method = http::Method::post;
  call.path = k_runs + std::string("submit");
  call.body = text_of(body);
  call.is_idempotent = !task.idempotency_token.empty();
  return call;
}

Call watch_call(std::int64_t run_id, const std::string& path) {
  return get("look at the run of " + path, "get", run_id);
}

Call output_call(std::int64_t task_run_id, const std::string& path) {
  return get("read the result of " + path, "get-output", task_run_id);
}

Call cancel_call(std::int64_t run_id, const std::string& path) {
  Call call;
  call.action = "cancel the run of " + path;
  call.method = http::Method::post;
  call.path = k_runs + std::string("cancel");
  call.body = text_of(Json{{"run_id", run_id}});
  return call;
}

}  // namespace testtracker::databricks
