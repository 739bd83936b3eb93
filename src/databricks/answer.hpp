#pragma once

// What an answer of Databricks means: success, worth repeating, or refused for good, with the
// sentence that tells a person what to do. Used by Rest.

#include "databricks/rest.hpp"

namespace testtracker::databricks {

[[nodiscard]] Outcome judge(const Credentials& credentials, const Call& call,
                            Result<http::Response> reply);

}  // namespace testtracker::databricks
