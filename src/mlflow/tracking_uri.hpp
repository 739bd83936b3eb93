#pragma once

// Which server, with which credentials: what MLFLOW_TRACKING_URI and its companions mean to
// MLflow's Python client, resolved once into a final value.

#include "http/curl_client.hpp"
#include "login/credentials.hpp"

#include <testtracker/result.hpp>

#include <optional>
#include <string>

namespace testtracker::mlflow {

/// Raw settings, as flags, environment and files gave them. Empty = not set.
struct ServerOptions {
  std::string tracking_uri;  ///< http(s)://…, databricks, databricks://profile
  std::string username;
  std::string password;
  std::string token;
  bool insecure_tls = false;
  std::string ca_bundle;                ///< MLFLOW_TRACKING_SERVER_CERT_PATH
  std::string client_certificate;       ///< MLFLOW_TRACKING_CLIENT_CERT_PATH, PEM with key
  std::string workspace;                ///< MLFLOW_WORKSPACE
  std::string auth_plugin;              ///< MLFLOW_TRACKING_AUTH: refused
  bool aws_sigv4 = false;               ///< MLFLOW_TRACKING_AWS_SIGV4: refused
  login::CredentialOptions databricks;  ///< for databricks and databricks://profile
  std::string home;                     ///< HOME: has .mlflow/credentials; empty = it is not read
};

/// A server that can be talked to.
struct Server {
  std::string base_url;  ///< without a trailing slash; a path prefix is kept
  std::string ui_url;    ///< what a person opens; never with credentials
  /// Value of the Authorization header; empty = none, or that of `workspace_login`. Secret.
  std::string authorization;
  /// Of a Databricks workspace whose tokens are fetched: what for.
  std::optional<login::Credentials> workspace_login;
  std::string credentials;  ///< where they came from, for messages: `MLFLOW_TRACKING_TOKEN`
  std::string workspace;
  bool verify_tls = true;
  std::string ca_bundle;
  std::string client_certificate;
  bool is_databricks = false;
};

/// Credentials: those in the URI, else user name and password if both are there (each from the
/// options, else from ~/.mlflow/credentials), else the token.
/// Errors: `invalid_argument` for a URI or combination that cannot work (the message says which
/// variable to change), `unsupported` for file stores, databases, SigV4 and auth plug-ins,
/// `not_found` for a Databricks profile that does not exist, `io`.
Result<Server> finalize(const ServerOptions& options);

/// Whether requests carry any.
[[nodiscard]] bool has_credentials(const Server& server);

/// For http::make_curl_client: TLS as the server wants it, everything else as by default.
http::CurlOptions curl_options(const Server& server);

}  // namespace testtracker::mlflow
