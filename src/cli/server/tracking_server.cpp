#include "cli/server/tracking_server.hpp"

#include "cli/server/server_settings.hpp"
#include "http/curl_client.hpp"

#include <cstdlib>
#include <thread>
#include <utility>

namespace testtracker::cli {
namespace {

constexpr std::chrono::milliseconds k_pause{100};
constexpr std::chrono::seconds k_patience_with_starter{120};

Error no_server(const std::string& reason) {
  return {ErrorCode::unreachable,
          "there is no MLflow server: MLFLOW_TRACKING_URI is not set, and " + reason};
}

// A proxy of this machine's network cannot reach a server of this machine.
void exempt_from_proxies(const std::string& host) {
  for (const char* const name : {"no_proxy", "NO_PROXY"}) {
    const char* const value = std::getenv(name);
    const std::string hosts = value == nullptr ? "" : value;
    if (hosts.find(host) == std::string::npos && hosts != "*") {
      ::setenv(name, (hosts.empty() ? host : hosts + "," + host).c_str(), 1);
    }
  }
}

// Waits as long as somebody else is about to start it.
std::optional<server::LocalServer> find_or_await(
    const std::string& directory, http::HttpClient& http,
    const std::function<void(std::chrono::milliseconds)>& on_wait) {
  const auto begin = std::chrono::steady_clock::now();
  while (true) {
    const bool is_starting = server::is_starting(directory);
    auto running = server::find_running(directory, http);
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    if (running || !is_starting || waited > k_patience_with_starter) {
      return running;
    }
    if (on_wait) {
      on_wait(waited);
    }
    std::this_thread::sleep_for(k_pause);
  }
}

Result<server::LocalServer> find_local(
    const settings::Settings& settings, const std::string& directory, ServerStart start,
    const std::function<void(std::chrono::milliseconds)>& on_wait) {
  auto http = make_local_client();
  if (!http) {
    return http.error();
  }
  if (auto running = find_or_await(directory, **http, on_wait)) {
    return *std::move(running);
  }
  if (start == ServerStart::never) {
    return no_server("no local one runs for " + directory + "; type: testtracker server start");
  }
  if (settings.text("server.start") == "never") {
    return no_server(
        "the setting server.start forbids to start a local one; type: testtracker "
        "server start");
  }
  server::StartOptions options;
  options.mlflow = settings.text("server.mlflow");
  options.on_wait = on_wait;
  auto started = server::start(directory, options, **http);
  if (!started && started.error().code == ErrorCode::not_found) {
    return no_server(started.error().message);
  }
  return started;
}

}  // namespace

Result<TrackingServer> find_tracking_server(
    const settings::Settings& settings, const std::string& directory, ServerStart start,
    const std::function<void(std::chrono::milliseconds)>& on_wait) {
  mlflow::ServerOptions options = server_options(settings);
  std::optional<server::LocalServer> local;
  if (!settings.is_set("tracking_uri")) {
    auto found = find_local(settings, directory, start, on_wait);
    if (!found) {
      return found.error();
    }
    options = {};  // credentials are meant for another server
    options.tracking_uri = found->url;
    local = *std::move(found);
  }
  auto server = mlflow::finalize(options);
  if (!server) {
    return server.error();
  }
  return TrackingServer{*std::move(server), std::move(local)};
}

Result<mlflow::Server> tracking_server(const settings::Settings& settings,
                                       const std::string& directory, ServerStart start) {
  auto found = find_tracking_server(settings, directory, start);
  if (!found) {
    return found.error();
  }
  return std::move(found->server);
}

Result<std::unique_ptr<http::HttpClient>> make_local_client() {
  exempt_from_proxies("127.0.0.1");
  return http::make_curl_client({});
}

}  // namespace testtracker::cli
