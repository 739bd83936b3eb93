#pragma once

// Secrets in one file of this machine: JSON, {"scope": {"key": "value"}}, mode 0600 in a folder of
// mode 0700. Notebooks that run here read the same file (dbutils.secrets). Specified in
// docs/secrets.md.

#include "secrets/secret_store.hpp"

#include <testtracker/result.hpp>

#include <map>
#include <memory>
#include <string>

namespace testtracker::secrets {

/// Scope → key → value.
using SecretTable = std::map<std::string, std::map<std::string, std::string>>;

struct LocalStoreOptions {
  std::string path;
  /// Somebody else chose the folder: it must not be writable by others, but may be read.
  bool is_named = false;
};

/// $TESTTRACKER_SECRETS_FILE, else $XDG_STATE_HOME/testtracker/secrets/secrets.json, else
/// ~/.local/state/…. Errors: `not_found` when there is no home directory either.
Result<LocalStoreOptions> local_store_place();

/// What is in the file; empty when there is none. Errors: `unauthorized` when others may read or
/// write it, or it is not ours; `bad_format`, `io`.
Result<SecretTable> read_secrets(const LocalStoreOptions& options);

/// Nothing is opened or created before the first call. Several processes may use one file: changes
/// take turns (flock), and a reader sees the old or the new contents.
[[nodiscard]] std::unique_ptr<SecretStore> open_local_store(const LocalStoreOptions& options);

}  // namespace testtracker::secrets
