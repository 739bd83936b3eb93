#pragma once

// JUnit XML for tools that know nothing else (Jenkins, GitLab, dorny/test-reporter …): the dialect
// of Maven Surefire, which all of them read, with its elements for flaky tests.
//
//  - one <testsuite> per program and suite; classname is `<program>.<suite>`
//  - failed → <failure>; crashed, timed_out, exited, not_run and failures outside of tests →
//    <error>; skipped, disabled, expected_failure and still running → <skipped>
//  - a flaky test has one <flakyFailure> (it passed) or <rerunFailure> (it did not) per other bad
//    attempt
//  - nested programs' tests are left out: a consumer would count them

#include "context/run_context.hpp"
#include "session/session_result.hpp"

#include <string>

namespace testtracker::report {

/// Well-formed XML 1.0 in UTF-8, whatever bytes names and texts hold.
[[nodiscard]] std::string junit_xml(const session::SessionResult& result,
                                    const context::RunContext& context);

}  // namespace testtracker::report
