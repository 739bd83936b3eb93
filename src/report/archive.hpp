#pragma once

// The session archive, testtracker/session.jsonl.gz in MLflow: everything that is known of one
// session. The uploader writes it; whatever judges or compares runs reads it and nothing else.
// Specified in docs/session_archive.md.

#include "context/run_context.hpp"
#include "session/session_result.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace testtracker::report {

/// What an archive holds. `keys` are the tests' names in MLflow, one per test, same order.
struct Archive {
  session::SessionResult result;
  context::RunContext context;
  std::vector<std::string> keys;
};

/// The archive's bytes, gzip; equal sessions give equal bytes. Requires: one key per test.
[[nodiscard]] std::string write_archive(const session::SessionResult& result,
                                        const context::RunContext& context,
                                        const std::vector<std::string>& keys);

/// Takes what `write_archive` made, compressed or as plain lines. Errors: `bad_format` when it is
/// damaged or incomplete, `newer_format`; the messages name the line.
Result<Archive> read_archive(std::string_view bytes);

}  // namespace testtracker::report
