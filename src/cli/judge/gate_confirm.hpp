#pragma once

// `testtracker gate --confirm`: runs what the gate could not confirm once more, here and now.

#include "cli/delivery/stored_session.hpp"
#include "session/session_result.hpp"

#include <testtracker/result.hpp>

#include <functional>
#include <string>
#include <vector>

namespace testtracker::cli {

struct Rerun {
  session::SessionResult result;      ///< of the tests that were run again
  std::vector<std::string> keys;      ///< of its tests, as the judged session has them
  std::vector<std::string> problems;  ///< sentences: which tests were not, and why
};

/// Runs each of `tests` (keys) alone, as the session ran it: its program in its directory with a
/// filter, or its entry of ctest. Output is thrown away. The results go to a folder that is gone
/// afterwards; nobody delivers them. `tell`: a sentence before each, for people. Errors: `io` when
/// there is no place for that folder.
Result<Rerun> run_again(const StoredSession& session, const std::vector<std::string>& tests,
                        const std::function<void(const std::string&)>& tell);

}  // namespace testtracker::cli
