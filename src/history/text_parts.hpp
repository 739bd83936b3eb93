#pragma once

// Words and colours that the texts of history, flaky and compare share.

#include "baseline/run_record.hpp"
#include "history/series.hpp"
#include "report/terminal.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace testtracker::history {

/// How a text is laid out.
struct TextOptions {
  report::Paint paint = report::Paint::plain;
  std::size_t width = 100;        ///< of the lines, as far as names allow
  std::size_t max_findings = 15;  ///< of each kind; the rest is a line that says how many
  bool details = false;           ///< charts, every change, all that was asked for
};

/// Wraps texts into colours, or not.
class Painter {
 public:
  explicit Painter(report::Paint paint) : paint_(paint) {}
  [[nodiscard]] std::string bad(std::string_view text) const { return wrap("31", text); }
  [[nodiscard]] std::string good(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string odd(std::string_view text) const { return wrap("33", text); }
  [[nodiscard]] std::string strong(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string quiet(std::string_view text) const { return wrap("2", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;
  report::Paint paint_;
};

inline constexpr std::size_t k_spark_width = 60;
/// Before what stands under a finding.
inline constexpr const char* k_indent = "         ";

/// The line above the findings: the series and its runs. Requires: a run.
[[nodiscard]] std::string heading(const baseline::RunHistory& history, const Painter& paint);

/// `120 ms`, `1.24 s`, `0.913`, `1.52e+06 rows/s`.
[[nodiscard]] std::string value_text(double value, Quantity quantity, const std::string& unit);

/// `+104 %`, `-3.1 %`; `from 0` when there is no ratio.
[[nodiscard]] std::string change_text(double before, double after);

/// `#30 f3eb639a`, else the run's id.
[[nodiscard]] std::string run_text(const baseline::RunRecord& run);

/// `text` and blanks up to `width` characters.
[[nodiscard]] std::string padded(const std::string& text, std::size_t width);

}  // namespace testtracker::history
