#pragma once

// Parts of URLs as text (RFC 3986). Used for building requests and for messages about them.

#include <string>
#include <string_view>

namespace testtracker::http {

/// `url` with user name and password replaced by `***`. What is no URL comes back as it is.
[[nodiscard]] std::string redacted(std::string_view url);

/// Everything but letters, digits and `-._~` as %XX.
[[nodiscard]] std::string percent_encoded(std::string_view text);

/// As `percent_encoded`, but `/` stays.
[[nodiscard]] std::string percent_encoded_path(std::string_view path);

/// Each %XX as its byte; a `%` before anything else stays.
[[nodiscard]] std::string percent_decoded(std::string_view text);

/// `http://host:80` of `http://user@host:80/path`: scheme, host and port, all in lower case.
/// Empty when `url` is not absolute.
[[nodiscard]] std::string origin(std::string_view url);

}  // namespace testtracker::http
