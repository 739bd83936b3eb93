#pragma once

// Which test program a process is an instance of, and how a person runs one of its tests again.

#include "session/session_result.hpp"

#include <testtracker/event.hpp>

#include <string>
#include <vector>

namespace testtracker::session {

/// Basename of the program plus those of its arguments that are its own, quoted as for a shell: two
/// processes with one identity run the same tests. The framework's flags (`--gtest_…`, `--gmock_…`,
/// of Catch2 all that it knows and the test specs) choose, repeat and order tests and change
/// nothing about them; they are left out.
[[nodiscard]] std::string program_identity(const ProgramStarted& start);

/// What to type to run `test` alone, as `process` ran it. Empty when the framework is unknown. For
/// a result outside of tests: the whole suite or the whole program.
[[nodiscard]] std::string rerun_command(const ProcessResult& process, const TestResult& test);

/// What to type to run one entry of the build in `directory` alone, with what it needs; in the
/// configuration that `arguments`, those of an earlier ctest, name.
[[nodiscard]] std::string ctest_rerun_command(const std::string& directory,
                                              const std::vector<std::string>& arguments,
                                              const std::string& entry);

/// `text` as one word for a POSIX shell; as it is when nothing in it needs quotes.
[[nodiscard]] std::string shell_quoted(const std::string& text);

}  // namespace testtracker::session
