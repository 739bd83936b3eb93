#include "settings/settings.hpp"

#include <algorithm>

namespace testtracker::settings {
namespace {

constexpr double k_no_maximum = -1;

Definition text(std::string name, std::vector<std::string> variables, std::string help) {
  Definition definition;
  definition.name = std::move(name);
  definition.variables = std::move(variables);
  definition.help = std::move(help);
  return definition;
}

Definition with_flag(Definition definition, std::string flag) {
  definition.flag = std::move(flag);
  return definition;
}

Definition typed(Definition definition, Type type, std::string default_text) {
  definition.type = type;
  definition.default_text = std::move(default_text);
  return definition;
}

Definition in_range(Definition definition, double minimum, double maximum) {
  definition.minimum = minimum;
  definition.maximum = maximum;
  return definition;
}

Definition count(std::string name, std::vector<std::string> variables, std::string default_text,
                 std::string help) {
  Definition definition = text(std::move(name), std::move(variables), std::move(help));
  return in_range(typed(std::move(definition), Type::integer, std::move(default_text)), 0,
                  k_no_maximum);
}

Definition flag_of(std::string name, std::vector<std::string> variables, std::string default_text,
                   std::string help) {
  return typed(text(std::move(name), std::move(variables), std::move(help)), Type::boolean,
               std::move(default_text));
}

Definition secret(std::string name, std::vector<std::string> variables, std::string help) {
  Definition definition = text(std::move(name), std::move(variables), std::move(help));
  definition.secret = true;
  return definition;
}

Definition of_tests(Definition definition) {
  definition.environment_only = true;
  return definition;
}

using Table = std::vector<Definition>;

// What is tested: parts of the series and facts that git or the CI would tell otherwise.
void add_session(Table& table) {
  table.push_back(with_flag(text("experiment", {"MLFLOW_EXPERIMENT_NAME"},
                                 "Name of the MLflow experiment; otherwise the project's name"),
                            "--experiment"));
  table.push_back(
      text("experiment_id", {"MLFLOW_EXPERIMENT_ID"},
           "Id of the MLflow experiment, which must exist; with a name, both must agree"));
  table.push_back(
      with_flag(text("suite", {"TESTTRACKER_SUITE"},
                     "First part of the series; otherwise the program's name, else the project's"),
                "--suite"));
  table.push_back(with_flag(
      text("branch", {"TESTTRACKER_BRANCH"}, "Branch; otherwise from the CI, else from git"),
      "--branch"));
  table.push_back(with_flag(
      text("commit", {"TESTTRACKER_COMMIT"}, "Commit; otherwise from the CI, else from git"),
      "--commit"));
  Definition build =
      text("build", {"TESTTRACKER_BUILD"},
           "Build number, 1 or more; otherwise the CI's, else git's count of commits");
  table.push_back(
      with_flag(in_range(typed(std::move(build), Type::integer, ""), 1, k_no_maximum), "--build"));
  table.push_back(text("platform", {"TESTTRACKER_PLATFORM"},
                       "Last part of the series; otherwise made of system, compiler, build type"));
  table.push_back(text("series", {"TESTTRACKER_SERIES"},
                       "The series itself; otherwise <suite>/<branch>/<platform>"));
  table.push_back(text("run_id", {"MLFLOW_RUN_ID"},
                       "Id of an MLflow run to write into instead of making a new one"));
  table.push_back(typed(text("run_context", {"MLFLOW_RUN_CONTEXT"},
                             "More tags, as a JSON object; [tags] in the file are easier"),
                        Type::json_tags, ""));
}

void add_server(Table& table) {
  table.push_back(with_flag(
      text("tracking_uri", {"MLFLOW_TRACKING_URI"},
           "The MLflow server: http(s)://…, databricks, databricks://<profile>; otherwise the "
           "project's local server"),
      "--tracking-uri"));
  table.push_back(
      text("workspace", {"MLFLOW_WORKSPACE"}, "Workspace of the server, 3.10 or newer"));
  table.push_back(secret("auth.username", {"MLFLOW_TRACKING_USERNAME"},
                         "User name for basic authentication; wins over a token"));
  table.push_back(
      secret("auth.password", {"MLFLOW_TRACKING_PASSWORD"}, "Password for basic authentication"));
  table.push_back(secret("auth.token", {"MLFLOW_TRACKING_TOKEN"}, "Bearer token"));
  table.push_back(
      text("auth.plugin", {"MLFLOW_TRACKING_AUTH"},
           "Authentication plug-in of the Python client; refused, there are none here"));
  table.push_back(flag_of("auth.aws_sigv4", {"MLFLOW_TRACKING_AWS_SIGV4"}, "false",
                          "AWS signatures; refused, not supported"));
  table.push_back(flag_of("tls.insecure", {"MLFLOW_TRACKING_INSECURE_TLS"}, "false",
                          "Do not verify the server's certificate"));
  table.push_back(typed(text("tls.ca_bundle", {"MLFLOW_TRACKING_SERVER_CERT_PATH"},
                             "PEM file of the authorities that may sign the server's certificate"),
                        Type::path, ""));
  table.push_back(typed(text("tls.client_certificate", {"MLFLOW_TRACKING_CLIENT_CERT_PATH"},
                             "PEM file with the client's certificate and key"),
                        Type::path, ""));
  table.push_back(text("databricks.host", {"DATABRICKS_HOST"}, "URL of the Databricks workspace"));
  table.push_back(secret("databricks.token", {"DATABRICKS_TOKEN"}, "Databricks token"));
  table.push_back(typed(text("databricks.config_file", {"DATABRICKS_CONFIG_FILE"},
                             "Databricks profiles; otherwise ~/.databrickscfg"),
                        Type::path, ""));
  table.push_back(
      text("databricks.config_profile", {"DATABRICKS_CONFIG_PROFILE"}, "Which of these profiles"));
}

void add_http(Table& table) {
  table.push_back(in_range(
      count("http.timeout_s", {"MLFLOW_HTTP_REQUEST_TIMEOUT"}, "120", "Seconds for one request"), 1,
      86400));
  table.push_back(in_range(count("http.max_retries", {"MLFLOW_HTTP_REQUEST_MAX_RETRIES"}, "7",
                                 "How often a request is repeated"),
                           0, 10));
  table.push_back(in_range(count("http.backoff_factor_s", {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"},
                                 "2", "Seconds; each wait before a repetition is twice the last"),
                           0, 120));
  table.push_back(
      in_range(typed(text("http.backoff_jitter_s", {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"},
                          "Seconds; each wait is longer by chance, at most by so much"),
                     Type::number, "1.0"),
               0, 120));
  table.push_back(flag_of("http.respect_retry_after", {"MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER"},
                          "true", "Wait as long as the server asks for"));
  table.push_back(flag_of("http.follow_redirects", {"MLFLOW_ALLOW_HTTP_REDIRECTS"}, "true",
                          "Follow redirects"));
  table.push_back(
      flag_of("http.keepalive", {"MLFLOW_HTTP_TCP_KEEPALIVE"}, "true", "Probe idle connections"));
  table.push_back(in_range(count("http.keepalive_idle_s", {"MLFLOW_HTTP_TCP_KEEPALIVE_IDLE"}, "30",
                                 "Seconds before the first probe"),
                           1, 32767));
  table.push_back(
      in_range(count("http.keepalive_interval_s", {"MLFLOW_HTTP_TCP_KEEPALIVE_INTERVAL"}, "10",
                     "Seconds between probes"),
               1, 32767));
  table.push_back(in_range(count("http.keepalive_count", {"MLFLOW_HTTP_TCP_KEEPALIVE_COUNT"}, "3",
                                 "Probes without an answer that end a connection"),
                           1, 127));
}

void add_upload(Table& table) {
  table.push_back(flag_of("upload.live", {"TESTTRACKER_UPLOAD_LIVE"}, "true",
                          "Deliver while the tests run, not only at their end"));
  table.push_back(count("upload.full_tests", {"TESTTRACKER_UPLOAD_FULL_TESTS"}, "200",
                        "Up to so many tests, everything is written as params and metrics"));
  table.push_back(in_range(count("upload.max_keys", {"TESTTRACKER_UPLOAD_MAX_KEYS"}, "500",
                                 "With more tests, so many params and metrics per run"),
                           50, 100000));
  table.push_back(count("upload.slow_ms", {"TESTTRACKER_UPLOAD_SLOW_MS"}, "1000",
                        "With more tests, those slower than this keep their duration, ms"));
  table.push_back(typed(text("upload.watch", {"TESTTRACKER_UPLOAD_WATCH"},
                             "Test keys, * and ? allowed, that always keep their duration"),
                        Type::list, ""));
  table.push_back(flag_of("upload.artifacts", {"TESTTRACKER_UPLOAD_ARTIFACTS"}, "true",
                          "Write tables, reports, logs and attachments"));
  table.push_back(count("upload.max_logs", {"TESTTRACKER_UPLOAD_MAX_LOGS"}, "100",
                        "At most so many log files of failed tests"));
  table.push_back(flag_of("require_upload", {"TESTTRACKER_REQUIRE_UPLOAD"}, "false",
                          "`testtracker run` fails when the results were not delivered"));
}

void add_places(Table& table) {
  Definition start = text("server.start", {"TESTTRACKER_SERVER_START"},
                          "Whether `testtracker run` starts the project's local server");
  start.choices = {"auto", "never"};
  table.push_back(typed(std::move(start), Type::choice, "auto"));
  table.push_back(typed(text("server.mlflow", {"TESTTRACKER_SERVER_MLFLOW"},
                             "The program mlflow for the local server; otherwise from PATH"),
                        Type::path, ""));
  table.push_back(count("keep_days", {"TESTTRACKER_KEEP_DAYS"}, "14",
                        "Days after which a delivered session leaves the spool"));
  table.push_back(of_tests(typed(text("spool", {"TESTTRACKER_SPOOL"},
                                      "Folder of all sessions; otherwise "
                                      "$XDG_STATE_HOME/testtracker, ~/.local/state/testtracker"),
                                 Type::path, "")));
  table.push_back(of_tests(typed(text("environment", {"TESTTRACKER_ENVIRONMENT"},
                                      "Names of variables to record with each test process"),
                                 Type::list, "")));
}

}  // namespace

const std::vector<Definition>& definitions() {
  static const Table table = [] {
    Table rows;
    add_session(rows);
    add_server(rows);
    add_http(rows);
    add_upload(rows);
    add_places(rows);
    return rows;
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
