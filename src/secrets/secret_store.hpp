#pragma once

// Where secrets are kept: values by scope and key, as Databricks has them. A file of this machine
// (local_store.hpp) or the scopes of a workspace (databricks/secret_scopes.hpp). Used by
// `testtracker secrets`; specified in docs/secrets.md.

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::secrets {

/// Names are checked by the caller (secret_names.hpp). No error holds a value.
class SecretStore {
 public:
  SecretStore() = default;
  SecretStore(const SecretStore&) = delete;
  SecretStore& operator=(const SecretStore&) = delete;
  virtual ~SecretStore() = default;

  /// Errors: `rejected` when there is one of that name.
  virtual Result<void> create_scope(const std::string& scope) = 0;
  /// With all that is in it. Errors: `not_found`.
  virtual Result<void> delete_scope(const std::string& scope) = 0;
  /// By name.
  virtual Result<std::vector<std::string>> scopes() = 0;

  /// Adds or replaces. Errors: `not_found` when there is no such scope, `invalid_argument` for a
  /// value that the store cannot keep.
  virtual Result<void> put(const std::string& scope, const std::string& key,
                           const std::string& value) = 0;
  /// The value. Errors: `not_found`; `unsupported` where the store gives nothing away.
  virtual Result<std::string> get(const std::string& scope, const std::string& key) = 0;
  /// Keys by name, never values. Errors: `not_found` when there is no such scope.
  virtual Result<std::vector<std::string>> keys(const std::string& scope) = 0;
  /// Errors: `not_found`.
  virtual Result<void> delete_secret(const std::string& scope, const std::string& key) = 0;
};

}  // namespace testtracker::secrets
