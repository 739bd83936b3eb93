#include "cli/doctor/doctor_check.hpp"
#include "cli/doctor/doctor_clock.hpp"
#include "cli/server/server_settings.hpp"
#include "cli/server/tracking_server.hpp"
#include "context/collect.hpp"
#include "http/curl_client.hpp"
#include "http/url_text.hpp"
#include "login/authorized_client.hpp"
#include "server/mlflow_program.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <optional>
#include <tuple>
#include <utility>

namespace testtracker::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds k_patience{10};
constexpr milliseconds k_slow{1000};

struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;
  [[nodiscard]] bool operator<(const Version& other) const {
    return std::tie(major, minor, patch) < std::tie(other.major, other.minor, other.patch);
  }
};

constexpr Version k_oldest{2, 9, 2};
constexpr Version k_first_untested{3, 18, 0};

std::optional<Version> parse_version(const std::string& text) {
  Version version;
  const int count =
      std::sscanf(text.c_str(), "%d.%d.%d", &version.major, &version.minor, &version.patch);
  return count >= 2 ? std::optional<Version>(version) : std::nullopt;
}

// The checks that need answers of the server; each asks one question.
class ServerDoctor {
 public:
  ServerDoctor(TrackingServer found, http::HttpClient& http)
      : found_(std::move(found)), http_(http) {
    if (found_.server.workspace_login) {
      authorized_.emplace(*found_.server.workspace_login, http_);
    }
  }

  std::vector<Check> examine(const std::string& experiment) {
    const auto begin = steady_clock::now();
    const auto first = get(found_.server.is_databricks ? k_search : "/version");
    const auto time = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
    if (!first) {
      add("server", Check::State::problem, first.error().message,
          found_.local ? "type: testtracker server stop; testtracker server start"
                       : "check MLFLOW_TRACKING_URI, the network and the proxy variables");
      return std::move(checks_);
    }
    check_answer(*first, time);
    if (auto clock =
            check_clock("clock", *first, "set the clocks (NTP): runs are ordered by them")) {
      checks_.push_back(*std::move(clock));
    }
    if (check_credentials()) {
      check_experiment(experiment);
      check_artifacts();
    }
    return std::move(checks_);
  }

 private:
  static constexpr const char* k_search = "/api/2.0/mlflow/experiments/search?max_results=1";

  void add(std::string name, Check::State state, std::string text, std::string advice = {}) {
    checks_.push_back({std::move(name), state, std::move(text), std::move(advice)});
  }

  Result<http::Response> get(const std::string& path) {
    http::Request request;
    request.url = found_.server.base_url + path;
    if (!found_.server.authorization.empty()) {
      request.headers.emplace_back("Authorization", found_.server.authorization);
    }
    if (!found_.server.workspace.empty()) {
      request.headers.emplace_back("X-MLFLOW-WORKSPACE", found_.server.workspace);
    }
    http::HttpClient& http = authorized_ ? *authorized_ : http_;
    return http.send(request, steady_clock::now() + k_patience);
  }

  void check_answer(const http::Response& response, milliseconds time) {
    const std::string place =
        fmt::format("{} answers in {} ms", found_.server.ui_url, time.count());
    if (time > k_slow) {
      add("server", Check::State::notice, place, "deliveries will be slow");
    } else {
      add("server", Check::State::good, place + (found_.local ? ", the project's own" : ""));
    }
    if (found_.server.is_databricks) {
      return;  // has no version
    }
    const auto version = parse_version(response.body);
    if (response.status != 200 || !version) {
      add("version", Check::State::problem,
          fmt::format("it does not say its version (HTTP {}): this may not be MLflow",
                      response.status),
          "check MLFLOW_TRACKING_URI; a path before MLflow's own belongs into it");
    } else if (*version < k_oldest) {
      add("version", Check::State::problem, "MLflow " + response.body + " is older than 2.9.2",
          "update the server");
    } else if (*version < k_first_untested) {
      add("version", Check::State::good, "MLflow " + response.body);
    } else {
      add("version", Check::State::notice,
          "MLflow " + response.body + " is newer than what testtracker is tested with", "");
    }
  }

