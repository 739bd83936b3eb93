#include "mlflow/databricks.hpp"

#include "login/ini_file.hpp"

#include <fmt/format.h>

#include <string_view>

namespace testtracker::mlflow {
namespace {

constexpr std::string_view k_scheme = "databricks://";

struct Access {
  std::string host;
  std::string token;
  std::string source;  // where they came from, for messages
  bool has_oauth = false;
};

std::string value_of(const login::IniSection& section, const char* key) {
  const auto found = section.find(key);
  return found == section.end() ? std::string() : found->second;
}

std::string config_path(const ServerOptions& options) {
  if (!options.databricks_config_file.empty() || options.home.empty()) {
    return options.databricks_config_file;
  }
  return options.home + "/.databrickscfg";
}

Result<Access> access_of_profile(const std::string& path, const std::string& profile) {
  const auto file = login::read_ini_file(path);
  if (!file) {
    return file.error();
  }
  const auto section = file->find(profile);
  if (section == file->end()) {
    return Error{ErrorCode::not_found,
                 fmt::format("find the Databricks profile {} in {}: it is not there; set "
                             "DATABRICKS_HOST and DATABRICKS_TOKEN, or type: databricks configure "
                             "--profile {}",
                             profile, path.empty() ? "~/.databrickscfg" : path, profile)};
  }
  Access access;
  access.host = value_of(section->second, "host");
  access.token = value_of(section->second, "token");
  access.has_oauth = section->second.count("client_id") != 0;
  access.source = fmt::format("profile {} of {}", profile, path);
  return access;
}

// The profile that the URI or the environment names; empty = the environment's own values count.
Result<std::string> profile_of(const ServerOptions& options) {
  const std::string& uri = options.tracking_uri;
  if (uri.rfind(k_scheme, 0) != 0) {
    return options.databricks_config_profile;
  }
  std::string profile = uri.substr(k_scheme.size());
  if (profile.find(':') != std::string::npos) {
    return Error{ErrorCode::unsupported,
                 fmt::format("MLFLOW_TRACKING_URI={}: secret scopes exist only inside of "
                             "Databricks; use databricks://PROFILE, or databricks with "
                             "DATABRICKS_HOST and DATABRICKS_TOKEN",
                             uri)};
  }
  return profile;
}

Result<Access> access_of(const ServerOptions& options) {
  auto profile = profile_of(options);
  if (!profile) {
    return profile.error();
  }
  if (!profile->empty()) {
    return access_of_profile(config_path(options), *profile);
  }
  if (options.databricks_host.empty()) {
    return access_of_profile(config_path(options), "DEFAULT");
  }
  Access access;
  access.host = options.databricks_host;
  access.token = options.databricks_token;
  access.source = "DATABRICKS_TOKEN";
  return access;
}

Error without_token(const Access& access) {
  if (access.has_oauth) {
    return {ErrorCode::unsupported,
            fmt::format("log in to {}: {} has an OAuth client (client_id), which testtracker does "
                        "not support yet; give a personal access token as DATABRICKS_TOKEN",
                        access.host, access.source)};
  }
  return {ErrorCode::invalid_argument,
          fmt::format("log in to {}: there is no token in {}; make a personal access token and "
                      "set DATABRICKS_HOST and DATABRICKS_TOKEN",
                      access.host, access.source)};
}

}  // namespace

Result<Server> databricks_server(const ServerOptions& options) {
  auto access = access_of(options);
  if (!access) {
    return access.error();
  }
  if (access->host.empty()) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("find the Databricks workspace: {} has no host; set DATABRICKS_HOST",
                             access->source)};
  }
  if (access->token.empty()) {
    return without_token(*access);
  }
  std::string& host = access->host;
  if (host.find("://") == std::string::npos) {
    host.insert(0, "https://");
  }
  host.resize(host.find_last_not_of('/') + 1);
  Server server;
  server.base_url = host;
  server.ui_url = host;
  server.authorization = "Bearer " + access->token;
  server.credentials = access->source;
  server.is_databricks = true;
  return server;
}

}  // namespace testtracker::mlflow
