#pragma once

// What the listeners for both major versions of Catch2 have in common. Included by them alone,
// behind Catch2's own headers.

#include <testtracker/case_recorder.hpp>
#include <testtracker/compiled_program.hpp>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace testtracker::catch2 {
namespace {

inline ProgramDescription describe_program() {
  ProgramDescription description = compiled_program("catch2");
  description.framework_version = std::to_string(CATCH_VERSION_MAJOR) + "." +
                                  std::to_string(CATCH_VERSION_MINOR) + "." +
                                  std::to_string(CATCH_VERSION_PATCH);
  return description;
}

// Texts of Catch2 are std::string in version 2 and StringRef in version 3.
template <typename Text>
std::string_view view(const Text& text) {
  return {text.data(), text.size()};
}

template <typename Text>
std::string copy(const Text& text) {
  return std::string(view(text));
}

inline std::int32_t line_of(const ::Catch::SourceLineInfo& place) {
  return static_cast<std::int32_t>(place.line);
}

// Async-signal-safe. Catch2 names a signal as `SIGSEGV - Segmentation violation signal`.
inline std::int32_t signal_in(std::string_view name) noexcept {
  constexpr std::pair<std::string_view, int> k_signals[] = {
      {"SIGINT ", SIGINT},   {"SIGILL ", SIGILL},   {"SIGFPE ", SIGFPE},
      {"SIGSEGV ", SIGSEGV}, {"SIGTERM ", SIGTERM}, {"SIGABRT ", SIGABRT}};
  for (const auto& [prefix, signal] : k_signals) {
    if (name.substr(0, prefix.size()) == prefix) {
      return signal;
    }
  }
  return 0;
}

template <typename Counts>
Status status_of(const Counts& counts, std::size_t skipped) {
  if (counts.failed > 0) {
    return Status::failed;
  }
  if (counts.failedButOk > 0) {
    return Status::expected_failure;
  }
  // A test that asserts something and skips the rest was skipped by Catch2's own count.
  return skipped > 0 ? Status::skipped : Status::passed;
}

inline bool is_exception(const ::Catch::AssertionResult& result) {
  return result.getResultType() == ::Catch::ResultWas::ThrewException;
}

inline FailureKind kind_of(const ::Catch::AssertionResult& result) {
  using Disposition = ::Catch::ResultDisposition::Flags;
  if (is_exception(result)) {
    return FailureKind::exception;
  }
  const bool goes_on = (static_cast<int>(result.m_info.resultDisposition) &
                        static_cast<int>(Disposition::ContinueOnFailure)) != 0;
  return goes_on ? FailureKind::assertion : FailureKind::fatal_assertion;
}

// `{Unknown expression after the reported line}` says nothing in an exception out of plain code.
inline bool has_known_expression(const ::Catch::AssertionResult& result) {
  const auto expression = result.getExpression();
  return result.hasExpression() && !(expression.size() > 0 && *view(expression).data() == '{');
}

// What was asserted and what came of it, in the words of Catch2's own reports.
inline std::string assertion_text(const ::Catch::AssertionResult& result) {
  const std::string message = copy(result.getMessage());
  const std::string expression =
      has_known_expression(result) ? copy(result.getExpressionInMacro()) : std::string();
  if (is_exception(result)) {
    const std::string text = "Unexpected exception: " + message;
    return expression.empty() ? text : text + "\nin: " + expression;
  }
  if (result.getResultType() == ::Catch::ResultWas::DidntThrowException) {
    return expression + "\nno exception was thrown";
  }
  if (result.getResultType() == ::Catch::ResultWas::ExplicitFailure || expression.empty()) {
    return message.empty() ? "failed explicitly" : message;
  }
  const bool is_expanded = result.hasExpandedExpression();
  return is_expanded ? expression + "\nwith expansion: " + copy(result.getExpandedExpression())
                     : expression;
}

// INFO, CAPTURE and friends; Catch2 counts the message of the assertion itself among them.
template <typename Stats>
std::string infos_of(const Stats& stats) {
  std::string text;
  std::size_t count = stats.infoMessages.size();
  if (stats.assertionResult.hasMessage() && count > 0) {
    --count;
  }
  for (std::size_t i = 0; i < count; ++i) {
    text += text.empty() ? "\nwith message: " : "\n              ";
    text += stats.infoMessages[i].message;
  }
  return text;
}

template <typename Stats>
void report_assertion(const Stats& stats) {
  CaseRecorder& recorder = CaseRecorder::instance();
  const ::Catch::AssertionResult& result = stats.assertionResult;
  const auto place = result.getSourceInfo();
  if (!result.isOk()) {
    recorder.failure(
        {kind_of(result), place.file, line_of(place), assertion_text(result) + infos_of(stats)});
  } else if (result.getResultType() == ::Catch::ResultWas::Warning) {
    recorder.note(copy(result.getMessage()));
  }
}

// A test that must fail and did not has no failed assertion to show for it.
template <typename Stats>
void report_missing_failure(const Stats& stats) {
  const auto& test = *stats.testInfo;
  if (stats.totals.testCases.failed > 0 && test.expectedToFail() &&
      !CaseRecorder::instance().has_failure()) {
    CaseRecorder::instance().failure({FailureKind::assertion, test.lineInfo.file,
                                      line_of(test.lineInfo),
                                      "The test is marked [!shouldfail] and nothing in it failed"});
  }
}

/// A longer time is worse by what a benchmark is. Only the mean says so: its bounds are the same
/// slowdown twice more.
template <typename Stats>
void report_benchmark(const Stats& stats) {
  CaseRecorder& recorder = CaseRecorder::instance();
  const std::string name = stats.info.name + "/";
  const MetricMeaning time{Worse::undeclared, "ns"};
  recorder.metric(name + "mean_ns", stats.mean.point.count(), {Worse::higher, "ns"});
  recorder.metric(name + "mean_low_ns", stats.mean.lower_bound.count(), time);
  recorder.metric(name + "mean_high_ns", stats.mean.upper_bound.count(), time);
  recorder.metric(name + "stddev_ns", stats.standardDeviation.point.count(), time);
  recorder.metric(name + "samples", static_cast<double>(stats.samples.size()));
}

}  // namespace
}  // namespace testtracker::catch2