  // False when the rest need not be asked.
  bool check_credentials() {
    const auto response = get(k_search);
    if (!response) {
      add("credentials", Check::State::problem, response.error().message);
      return false;
    }
    const int status = response->status;
    if (status == 401 || status == 403) {
      add("credentials", Check::State::problem,
          fmt::format("the server refuses {} (HTTP {})",
                      mlflow::has_credentials(found_.server) ? "the credentials"
                                                             : "access without credentials",
                      status),
          "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
      return false;
    }
    if (status != 200) {
      add("credentials", Check::State::problem,
          fmt::format("asked for experiments, the server answers with HTTP {}", status));
      return false;
    }
    add("credentials", Check::State::good,
        mlflow::has_credentials(found_.server) ? "accepted" : "none needed");
    return true;
  }

  void check_experiment(const std::string& name) {
    const auto response = get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=" +
                              http::percent_encoded(name));
    if (!response || (response->status != 200 && response->status != 404)) {
      add("experiment", Check::State::problem, "it cannot be read: '" + name + "'");
      return;
    }
    if (response->status == 404) {
      add("experiment", Check::State::good, "'" + name + "' will be made");
      return;
    }
    const auto json = nlohmann::json::parse(response->body, nullptr, false);
    const auto experiment = json.is_object() ? json.value("experiment", nlohmann::json::object())
                                             : nlohmann::json::object();
    const std::string id = experiment.value("experiment_id", "");
    if (experiment.value("lifecycle_stage", "") == "deleted") {
      add("experiment", Check::State::problem, "'" + name + "' was deleted and still owns its name",
          "type: mlflow experiments restore --experiment-id " + id +
              ", or choose another with --experiment");
      return;
    }
    add("experiment", Check::State::good, fmt::format("'{}', id {}", name, id));
  }

  void check_artifacts() {
    if (found_.server.is_databricks) {
      add("artifacts", Check::State::notice, "are not delivered to Databricks");
      return;
    }
    const auto response = get("/api/2.0/mlflow-artifacts/artifacts?path=");
    if (response && response->status == 200) {
      add("artifacts", Check::State::good, "kept by the server");
    } else {
      add("artifacts", Check::State::notice,
          "the server keeps none: tables and reports are left out",
          "start it with --serve-artifacts");
    }
  }

  TrackingServer found_;
  http::HttpClient& http_;
  std::optional<login::AuthorizedClient> authorized_;
  std::vector<Check> checks_;
};

// Without a server: fine when `testtracker run` may start one.
Check no_server(const settings::Settings& settings, const Error& error) {
  const bool can_start = error.code == ErrorCode::unreachable && !settings.is_set("tracking_uri") &&
                         settings.text("server.start") != "never" &&
                         server::find_mlflow(settings.text("server.mlflow"));
  return can_start ? Check{"server", Check::State::good,
                           "none runs; testtracker run starts one for this project", ""}
                   : Check{"server", Check::State::problem, error.message, ""};
}

std::string experiment_of(const settings::Settings& settings, const std::string& directory) {
  if (settings.is_set("experiment")) {
    return settings.text("experiment");
  }
  spool::SessionInfo here;
  here.project_directory = directory;
  return context::collect(here, settings).project;
}

}  // namespace

std::vector<Check> check_server(const settings::Settings& settings, const std::string& directory) {
  auto found = find_tracking_server(settings, directory, ServerStart::never);
  if (!found) {
    return {no_server(settings, found.error())};
  }
  auto http = http::make_curl_client(curl_options(settings, found->server));
  if (!http) {
    return {{"server", Check::State::problem, http.error().message, ""}};
  }
  return ServerDoctor(*std::move(found), **http).examine(experiment_of(settings, directory));
}

}  // namespace testtracker::cli
