#include "report/quantity_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace testtracker::report {
namespace {

std::string three_digits(double value, std::string_view unit) {
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, decimals, unit);
}

std::tm utc(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  const auto clock = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&clock, &parts);
  return parts;
}

}  // namespace

std::string duration_text(std::chrono::nanoseconds duration) {
  if (duration.count() < 0) {
    return "time unknown";
  }
  const auto ns = static_cast<double>(duration.count());
  if (ns < 999.5) {
    return fmt::format("{} ns", duration.count());
  }
  if (ns < 999.5e3) {
    return three_digits(ns / 1e3, "µs");
  }
  if (ns < 999.5e6) {
    return three_digits(ns / 1e6, "ms");
  }
  if (ns < 99.95e9) {
    return three_digits(ns / 1e9, "s");
  }
  const auto seconds = static_cast<long long>(ns / 1e9 + 0.5);
  return seconds < 3600 ? fmt::format("{} min {:02} s", seconds / 60, seconds % 60)
                        : fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
}

std::string memory_text(std::uint64_t bytes) {
  constexpr double k_mebibyte = 1024.0 * 1024.0;
  return bytes == 0 ? std::string()
                    : fmt::format("{:.1f} MiB", static_cast<double>(bytes) / k_mebibyte);
}

std::string time_text(std::chrono::nanoseconds time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", utc(time));
}

std::string iso_time(std::chrono::nanoseconds time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", utc(time));
}

}  // namespace testtracker::report
