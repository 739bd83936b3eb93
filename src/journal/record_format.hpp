#pragma once

// Turns events into the lines that docs/journal_format.md specifies. Part of the writer.

#include <testtracker/event.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace testtracker::journal {

/// Where and how a line is built: appended to `out`, its texts cut at `max_text_bytes`.
struct Line {
  std::string& out;
  std::chrono::nanoseconds at;
  std::size_t max_text_bytes;
};

void format(const Line& line, const ProgramStarted& event);
void format(const Line& line, const IterationStarted& event);
void format(const Line& line, const TestStarted& event);
void format(const Line& line, const TestDescribed& event);
void format(const Line& line, const TestDisabled& event);
void format(const Line& line, const FailureReported& event);
void format(const Line& line, const SkipReported& event);
void format(const Line& line, const PartEnded& event);
void format(const Line& line, const FatalSignal& event);
void format(const Line& line, const TestEnded& event);
void format(const Line& line, const SuiteEnded& event);
void format(const Line& line, const MetricReported& event);
void format(const Line& line, const ParamReported& event);
void format(const Line& line, const AttachmentReported& event);
void format(const Line& line, const NoteReported& event);
void format(const Line& line, const SpanEnded& event);
void format(const Line& line, const ProgramEnded& event);
void format(const Line& line, const ProcessExited& event);

/// A piece of a plan, from `first` on, of about `max_bytes`. Returns the index behind its last
/// test; at least one test is written. Requires: `first < event.tests.size()`.
std::size_t format_plan(const Line& line, const TestsPlanned& event, std::size_t first,
                        std::size_t max_bytes);

}  // namespace testtracker::journal
