#pragma once

// Whether a text fits its definition. Used for every value, wherever it comes from.

#include "settings/settings.hpp"

#include <testtracker/result.hpp>

#include <map>
#include <string>

namespace testtracker::settings {

/// The text in the form that `Value` promises. Errors: `invalid_argument`; the message says what
/// the definition allows and begins with `must be`, so that the caller puts name and origin before
/// it. The value itself is not in it: it may be a secret.
Result<std::string> checked_text(const Definition& definition, const std::string& text);

/// `true`, `false`, `1`, `0` in any case, as MLflow's clients read them.
Result<bool> parse_boolean(const std::string& text);

/// Members of a JSON object of strings, by name. Errors: as `checked_text`.
Result<std::map<std::string, std::string>> parse_json_tags(const std::string& text);

/// MLflow's rule for keys of tags, and that `testtracker.` is kept for testtracker's own.
/// Errors: as `checked_text`.
Result<void> check_tag_key(const std::string& key);

/// User name and password of URLs replaced by `***`.
std::string without_credentials(const std::string& text);

}  // namespace testtracker::settings
