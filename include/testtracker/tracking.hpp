#pragma once

// What test code may call, with any framework: report numbers, parameters, files, notes and time
// spans of the running test. Each call is at most one journal record, safe from any thread, and
// does nothing at all when nobody tracks. Called outside of a test, it belongs to the session.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace testtracker {

/// Reports a number, in MLflow the metric `<Suite>/<Test>/<name>`. The last value of a name in a
/// test counts. NaN and infinities are allowed.
void metric(std::string_view name, double value) noexcept;

/// Which direction of a number is bad.
enum class Worse : std::uint8_t { undeclared, higher, lower };

/// What a number means to whoever judges it later (`testtracker gate`). What is left out stays
/// unknown: nothing is told from the name.
struct MetricMeaning {
  Worse worse = Worse::undeclared;  ///< without it no change of the number counts as bad
  std::string_view unit{};          ///< values of different units are never compared
  double cases = 0;                 ///< of a proportion: over how many cases, for its own error
};

/// The same with its meaning, which becomes the params `<name>.worse`, `<name>.unit` and
/// `<name>.cases`: `metric("accuracy", 0.93, {Worse::lower, "", 400})`.
void metric(std::string_view name, double value, const MetricMeaning& meaning) noexcept;

/// Reports a text, in MLflow a param. The last value of a name in a test counts.
void param(std::string_view name, std::string_view value) noexcept;

/// Copies the file at `path` (at most 64 MiB) into the session now, shown as `name` (default: the
/// file's own name). A file that cannot be read becomes a note that says so.
void attach(const std::string& path, std::string_view name = {}) noexcept;

/// Adds a remark to the running test.
void note(std::string_view text) noexcept;

/// Measures the time from construction to destruction and reports it as a span of that name.
class Span {
 public:
  explicit Span(std::string_view name) noexcept;
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;
  ~Span();

 private:
  std::string name_;
  std::uint64_t test_ = 0;
  std::chrono::nanoseconds start_{-1};
};
using span = Span;

}  // namespace testtracker
