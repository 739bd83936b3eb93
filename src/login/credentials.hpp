#pragma once

// Which Databricks workspace, and as whom: what DATABRICKS_HOST and its companions mean to the
// official clients, resolved once into a final value. Three ways are known: a personal access
// token, OAuth for machines and an Azure service principal.

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::login {

/// Raw settings, as flags, environment and files gave them. Empty = not set.
struct CredentialOptions {
  std::string host;                 ///< DATABRICKS_HOST
  std::string token;                ///< DATABRICKS_TOKEN
  std::string client_id;            ///< DATABRICKS_CLIENT_ID
  std::string client_secret;        ///< DATABRICKS_CLIENT_SECRET
  std::string azure_client_id;      ///< ARM_CLIENT_ID
  std::string azure_client_secret;  ///< ARM_CLIENT_SECRET
  std::string azure_tenant_id;      ///< ARM_TENANT_ID
  std::string azure_login_url;      ///< AZURE_AUTHORITY_HOST; empty = that of the host's cloud
  std::string auth_type;            ///< DATABRICKS_AUTH_TYPE: pat, oauth-m2m, azure-client-secret
  std::string config_file;          ///< DATABRICKS_CONFIG_FILE, else ~/.databrickscfg
  std::string profile;              ///< DATABRICKS_CONFIG_PROFILE
  std::string home;                 ///< HOME; empty = ~/.databrickscfg is not read
};

enum class AuthKind { token, oauth_client, azure_client };

/// A workspace that can be talked to.
struct Credentials {
  std::string host;  ///< https://… without a trailing slash
  AuthKind kind = AuthKind::token;
  std::string token;      ///< of AuthKind::token. Secret.
  std::string client_id;  ///< of the other two
  std::string client_secret;
  std::string azure_tenant_id;
  std::string azure_login_url;
  std::string source;                 ///< where they came from, for messages; never a secret
  std::vector<std::string> warnings;  ///< sentences for people
};

/// Options first; what they leave open comes from the profile. The file is not read when host or
/// credentials are given and no profile is named, as in the official clients.
/// Errors: `invalid_argument` for what is missing, contradicts itself or is no URL, `not_found` for
/// a named profile that is not there, `unsupported` for another auth_type, `io`.
Result<Credentials> finalize(const CredentialOptions& options);

/// What of them must be seen nowhere; none of them is empty.
[[nodiscard]] std::vector<std::string> secrets_of(const Credentials& credentials);

}  // namespace testtracker::login
