#include "settings/settings.hpp"

#include <algorithm>
#include <iterator>

namespace testtracker::settings {
namespace {

using Table = std::vector<Definition>;

constexpr double k_no_maximum = -1;
constexpr double k_day_s = 86400;

// Rows of a table; clang-format would give every cell a line of its own.
// clang-format off

// What is tested: parts of the series, and facts that git or the CI would tell otherwise.
Table session_settings() {
  return {
      {"experiment", Type::text, "", "--experiment", {"MLFLOW_EXPERIMENT_NAME"},
       "Name of the MLflow experiment; otherwise the project's name"},
      {"experiment_id", Type::text, "", "", {"MLFLOW_EXPERIMENT_ID"},
       "Id of the MLflow experiment, which must exist; with a name, both must agree"},
      {"suite", Type::text, "", "--suite", {"TESTTRACKER_SUITE"},
       "First part of the series; otherwise the program's name, else the project's"},
      {"branch", Type::text, "", "--branch", {"TESTTRACKER_BRANCH"},
       "Branch; otherwise from the CI, else from git"},
      {"platform", Type::text, "", "", {"TESTTRACKER_PLATFORM"},
       "Last part of the series; otherwise made of system, compiler and build type"},
      {"series", Type::text, "", "", {"TESTTRACKER_SERIES"},
       "The series itself; otherwise SUITE/BRANCH/PLATFORM"},
      {"commit", Type::text, "", "--commit", {"TESTTRACKER_COMMIT"},
       "Commit; otherwise from git, else from the CI"},
      {"build", Type::integer, "", "--build", {"TESTTRACKER_BUILD"},
       "Build number; otherwise the CI's, else the number of commits", 1, k_no_maximum},
      {"run_id", Type::text, "", "", {"MLFLOW_RUN_ID"},
       "Id of an MLflow run to write into instead of making a new one"},
      {"run_context", Type::json_tags, "", "", {"MLFLOW_RUN_CONTEXT"},
       "More tags, as a JSON object; the table [tags] of the file is easier"},
  };
}

Table server_settings() {
  return {
      {"tracking_uri", Type::text, "", "--tracking-uri", {"MLFLOW_TRACKING_URI"},
       "The MLflow server: http(s)://…, databricks, databricks://PROFILE; otherwise the "
       "project's local server"},
      {"workspace", Type::text, "", "", {"MLFLOW_WORKSPACE"},
       "Workspace of the server, 3.10 or newer"},
      {"auth.username", Type::secret, "", "", {"MLFLOW_TRACKING_USERNAME"},
       "User name for basic authentication; with a password it wins over a token"},
      {"auth.password", Type::secret, "", "", {"MLFLOW_TRACKING_PASSWORD"},
       "Password for basic authentication"},
      {"auth.token", Type::secret, "", "", {"MLFLOW_TRACKING_TOKEN"},
       "Bearer token"},
      {"auth.plugin", Type::text, "", "", {"MLFLOW_TRACKING_AUTH"},
       "Plug-in of the Python client; refused, there are none here"},
      {"auth.aws_sigv4", Type::boolean, "false", "", {"MLFLOW_TRACKING_AWS_SIGV4"},
       "AWS signatures; refused, not supported"},
      {"tls.insecure", Type::boolean, "false", "", {"MLFLOW_TRACKING_INSECURE_TLS"},
       "Do not verify the server's certificate"},
      {"tls.ca_bundle", Type::path, "", "", {"MLFLOW_TRACKING_SERVER_CERT_PATH"},
       "PEM file of the authorities that may sign the server's certificate"},
      {"tls.client_certificate", Type::path, "", "", {"MLFLOW_TRACKING_CLIENT_CERT_PATH"},
       "PEM file with the client's certificate and key"},
      {"databricks.host", Type::text, "", "", {"DATABRICKS_HOST"},
       "URL of the Databricks workspace"},
      {"databricks.token", Type::secret, "", "", {"DATABRICKS_TOKEN"},
       "Databricks token"},
      {"databricks.config_file", Type::path, "", "", {"DATABRICKS_CONFIG_FILE"},
       "Databricks profiles; otherwise ~/.databrickscfg"},
      {"databricks.config_profile", Type::text, "", "", {"DATABRICKS_CONFIG_PROFILE"},
       "Which of these profiles"},
      {"databricks.client_id", Type::text, "", "", {"DATABRICKS_CLIENT_ID"},
       "OAuth client of a service principal, instead of a token"},
      {"databricks.client_secret", Type::secret, "", "", {"DATABRICKS_CLIENT_SECRET"},
       "Secret of the OAuth client"},
      {"databricks.azure_client_id", Type::text, "", "", {"ARM_CLIENT_ID"},
       "Azure service principal, instead of a token"},
      {"databricks.azure_client_secret", Type::secret, "", "", {"ARM_CLIENT_SECRET"},
       "Secret of the Azure service principal"},
      {"databricks.azure_tenant_id", Type::text, "", "", {"ARM_TENANT_ID"},
       "Azure tenant of the service principal"},
      {"databricks.azure_login_url", Type::text, "", "", {"AZURE_AUTHORITY_HOST"},
       "Where Azure service principals log in; otherwise that of the host's cloud"},
      {"databricks.auth_type", Type::text, "", "", {"DATABRICKS_AUTH_TYPE"},
       "pat, oauth-m2m or azure-client-secret, when several are set"},
  };
}

// How notebooks run, docs/notebooks.md.
Table notebook_settings() {
  return {
      {"notebook.engine", Type::choice, "local", "--engine", {"TESTTRACKER_NOTEBOOK_ENGINE"},
       "Where notebooks run: in kernels here, or as Databricks jobs",
       0, 0, {"local", "databricks"}, false, "notebook"},
      {"notebook.timeout_s", Type::number, "120", "--timeout", {"TESTTRACKER_NOTEBOOK_TIMEOUT_S"},
       "Seconds for each notebook as a whole", 0.1, 30 * k_day_s, {}, false, "notebook"},
      {"notebook.parallel", Type::integer, "1", "--parallel", {"TESTTRACKER_NOTEBOOK_PARALLEL"},
       "So many notebooks at once", 1, 256, {}, false, "notebook"},
      {"notebook.retries", Type::integer, "0", "--retries", {"TESTTRACKER_NOTEBOOK_RETRIES"},
       "Further attempts of a notebook that ended badly", 0, 100, {}, false, "notebook"},
      {"notebook.python", Type::program, "", "--python", {"TESTTRACKER_NOTEBOOK_PYTHON"},
       "The Python that has Jupyter; otherwise python3", 0, 0, {}, false, "notebook"},
  };
}

// How notebooks run as Databricks jobs, docs/databricks.md.
Table databricks_job_settings() {
  return {
      {"notebook.databricks.cluster_id", Type::text, "", "", {"DATABRICKS_CLUSTER_ID"},
       "Running cluster for notebooks as jobs; otherwise serverless"},
      {"notebook.databricks.new_cluster", Type::text, "", "", {"TESTTRACKER_NOTEBOOK_DATABRICKS_NEW_CLUSTER"},
       "Cluster made for each notebook: new_cluster of the Jobs API, as JSON"},
      {"notebook.databricks.environment", Type::text, "", "", {"TESTTRACKER_NOTEBOOK_DATABRICKS_ENVIRONMENT"},
       "Version of the serverless environment"},
      {"notebook.databricks.git_url", Type::text, "", "", {"TESTTRACKER_NOTEBOOK_DATABRICKS_GIT_URL"},
       "Repository of the notebooks; otherwise they are in the workspace"},
      {"notebook.databricks.git_provider", Type::text, "", "", {"TESTTRACKER_NOTEBOOK_DATABRICKS_GIT_PROVIDER"},
       "Its provider, such as gitHub or gitLab"},
      {"notebook.databricks.git_branch", Type::text, "", "", {"TESTTRACKER_NOTEBOOK_DATABRICKS_GIT_BRANCH"},
       "Branch of the repository"},
      {"notebook.databricks.git_tag", Type::text, "", "", {"TESTTRACKER_NOTEBOOK_DATABRICKS_GIT_TAG"},
       "Tag of the repository"},
      {"notebook.databricks.git_commit", Type::text, "", "", {"TESTTRACKER_NOTEBOOK_DATABRICKS_GIT_COMMIT"},
       "Commit of the repository"},
  };
}

// Ranges and defaults are those of MLflow's Python client, mlflow/environment_variables.py.
Table http_settings() {
  return {
      {"http.timeout_s", Type::integer, "120", "", {"MLFLOW_HTTP_REQUEST_TIMEOUT"},
       "Seconds for one request", 1, k_day_s},
      {"http.max_retries", Type::integer, "7", "", {"MLFLOW_HTTP_REQUEST_MAX_RETRIES"},
       "How often a request is repeated", 0, 10},
      {"http.backoff_factor_s", Type::integer, "2", "", {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"},
       "Seconds; each wait before a repetition is twice the last", 0, 120},
      {"http.backoff_jitter_s", Type::number, "1.0", "", {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"},
       "Seconds; each wait is longer by chance, at most by so much", 0, 120},
      {"http.respect_retry_after", Type::boolean, "true", "",
       {"MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER"}, "Wait as long as the server asks for"},
      {"http.follow_redirects", Type::boolean, "true", "", {"MLFLOW_ALLOW_HTTP_REDIRECTS"},
       "Follow redirects"},
      {"http.keepalive", Type::boolean, "true", "", {"MLFLOW_HTTP_TCP_KEEPALIVE"},
       "Probe idle connections"},
      {"http.keepalive_idle_s", Type::integer, "30", "", {"MLFLOW_HTTP_TCP_KEEPALIVE_IDLE"},
       "Seconds before the first probe", 1, 32767},
      {"http.keepalive_interval_s", Type::integer, "10", "", {"MLFLOW_HTTP_TCP_KEEPALIVE_INTERVAL"},
       "Seconds between probes", 1, 32767},
      {"http.keepalive_count", Type::integer, "3", "", {"MLFLOW_HTTP_TCP_KEEPALIVE_COUNT"},
       "Probes without an answer that end a connection", 1, 127},
  };
}

Table upload_settings() {
  return {
      {"upload.live", Type::boolean, "true", "", {"TESTTRACKER_UPLOAD_LIVE"},
       "Deliver while the tests run, not only at their end"},
      {"upload.full_tests", Type::integer, "200", "", {"TESTTRACKER_UPLOAD_FULL_TESTS"},
       "Up to so many tests, each gets its params and metrics", 0, k_no_maximum},
      {"upload.max_keys", Type::integer, "500", "", {"TESTTRACKER_UPLOAD_MAX_KEYS"},
       "With more tests, so many params and metrics per run", 50, 100000},
      {"upload.slow_ms", Type::integer, "1000", "", {"TESTTRACKER_UPLOAD_SLOW_MS"},
       "With more tests, those that take longer keep their duration; milliseconds",
       0, k_no_maximum},
      {"upload.watch", Type::list, "", "", {"TESTTRACKER_UPLOAD_WATCH"},
       "Keys of tests that always keep their duration; * and ? stand for any text and letter"},
      {"upload.artifacts", Type::boolean, "true", "", {"TESTTRACKER_UPLOAD_ARTIFACTS"},
       "Write tables, reports, logs and attachments"},
      {"upload.history", Type::boolean, "true", "", {"TESTTRACKER_UPLOAD_HISTORY"},
       "After a run, write its history.html and show in the views what changed lately"},
      {"upload.traces", Type::boolean, "false", "--traces", {"TESTTRACKER_UPLOAD_TRACES"},
       "Write failed and changed tests also as traces, which MLflow compares with the previous run's"},
      {"upload.max_traces", Type::integer, "200", "", {"TESTTRACKER_UPLOAD_MAX_TRACES"},
       "At most so many traces per run, failed tests first", 0, k_no_maximum},
      {"upload.max_logs", Type::integer, "100", "", {"TESTTRACKER_UPLOAD_MAX_LOGS"},
       "At most so many log files of tests that ended badly", 0, k_no_maximum},
      {"require_upload", Type::boolean, "false", "", {"TESTTRACKER_REQUIRE_UPLOAD"},
       "Whether a run whose results were not delivered fails"},
  };
}

// docs/gate.md.
Table judging_settings() {
  return {
      {"gate.baseline", Type::text, "main", "", {"TESTTRACKER_GATE_BASELINE"},
       "Branch that runs are compared with"},
      {"gate.runs", Type::integer, "20", "", {"TESTTRACKER_GATE_RUNS"},
       "How many of its last runs", 3, 1000},
      {"gate.fail_on", Type::list, "new-failure,slower,metric", "", {"TESTTRACKER_GATE_FAIL_ON"},
       "What makes a gate fail: new-failure, slower, metric, flaky"},
      {"gate.duration_percent", Type::number, "10", "", {"TESTTRACKER_GATE_DURATION_PERCENT"},
       "A test that got slower by less is not slower", 0, k_no_maximum},
      {"gate.duration_ms", Type::number, "50", "", {"TESTTRACKER_GATE_DURATION_MS"},
       "The same in milliseconds", 0, k_no_maximum},
      {"gate.metric_percent", Type::number, "2", "", {"TESTTRACKER_GATE_METRIC_PERCENT"},
       "A metric that moved by less did not change", 0, k_no_maximum},
      {"gate.quarantine", Type::path, "", "", {"TESTTRACKER_GATE_QUARANTINE"},
       "List of tests that do not count; otherwise testtracker-quarantine.txt of the project"},
      {"cache", Type::path, "", "", {"TESTTRACKER_CACHE"},
       "Folder of what was read of runs; otherwise $XDG_CACHE_HOME/testtracker/runs, else "
       "~/.cache/testtracker/runs"},
  };
}

Table local_settings() {
  return {
      {"server.start", Type::choice, "auto", "", {"TESTTRACKER_SERVER_START"},
       "Whether the project's local server is started when no server is configured",
       0, 0, {"auto", "never"}},
      {"server.mlflow", Type::path, "", "", {"TESTTRACKER_SERVER_MLFLOW"},
       "The program mlflow for the local server; otherwise from PATH"},
      {"keep_days", Type::integer, "14", "", {"TESTTRACKER_KEEP_DAYS"},
       "Days after which a delivered session leaves the spool", 0, k_no_maximum},
      {"spool", Type::path, "", "", {"TESTTRACKER_SPOOL"},
       "Folder of all sessions; otherwise $XDG_STATE_HOME/testtracker, else "
       "~/.local/state/testtracker", 0, 0, {}, true},
      {"environment", Type::list, "", "", {"TESTTRACKER_ENVIRONMENT"},
       "Names of variables to record with each test process", 0, 0, {}, true},
  };
}

// docs/deployment.md.
Table deploy_settings() {
  return {
      {"deploy.target", Type::choice, "local", "--target", {"TESTTRACKER_DEPLOY_TARGET"},
       "Where versions lie: on this machine, or in a Databricks workspace",
       0, 0, {"local", "databricks"}, false, "deployments"},
      // A text, since it is a folder of this machine or of a workspace, as the target says.
      {"deploy.base", Type::text, "", "--workspace", {"TESTTRACKER_DEPLOY_BASE"},
       "Folder of all environments; otherwise .testtracker/deployments of the project, in a Databricks "
       "workspace /Shared/testtracker", 0, 0, {}, false, "deployments"},
      {"deploy.ledger", Type::path, "", "", {"TESTTRACKER_DEPLOY_LEDGER"},
       "File of the ledger, on a local disk; otherwise .ledger.db in the base"},
      {"deploy.databricks.ledger", Type::text, "", "", {"TESTTRACKER_DEPLOY_DATABRICKS_LEDGER"},
       "Tables of the ledger in Databricks: catalog.schema.name"},
      {"deploy.databricks.warehouse_id", Type::text, "", "", {"DATABRICKS_WAREHOUSE_ID"},
       "SQL warehouse that works on them"},
      {"deploy.databricks.artefacts", Type::text, "dbfs:/testtracker", "", {"TESTTRACKER_DEPLOY_DATABRICKS_ARTEFACTS"},
       "Folder for what builds make, in DBFS or in a Volume (/Volumes/…)"},
      {"deploy.databricks.connections", Type::integer, "8", "", {"TESTTRACKER_DEPLOY_DATABRICKS_CONNECTIONS"},
       "So many requests to the workspace at once", 1, 64},
      {"deploy.databricks.requests_per_second", Type::number, "30", "", {"DATABRICKS_RATE_LIMIT"},
       "No more of them than a workspace takes", 0.1, 10000},
      {"deploy.keep", Type::integer, "5", "--keep", {"TESTTRACKER_DEPLOY_KEEP"},
       "So many versions of an environment does env prune keep, the active one beside", 0, 10000,
       {}, false, "prune"},
      {"deploy.lease_s", Type::integer, "60", "", {"TESTTRACKER_DEPLOY_LEASE_S"},
       "Seconds after which the environment of a dead deployment is free again", 3, k_day_s},
      {"deploy.wait_s", Type::integer, "0", "--lease-wait", {"TESTTRACKER_DEPLOY_WAIT_S"},
       "Seconds to wait while another deployment is at work in the environment", 0, k_day_s,
       {}, false, "deployments"},
      {"deploy.repository", Type::text, "", "--repo", {"TESTTRACKER_DEPLOY_REPOSITORY"},
       "Git repository, as URL or path; otherwise that of the working directory", 0, 0, {}, false,
       "deploy"},
      {"deploy.git_token", Type::secret, "", "", {"TESTTRACKER_GIT_TOKEN"},
       "Token for a repository behind https"},
      {"deploy.exclude", Type::list, "", "", {"TESTTRACKER_DEPLOY_EXCLUDE"},
       "Files that are not deployed; * also stands for folders"},
      {"deploy.tests", Type::list, "", "", {"TESTTRACKER_DEPLOY_TESTS"},
       "Notebooks and scripts of the version that must pass; * also stands for folders"},
      {"deploy.build_command", Type::text, "", "--build-command", {"TESTTRACKER_DEPLOY_BUILD_COMMAND"},
       "What builds the commit, for sh; otherwise nothing is built", 0, 0, {}, false, "deploy"},
      {"deploy.build_timeout_s", Type::integer, "3600", "", {"TESTTRACKER_DEPLOY_BUILD_TIMEOUT_S"},
       "Seconds for the build", 1, 7 * k_day_s},
      {"deploy.build_environment", Type::list, "", "", {"TESTTRACKER_DEPLOY_BUILD_ENVIRONMENT"},
       "Further variables that the build may see"},
      {"deploy.artefacts", Type::list, "", "", {"TESTTRACKER_DEPLOY_ARTEFACTS"},
       "Files that the build makes and the version keeps; * also stands for folders"},
      {"deploy.work", Type::path, "", "", {"TESTTRACKER_DEPLOY_WORK"},
       "Folder of working directories; otherwise deployments beside the sessions"},
      {"deploy.cache", Type::path, "", "", {"TESTTRACKER_DEPLOY_CACHE"},
       "Folder of mirrors of repositories; otherwise $XDG_CACHE_HOME/testtracker/git"},
  };
}

// clang-format on

}  // namespace

const std::vector<Definition>& definitions() {
  static const Table table = [] {
    Table all;
    for (Table part : {session_settings(), server_settings(), notebook_settings(),
                       databricks_job_settings(), deploy_settings(), http_settings(),
                       upload_settings(), judging_settings(), local_settings()}) {
      std::move(part.begin(), part.end(), std::back_inserter(all));
    }
    return all;
  }();
  return table;
}

const Definition* find_definition(std::string_view name) {
  const Table& table = definitions();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Definition& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace testtracker::settings
