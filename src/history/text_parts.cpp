#include "history/text_parts.hpp"

#include "report/line_fitting.hpp"
#include "report/quantity_text.hpp"
#include "report/session_words.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

namespace testtracker::history {

std::string Painter::wrap(std::string_view code, std::string_view text) const {
  return paint_ == report::Paint::plain || text.empty()
             ? std::string(text)
             : fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string heading(const baseline::RunHistory& history, const Painter& paint) {
  const auto& first = history.runs.front();
  const auto& last = history.runs.back();
  return fmt::format("{}: {}, {} … {}\n", paint.strong(last.series.empty() ? "runs" : last.series),
                     report::counted(history.runs.size(), "run"), run_text(first), run_text(last));
}

std::string value_text(double value, Quantity quantity, const std::string& unit) {
  if (quantity == Quantity::duration) {
    return report::duration_text(std::chrono::nanoseconds(std::llround(value * 1e6)));
  }
  const auto number = fmt::format("{:.4g}", value);
  return unit.empty() ? number : number + " " + unit;
}

std::string change_text(double before, double after) {
  if (before == 0) {
    return "from 0";
  }
  const double percent = (after / before - 1) * 100;
  return std::fabs(percent) < 9.95 ? fmt::format("{:+.1f} %", percent)
                                   : fmt::format("{:+.0f} %", percent);
}

std::string run_text(const baseline::RunRecord& run) {
  return run.name.empty() ? run.id : run.name;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t count = report::character_count(text);
  return count >= width ? text : text + std::string(width - count, ' ');
}

}  // namespace testtracker::history
