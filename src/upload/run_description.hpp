#pragma once

// Name, series, status and tags of a session's run. Specified in docs/mlflow_mapping.md, "The run"
// and "Tags". Pure.

#include "context/run_context.hpp"
#include "mlflow/messages.hpp"
#include "session/session_result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::upload {

constexpr int k_mapping_version = 1;

/// `#30 f3eb639a`; without the commit when that is unknown.
[[nodiscard]] std::string run_name(const context::RunContext& context, std::int64_t ordinal);

/// The user's own, else `<suite>/<branch>/<platform>`, `unknown` for what is not known.
[[nodiscard]] std::string series_of(const context::RunContext& context);

/// Requires: the session is over.
[[nodiscard]] mlflow::RunStatus run_status(session::Verdict verdict);

/// What is known when the run is created. `delivery` becomes the tag `testtracker.session`. Of two
/// tags with one key the user's wins. Values are at most `max_bytes` long, none is empty.
[[nodiscard]] std::vector<mlflow::Tag> first_tags(const context::RunContext& context,
                                                  const std::string& delivery,
                                                  const std::string& series, std::size_t max_bytes);

/// Known at the end: the tests that failed, that are flaky, and where the table is.
[[nodiscard]] std::vector<mlflow::Tag> last_tags(const session::SessionResult& result,
                                                 const std::vector<std::string>& keys,
                                                 bool has_artifacts, std::size_t max_bytes);

}  // namespace testtracker::upload
