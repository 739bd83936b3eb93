#pragma once

// From settings to what works with a workspace: an engine that runs notebooks as jobs, its secret
// scopes. Used by the verbs of the command line.

#include "databricks/delta_ledger.hpp"
#include "databricks/job_options.hpp"
#include "login/credentials.hpp"
#include "notebook/engine.hpp"
#include "secrets/secret_store.hpp"
#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <memory>
#include <string>
#include <vector>

namespace testtracker::databricks {

using login::Credentials;

/// The settings `databricks.*`. `home` is HOME; empty = ~/.databrickscfg is not read.
[[nodiscard]] login::CredentialOptions credential_options(const settings::Settings& settings,
                                                          const std::string& home);

/// The settings `notebook.databricks.*`. Error: `invalid_argument` when they contradict each other.
Result<JobOptions> job_options(const settings::Settings& settings);

/// An engine with a connection of its own; nothing is sent yet. `secrets` and those of
/// `credentials` are taken out of what notebooks put out. Errors: of http::make_curl_client.
Result<std::unique_ptr<notebook::NotebookEngine>> make_job_engine(const Credentials& credentials,
                                                                  const JobOptions& options,
                                                                  std::vector<std::string> secrets);

/// The ledger, with a connection of its own; nothing is sent yet. Errors: `invalid_argument`, of
/// http::make_curl_client.
Result<std::unique_ptr<ledger::Ledger>> connect_delta_ledger(const Credentials& credentials,
                                                             const DeltaLedgerOptions& options);

/// The secret scopes, with a connection of their own; nothing is sent yet. Errors: of
/// http::make_curl_client.
Result<std::unique_ptr<secrets::SecretStore>> connect_secret_scopes(const Credentials& credentials);

}  // namespace testtracker::databricks
