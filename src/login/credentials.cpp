#include "login/credentials.hpp"

#include "login/ini_file.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include <sys/stat.h>

namespace testtracker::login {
namespace {

constexpr const char* k_environment = "the environment";

struct Attribute {
  const char* key;  // in the file
  std::string CredentialOptions::*field;
};
constexpr std::array<Attribute, 9> k_attributes{{
    {"host", &CredentialOptions::host},
    {"token", &CredentialOptions::token},
    {"client_id", &CredentialOptions::client_id},
    {"client_secret", &CredentialOptions::client_secret},
    {"azure_client_id", &CredentialOptions::azure_client_id},
    {"azure_client_secret", &CredentialOptions::azure_client_secret},
    {"azure_tenant_id", &CredentialOptions::azure_tenant_id},
    {"azure_login_url", &CredentialOptions::azure_login_url},
    {"auth_type", &CredentialOptions::auth_type},
}};

bool has_any_credentials(const CredentialOptions& options) {
  return !options.token.empty() || !options.client_id.empty() || !options.azure_client_id.empty();
}

std::string path_of(const CredentialOptions& options) {
  std::string path = options.config_file;
  if (path.empty()) {
    return options.home.empty() ? std::string() : options.home + "/.databrickscfg";
  }
  if (path.rfind("~/", 0) == 0) {
    path.replace(0, 1, options.home);
  }
  return path;
}

// Named, else the file's own choice, else [DEFAULT].
std::string profile_of(const CredentialOptions& options, const IniFile& file) {
  if (!options.profile.empty()) {
    return options.profile;
  }
  const auto settings = file.find("__settings__");
  if (settings != file.end()) {
    const auto chosen = settings->second.find("default_profile");
    if (chosen != settings->second.end() && !chosen->second.empty()) {
      return chosen->second;
    }
  }
  return "DEFAULT";
}

void warn_of_readers(const std::string& path, std::vector<std::string>& warnings) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0) {
    warnings.push_back(
        fmt::format("{} holds credentials and others may read it; type: chmod 600 "
                    "{}",
                    path, path));
  }
}

// The official Python client sends such a comment as part of the secret, the Go client does not.
bool has_comment(const std::string& value) {
  return value.find(" #") != std::string::npos;
}

Error missing_profile(const std::string& profile, const std::string& path) {
  return {ErrorCode::not_found,
          fmt::format("find the Databricks profile {} in {}: it is not there; type: databricks "
                      "configure --profile {}",
                      profile, path.empty() ? "~/.databrickscfg" : path, profile)};
}

/// What the options leave open comes from the file.
Result<void> add_profile(CredentialOptions& options, Credentials& found) {
  const std::string path = path_of(options);
  const auto file = read_ini_file(path);
  if (!file) {
    return file.error();
  }
  const std::string profile = profile_of(options, *file);
  const auto section = file->find(profile);
  if (section == file->end()) {
    return profile == "DEFAULT" && options.profile.empty()
               ? Result<void>()
               : Result<void>(missing_profile(profile, path));
  }
  warn_of_readers(path, found.warnings);
  for (const Attribute& attribute : k_attributes) {
    const auto value = section->second.find(attribute.key);
    if (value == section->second.end() || !(options.*attribute.field).empty()) {
      continue;
    }
    if (has_comment(value->second)) {
      return Error{ErrorCode::invalid_argument,
                   fmt::format("read {} of profile {} in {}: ` #` stands in the value, and clients "
                               "disagree whether a comment begins there; put the comment on a "
                               "line of its own",
                               attribute.key, profile, path)};
    }
    options.*attribute.field = value->second;
  }
  found.source = fmt::format("profile {} of {}", profile, path);
  return {};
}

Result<AuthKind> named_kind(const std::string& type) {
  constexpr std::array<std::pair<std::string_view, AuthKind>, 3> k_names{
      {{"pat", AuthKind::token},
       {"oauth-m2m", AuthKind::oauth_client},
       {"azure-client-secret", AuthKind::azure_client}}};
  for (const auto& [name, kind] : k_names) {
    if (name == type) {
      return kind;
    }
  }
  return Error{ErrorCode::unsupported,
               fmt::format("log in to Databricks with DATABRICKS_AUTH_TYPE={}: testtracker knows "
                           "pat, oauth-m2m and azure-client-secret",
                           type)};
}

