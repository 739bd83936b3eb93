#include "cli/server/server_settings.hpp"

#include "databricks/connect.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <thread>

namespace testtracker::cli {

mlflow::ServerOptions server_options(const settings::Settings& settings) {
  mlflow::ServerOptions options;
  options.tracking_uri = settings.text("tracking_uri");
  options.username = settings.text("auth.username");
  options.password = settings.text("auth.password");
  options.token = settings.text("auth.token");
  options.auth_plugin = settings.text("auth.plugin");
  options.aws_sigv4 = settings.boolean("auth.aws_sigv4");
  options.insecure_tls = settings.boolean("tls.insecure");
  options.ca_bundle = settings.text("tls.ca_bundle");
  options.client_certificate = settings.text("tls.client_certificate");
  options.workspace = settings.text("workspace");
  const char* const home = std::getenv("HOME");
  options.home = home == nullptr ? "" : home;
  options.databricks = databricks::credential_options(settings, options.home);
  return options;
}

http::CurlOptions curl_options(const settings::Settings& settings, const mlflow::Server& server) {
  http::CurlOptions options = mlflow::curl_options(server);
  options.follow_redirects = settings.boolean("http.follow_redirects");
  options.tcp_keepalive = settings.boolean("http.keepalive");
  options.keepalive_idle = std::chrono::seconds(settings.integer("http.keepalive_idle_s"));
  options.keepalive_interval = std::chrono::seconds(settings.integer("http.keepalive_interval_s"));
  options.keepalive_count = static_cast<int>(settings.integer("http.keepalive_count"));
  return options;
}

mlflow::RetryPolicy retry_policy(const settings::Settings& settings) {
  mlflow::RetryPolicy policy;
  policy.max_retries = static_cast<std::int32_t>(settings.integer("http.max_retries"));
  policy.backoff_factor = std::chrono::seconds(settings.integer("http.backoff_factor_s"));
  policy.jitter =
      std::chrono::milliseconds(std::llround(settings.number("http.backoff_jitter_s") * 1000));
  policy.request_timeout = std::chrono::seconds(settings.integer("http.timeout_s"));
  policy.respect_retry_after = settings.boolean("http.respect_retry_after");
  policy.sleep = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
    return true;
  };
  return policy;
}

}  // namespace testtracker::cli
