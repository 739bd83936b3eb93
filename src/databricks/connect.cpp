#include "databricks/connect.hpp"

#include "databricks/job_engine.hpp"
#include "databricks/job_messages.hpp"
#include "databricks/secret_scopes.hpp"
#include "http/curl_client.hpp"

#include <utility>
#include <vector>

namespace testtracker::databricks {
namespace {

// Keeps what the engine works with alive.
class ConnectedEngine final : public notebook::NotebookEngine {
 public:
  ConnectedEngine(std::unique_ptr<http::HttpClient> http, const Credentials& credentials,
                  const JobOptions& options, const std::vector<std::string>& secrets)
      : http_(std::move(http)), rest_(credentials, *http_), engine_(rest_, options, secrets) {}

  Result<notebook::RunId> start(const notebook::NotebookTask& task) override {
    return engine_.start(task);
  }
  std::vector<notebook::NotebookEvent> poll(
      std::chrono::steady_clock::time_point deadline) override {
    return engine_.poll(deadline);
  }
  void cancel(notebook::RunId run) override { engine_.cancel(run); }

 private:
  std::unique_ptr<http::HttpClient> http_;
  Rest rest_;
  JobEngine engine_;
};

// A base, so that it is there before the base that works with it.
struct Connection {
  Connection(std::unique_ptr<http::HttpClient> client, const Credentials& credentials)
      : http(std::move(client)), rest(credentials, *http) {}

  std::unique_ptr<http::HttpClient> http;
  Rest rest;
};

class ConnectedScopes final : private Connection, public SecretScopes {
 public:
  ConnectedScopes(std::unique_ptr<http::HttpClient> client, const Credentials& credentials)
      : Connection(std::move(client), credentials), SecretScopes(Connection::rest) {}
};

class ConnectedLedger final : private Connection, public DeltaLedger {
 public:
  ConnectedLedger(std::unique_ptr<http::HttpClient> client, const Credentials& credentials,
                  const DeltaLedgerOptions& options)
      : Connection(std::move(client), credentials), DeltaLedger(Connection::rest, options) {}
};

}  // namespace

login::CredentialOptions credential_options(const settings::Settings& settings,
                                            const std::string& home) {
  login::CredentialOptions options;
  options.host = settings.text("databricks.host");
  options.token = settings.text("databricks.token");
  options.client_id = settings.text("databricks.client_id");
  options.client_secret = settings.text("databricks.client_secret");
  options.azure_client_id = settings.text("databricks.azure_client_id");
  options.azure_client_secret = settings.text("databricks.azure_client_secret");
  options.azure_tenant_id = settings.text("databricks.azure_tenant_id");
  options.azure_login_url = settings.text("databricks.azure_login_url");
  options.auth_type = settings.text("databricks.auth_type");
  options.config_file = settings.text("databricks.config_file");
  options.profile = settings.text("databricks.config_profile");
  options.home = home;
  return options;
}

Result<JobOptions> job_options(const settings::Settings& settings) {
  JobOptions options;
  options.cluster_id = settings.text("notebook.databricks.cluster_id");
  options.new_cluster = settings.text("notebook.databricks.new_cluster");
  options.environment = settings.text("notebook.databricks.environment");
  options.git.url = settings.text("notebook.databricks.git_url");
  options.git.provider = settings.text("notebook.databricks.git_provider");
  options.git.branch = settings.text("notebook.databricks.git_branch");
  options.git.tag = settings.text("notebook.databricks.git_tag");
  options.git.commit = settings.text("notebook.databricks.git_commit");
  return finalize(std::move(options));
}

Result<std::unique_ptr<notebook::NotebookEngine>> make_job_engine(
    const Credentials& credentials, const JobOptions& options, std::vector<std::string> secrets) {
  for (std::string& secret : login::secrets_of(credentials)) {
    secrets.push_back(std::move(secret));
  }
  auto http = http::make_curl_client({});
  if (!http) {
    return http.error();
  }
  return std::unique_ptr<notebook::NotebookEngine>(
      std::make_unique<ConnectedEngine>(std::move(*http), credentials, options, secrets));
}

Result<std::unique_ptr<ledger::Ledger>> connect_delta_ledger(const Credentials& credentials,
                                                             const DeltaLedgerOptions& options) {
  auto final_options = DeltaLedger::finalize(options);
  if (!final_options) {
    return final_options.error();
  }
  auto http = http::make_curl_client({});
  if (!http) {
    return http.error();
  }
  return std::unique_ptr<ledger::Ledger>(
      std::make_unique<ConnectedLedger>(std::move(*http), credentials, *final_options));
}

Result<std::unique_ptr<secrets::SecretStore>> connect_secret_scopes(
    const Credentials& credentials) {
  auto http = http::make_curl_client({});
  if (!http) {
    return http.error();
  }
  return std::unique_ptr<secrets::SecretStore>(
      std::make_unique<ConnectedScopes>(std::move(*http), credentials));
}

}  // namespace testtracker::databricks