Result<AuthKind> kind_of(const CredentialOptions& options) {
  if (!options.auth_type.empty()) {
    return named_kind(options.auth_type);
  }
  std::vector<AuthKind> kinds;
  if (!options.token.empty()) {
    kinds.push_back(AuthKind::token);
  }
  if (!options.client_id.empty()) {
    kinds.push_back(AuthKind::oauth_client);
  }
  if (!options.azure_client_id.empty()) {
    kinds.push_back(AuthKind::azure_client);
  }
  if (kinds.size() == 1) {
    return kinds.front();
  }
  return Error{ErrorCode::invalid_argument,
               kinds.empty()
                   ? "log in to Databricks: there are no credentials; set DATABRICKS_TOKEN, or "
                     "DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or type: databricks "
                     "configure"
                   : "log in to Databricks: more than one kind of credentials is set; unset one, "
                     "or set DATABRICKS_AUTH_TYPE to pat, oauth-m2m or azure-client-secret"};
}

Result<std::string> clean_host(std::string host, const std::string& source) {
  if (host.empty()) {
    return Error{
        ErrorCode::invalid_argument,
        fmt::format("find the Databricks workspace: {} has no host; set DATABRICKS_HOST", source)};
  }
  if (host.find("://") == std::string::npos) {
    host.insert(0, "https://");
  }
  host.resize(host.find_last_not_of('/') + 1);
  return host;
}

std::string azure_login_of(const std::string& host) {
  const auto ends_with = [&](std::string_view end) {
    return host.size() >= end.size() &&
           host.compare(host.size() - end.size(), end.size(), end) == 0;
  };
  if (ends_with(".databricks.azure.us")) {
    return "https://login.microsoftonline.us";
  }
  return ends_with(".databricks.azure.cn") ? "https://login.chinacloudapi.cn"
                                           : "https://login.microsoftonline.com";
}

// A profile that was named may count alone: then a variable would change nothing.
Error incomplete(const Credentials& found, const char* variable, const char* key) {
  const bool is_file = found.source != k_environment;
  return {ErrorCode::invalid_argument,
          fmt::format("log in to {}: {} is missing in {}; {}", found.host, is_file ? key : variable,
                      found.source, is_file ? "add it" : "set it")};
}

Result<Credentials> with_secrets(const CredentialOptions& options, Credentials found) {
  if (found.kind == AuthKind::token) {
    found.token = options.token;
    return found.token.empty() ? Result<Credentials>(incomplete(found, "DATABRICKS_TOKEN", "token"))
                               : found;
  }
  const bool is_azure = found.kind == AuthKind::azure_client;
  found.client_id = is_azure ? options.azure_client_id : options.client_id;
  found.client_secret = is_azure ? options.azure_client_secret : options.client_secret;
  if (found.client_id.empty()) {
    return is_azure ? incomplete(found, "ARM_CLIENT_ID", "azure_client_id")
                    : incomplete(found, "DATABRICKS_CLIENT_ID", "client_id");
  }
  if (found.client_secret.empty()) {
    return is_azure ? incomplete(found, "ARM_CLIENT_SECRET", "azure_client_secret")
                    : incomplete(found, "DATABRICKS_CLIENT_SECRET", "client_secret");
  }
  if (is_azure) {
    found.azure_tenant_id = options.azure_tenant_id;
    found.azure_login_url =
        options.azure_login_url.empty() ? azure_login_of(found.host) : options.azure_login_url;
    found.azure_login_url.resize(found.azure_login_url.find_last_not_of('/') + 1);
    if (found.azure_tenant_id.empty()) {
      return incomplete(found, "ARM_TENANT_ID", "azure_tenant_id");
    }
  }
  return found;
}

}  // namespace

Result<Credentials> finalize(const CredentialOptions& raw) {
  CredentialOptions options = raw;
  Credentials found;
  found.source = k_environment;
  const bool is_given = !options.host.empty() || has_any_credentials(options);
  if (!options.profile.empty() || !is_given) {
    const auto added = add_profile(options, found);
    if (!added) {
      return added.error();
    }
  }
  const auto kind = kind_of(options);
  if (!kind) {
    return kind.error();
  }
  found.kind = *kind;
  auto host = clean_host(options.host, found.source);
  if (!host) {
    return host.error();
  }
  found.host = *host;
  return with_secrets(options, std::move(found));
}

std::vector<std::string> secrets_of(const Credentials& credentials) {
  std::vector<std::string> secrets;
  for (const std::string& secret : {credentials.token, credentials.client_secret}) {
    if (!secret.empty()) {
      secrets.push_back(secret);
    }
  }
  return secrets;
}

}  // namespace testtracker::login
