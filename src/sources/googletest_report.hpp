#pragma once

// GoogleTest's own JSON report (`--gtest_output=json`, written when the program ends in good
// order), read to complete what was seen of the program's output: places, parameters, properties,
// and the tests that `--gtest_brief=1` does not print. The format: GoogleTest's documentation,
// "Generating a JSON Report".

#include "sources/event_sink.hpp"
#include "sources/googletest_output.hpp"

#include <string_view>

namespace testtracker::sources {

/// Leaves in `sink` what `report` knows beyond `output`. Does nothing and returns false when it is
/// no such report, or that of another program: when it lacks a test that was seen.
bool complete_from_report(std::string_view report, const GoogleTestOutput& output,
                          const EventSink& sink);

}  // namespace testtracker::sources
