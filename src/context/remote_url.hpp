#pragma once

// The address of a git remote, fit to be shown.

#include <string>

namespace testtracker::context {

/// `https://me:word@host/x` → `https://host/x`; the user of an ssh address stays, its password
/// does not. Everything else is returned as it is.
[[nodiscard]] std::string without_credentials(const std::string& url);

/// Last part of the path without `.git`; empty when there is none.
[[nodiscard]] std::string repository_name(const std::string& url);

}  // namespace testtracker::context
