#pragma once

// All secrets that child programs of this machine can get at, for redact::Redactor. Used by
// whoever starts notebooks, builds or tests. Specified in docs/redaction.md.

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::secrets {

/// The values of the local store, and of this process's variables TESTTRACKER_SECRET_<SCOPE>__<KEY>
/// and those that hold credentials (DATABRICKS_TOKEN, MLFLOW_TRACKING_PASSWORD …); each once, none
/// empty. Errors: of read_secrets; a store that is not there is empty.
Result<std::vector<std::string>> known_secrets();

/// Of a name such as DATABRICKS_TOKEN or TESTTRACKER_SECRET_DB__PASSWORD.
[[nodiscard]] bool names_secret(const std::string& variable);

}  // namespace testtracker::secrets
