#include "mlflow/databricks.hpp"

#include <fmt/format.h>

#include <string_view>

namespace testtracker::mlflow {
namespace {

constexpr std::string_view k_scheme = "databricks://";

// A profile that the URI names counts alone, whatever else the environment says.
Result<login::CredentialOptions> credential_options(const ServerOptions& options) {
  const std::string& uri = options.tracking_uri;
  if (uri.rfind(k_scheme, 0) != 0 || uri.size() == k_scheme.size()) {
    return options.databricks;
  }
  login::CredentialOptions named;
  named.profile = uri.substr(k_scheme.size());
  named.config_file = options.databricks.config_file;
  named.home = options.databricks.home;
  if (named.profile.find(':') != std::string::npos) {
    return Error{ErrorCode::unsupported,
                 fmt::format("MLFLOW_TRACKING_URI={}: secret scopes exist only inside of "
                             "Databricks; use databricks://PROFILE, or databricks with "
                             "DATABRICKS_HOST and DATABRICKS_TOKEN",
                             uri)};
  }
  return named;
}

}  // namespace

Result<Server> databricks_server(const ServerOptions& options) {
  const auto given = credential_options(options);
  if (!given) {
    return given.error();
  }
  auto credentials = login::finalize(*given);
  if (!credentials) {
    return credentials.error();
  }
  Server server;
  server.base_url = credentials->host;
  server.ui_url = credentials->host;
  server.credentials = credentials->source;
  server.is_databricks = true;
  if (credentials->kind == login::AuthKind::token) {
    server.authorization = "Bearer " + credentials->token;
  } else {
    server.workspace_login = *std::move(credentials);
  }
  return server;
}

}  // namespace testtracker::mlflow
