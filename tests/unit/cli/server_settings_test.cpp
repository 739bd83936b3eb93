#include "cli/server/server_settings.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace testtracker::cli {
namespace {

settings::Settings settings_with(const std::map<std::string, std::string>& variables) {
  const test::TempDir without_file;
  const auto loaded = settings::Settings::load(
      without_file.path(),
      [&](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
      },
      {});
  EXPECT_TRUE(loaded) << loaded.error().message;
  return *loaded;
}

TEST(ServerSettings, EveryVariableOfTheServerArrives) {
  const mlflow::ServerOptions options =
      server_options(settings_with({{"MLFLOW_TRACKING_URI", "uri"},
                                    {"MLFLOW_TRACKING_USERNAME", "username"},
                                    {"MLFLOW_TRACKING_PASSWORD", "password"},
                                    {"MLFLOW_TRACKING_TOKEN", "token"},
                                    {"MLFLOW_TRACKING_AUTH", "plugin"},
                                    {"MLFLOW_TRACKING_AWS_SIGV4", "1"},
                                    {"MLFLOW_TRACKING_INSECURE_TLS", "true"},
                                    {"MLFLOW_TRACKING_SERVER_CERT_PATH", "ca"},
                                    {"MLFLOW_TRACKING_CLIENT_CERT_PATH", "client"},
                                    {"MLFLOW_WORKSPACE", "workspace"},
                                    {"DATABRICKS_HOST", "host"},
                                    {"DATABRICKS_TOKEN", "databricks"},
                                    {"DATABRICKS_CONFIG_FILE", "file"},
                                    {"DATABRICKS_CONFIG_PROFILE", "profile"}}));
  EXPECT_EQ(options.tracking_uri, "uri");
  EXPECT_EQ(options.username, "username");
  EXPECT_EQ(options.password, "password");
  EXPECT_EQ(options.token, "token");
  EXPECT_EQ(options.auth_plugin, "plugin");
  EXPECT_TRUE(options.aws_sigv4);
  EXPECT_TRUE(options.insecure_tls);
  EXPECT_EQ(options.ca_bundle, "ca");
  EXPECT_EQ(options.client_certificate, "client");
  EXPECT_EQ(options.workspace, "workspace");
  EXPECT_EQ(options.databricks.host, "host");
  EXPECT_EQ(options.databricks.token, "databricks");
  EXPECT_EQ(options.databricks.config_file, "file");
  EXPECT_EQ(options.databricks.profile, "profile");
}

TEST(ServerSettings, EveryVariableOfConnectionsArrives) {
  mlflow::Server server;
  server.verify_tls = false;
  server.client_certificate = "client";
  const http::CurlOptions options =
      curl_options(settings_with({{"MLFLOW_ALLOW_HTTP_REDIRECTS", "false"},
                                  {"MLFLOW_HTTP_TCP_KEEPALIVE", "false"},
                                  {"MLFLOW_HTTP_TCP_KEEPALIVE_IDLE", "4"},
                                  {"MLFLOW_HTTP_TCP_KEEPALIVE_INTERVAL", "5"},
                                  {"MLFLOW_HTTP_TCP_KEEPALIVE_COUNT", "6"}}),
                   server);
  EXPECT_FALSE(options.verify_tls);
  EXPECT_EQ(options.client_certificate, "client");
  EXPECT_FALSE(options.follow_redirects);
  EXPECT_FALSE(options.tcp_keepalive);
  EXPECT_EQ(options.keepalive_idle, std::chrono::seconds(4));
  EXPECT_EQ(options.keepalive_interval, std::chrono::seconds(5));
  EXPECT_EQ(options.keepalive_count, 6);
}

TEST(ServerSettings, TheDefaultsAreThoseOfMlflowsClient) {
  const mlflow::RetryPolicy policy = retry_policy(settings_with({}));
  const mlflow::RetryPolicy expected;
  EXPECT_EQ(policy.max_retries, expected.max_retries);
  EXPECT_EQ(policy.backoff_factor, expected.backoff_factor);
  EXPECT_EQ(policy.jitter, expected.jitter);
  EXPECT_EQ(policy.request_timeout, expected.request_timeout);
  EXPECT_EQ(policy.respect_retry_after, expected.respect_retry_after);
  const http::CurlOptions connection = curl_options(settings_with({}), {});
  const http::CurlOptions usual;
  EXPECT_EQ(connection.verify_tls, usual.verify_tls);
  EXPECT_EQ(connection.follow_redirects, usual.follow_redirects);
  EXPECT_EQ(connection.tcp_keepalive, usual.tcp_keepalive);
  EXPECT_EQ(connection.keepalive_idle, usual.keepalive_idle);
  EXPECT_EQ(connection.keepalive_interval, usual.keepalive_interval);
  EXPECT_EQ(connection.keepalive_count, usual.keepalive_count);
}

TEST(ServerSettings, EveryVariableOfRequestsArrives) {
  const mlflow::RetryPolicy policy =
      retry_policy(settings_with({{"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3"},
                                  {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "5"},
                                  {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0.25"},
                                  {"MLFLOW_HTTP_REQUEST_TIMEOUT", "7"},
                                  {"MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", "false"}}));
  EXPECT_EQ(policy.max_retries, 3);
  EXPECT_EQ(policy.backoff_factor, std::chrono::seconds(5));
  EXPECT_EQ(policy.jitter, std::chrono::milliseconds(250));
  EXPECT_EQ(policy.request_timeout, std::chrono::seconds(7));
  EXPECT_FALSE(policy.respect_retry_after);
}

}  // namespace
}  // namespace testtracker::cli
