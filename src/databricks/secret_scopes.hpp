#pragma once

// The secret scopes of a workspace as a SecretStore (Databricks REST API, Secrets 2.0). Used by
// `testtracker secrets --target databricks`; docs/secrets.md tells it to people.

#include "databricks/rest.hpp"
#include "secrets/secret_store.hpp"

#include <string>
#include <vector>

namespace testtracker::databricks {

/// `rest` must outlive it.
class SecretScopes : public secrets::SecretStore {
 public:
  explicit SecretScopes(Rest& rest) : rest_(rest) {}

  Result<void> create_scope(const std::string& scope) override;
  Result<void> delete_scope(const std::string& scope) override;
  Result<std::vector<std::string>> scopes() override;
  Result<void> put(const std::string& scope, const std::string& key,
                   const std::string& value) override;
  /// Some workspaces give values only to notebooks: `unsupported` then.
  Result<std::string> get(const std::string& scope, const std::string& key) override;
  Result<std::vector<std::string>> keys(const std::string& scope) override;
  Result<void> delete_secret(const std::string& scope, const std::string& key) override;

 private:
  Rest& rest_;
};

}  // namespace testtracker::databricks
