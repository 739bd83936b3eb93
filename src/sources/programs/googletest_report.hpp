#pragma once

// GoogleTest's own JSON report (`--gtest_output=json`, written when the program ends in good
// order), read to complete what was seen of the program's output: places, parameters, properties,
// and the tests that `--gtest_brief=1` does not print.

#include "sources/event_sink.hpp"
#include "sources/programs/googletest_output.hpp"

#include <string>

namespace testtracker::sources {

/// Leaves in `sink` what the report in the file `path` knows beyond `output`. Does nothing and
/// returns false when there is no such report, it is torn, or it is that of another program: when
/// it lacks a test that was seen.
bool complete_from_report(const std::string& path, const GoogleTestOutput& output,
                          const EventSink& sink);

}  // namespace testtracker::sources
