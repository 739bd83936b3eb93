#pragma once

// A private .databrickscfg for child processes: credentials reach them by a file that only this
// user may read, not by variables, which children of children inherit and crash reports print.
// Used by `testtracker deploy`; docs/databricks.md, "Builds and tests".

#include "login/credentials.hpp"

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::login {

/// The file's text, for the profile DEFAULT, as all official clients read it. Secret. Errors:
/// `invalid_argument` for a value with a line break or ` #`, which clients read differently; the
/// value is not in the message.
Result<std::string> config_text(const Credentials& credentials);

/// Writes it to `path` (0600). Errors: of config_text; `io`, also when the file is there already.
Result<void> write_config_file(const Credentials& credentials, const std::string& path);

}  // namespace testtracker::login
