#pragma once

// Which CI job a session ran in, told from the variables that CI systems set. One table knows the
// systems; adding one is one row.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::context {

using Variables = std::vector<std::pair<std::string, std::string>>;

/// Empty fields are unknown. Outside of a known CI all are.
struct CiJob {
  std::string name;  ///< `github`, `gitlab`, `jenkins` …
  std::string url;   ///< page of the job or build
  std::optional<std::int64_t> build;
  std::string branch;  ///< of a pull request its source branch
  std::string commit;
};

[[nodiscard]] CiJob recognise_ci(const Variables& variables);

/// Every variable that `recognise_ci` may read, so that a test can see that they are recorded.
[[nodiscard]] std::vector<std::string> ci_variables();

}  // namespace testtracker::context
