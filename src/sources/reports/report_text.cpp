#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace testtracker::sources {
namespace {

constexpr double k_longest_seconds = 3.2e9;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string with_point(std::string_view text) {
  std::string digits(text);
  const bool means_thousands =
      digits.find('.') != std::string::npos || std::count(digits.begin(), digits.end(), ',') > 1;
  if (means_thousands) {
    digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
  } else {
    std::replace(digits.begin(), digits.end(), ',', '.');
  }
  return digits;
}

// strtod obeys the locale, and from_chars for doubles is not everywhere.
double plain_number(const std::string& digits) {
  std::size_t at = 0;
  const bool is_negative = digits[at] == '-';
  at += is_negative || digits[at] == '+' ? 1U : 0U;
  double value = 0;
  int exponent = 0;
  for (bool behind_point = false; at < digits.size(); ++at) {
    if (digits[at] == '.' && !behind_point) {
      behind_point = true;
    } else if (is_digit(digits[at])) {
      value = value * 10 + (digits[at] - '0');
      exponent -= behind_point ? 1 : 0;
    } else {
      break;
    }
  }
  if (at + 1 < digits.size() && (digits[at] == 'e' || digits[at] == 'E')) {
    exponent += std::atoi(digits.c_str() + at + 1);
  }
  value *= std::pow(10.0, exponent);
  return is_negative ? -value : value;
}

// Seconds east of UTC at the end of a time; nothing for local time.
std::optional<long> zone_of(std::string_view text) {
  if (text.empty()) {
    return std::nullopt;
  }
  if (text.front() == 'Z' || text.front() == 'z') {
    return 0;
  }
  int hours = 0;
  int minutes = 0;
  const std::string digits(text.substr(1));
  if (std::sscanf(digits.c_str(), "%2d:%2d", &hours, &minutes) < 2 &&
      std::sscanf(digits.c_str(), "%2d%2d", &hours, &minutes) < 1) {
    return std::nullopt;
  }
  const long east = hours * 3600L + minutes * 60L;
  return text.front() == '-' ? -east : east;
}

struct Place {
  std::string file;
  std::int32_t line = 0;
};

// `file:12`, `file:12:` or `file:12: Failure`.
std::optional<Place> place_in(std::string_view line) {
  const auto end = line.find_last_of("0123456789");
  for (auto colon = line.rfind(':', end); colon != std::string_view::npos && colon > 0;
       colon = line.rfind(':', colon - 1)) {
    auto digits = line.substr(colon + 1);
    const auto count = std::min(digits.find_first_not_of("0123456789"), digits.size());
    const auto rest = digits.substr(count);
    const auto file = line.substr(0, colon);
    if (count > 0 && count < 10 && (rest.empty() || rest == ":" || rest == ": Failure") &&
        file.find(' ') == std::string_view::npos) {
      return Place{std::string(file), line_number(digits.substr(0, count))};
    }
  }
  return std::nullopt;
}

}  // namespace

double number(std::string_view text) {
  text = trimmed(text);
  const double value = text.empty() ? 0 : plain_number(with_point(text));
  return std::isfinite(value) ? value : 0;
}

std::chrono::nanoseconds seconds(double value) {
  value = std::isfinite(value) ? std::clamp(value, 0.0, k_longest_seconds) : 0;
  return std::chrono::nanoseconds(std::llround(value * 1e9));
}

std::chrono::nanoseconds seconds(std::string_view text) {
  return text.find_first_of("0123456789") == std::string_view::npos ? k_unknown_duration
                                                                    : seconds(number(text));
}

std::optional<std::chrono::nanoseconds> wall_time(std::string_view text) {
  const std::string copy(trimmed(text));
  std::tm time{};
  int read = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d%n", &time.tm_year, &time.tm_mon,
                  &time.tm_mday, &time.tm_hour, &time.tm_min, &time.tm_sec, &read) < 6 ||
      time.tm_year <= 1970 || time.tm_year > 2200) {
    return std::nullopt;
  }
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  time.tm_isdst = -1;
  std::string_view rest = std::string_view(copy).substr(static_cast<std::size_t>(read));
  std::chrono::nanoseconds fraction{};
  if (!rest.empty() && (rest.front() == '.' || rest.front() == ',')) {
    const auto end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    fraction = seconds(number("0." + std::string(rest.substr(1, end - 1))));
    rest.remove_prefix(end);
  }
  const auto zone = zone_of(rest);
  const std::time_t whole = zone ? ::timegm(&time) - *zone : std::mktime(&time);
  return whole <= 0 ? std::nullopt : std::optional(std::chrono::seconds(whole) + fraction);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::string stem_of(std::string_view path) {
  path.remove_prefix(std::min(path.find_last_of("/\\") + 1, path.size()));
  const auto dot = path.rfind('.');
  return std::string(dot == 0 ? path : path.substr(0, dot));
}

std::int32_t line_number(std::string_view text) {
  std::int32_t line = 0;
  for (const char c : text.substr(0, 9)) {
    if (!is_digit(c)) {
      break;
    }
    line = line * 10 + (c - '0');
  }
  return line;
}

FailureReported failure_of(FailureKind kind, std::string_view text) {
  FailureReported failure;
  failure.kind = kind;
  text = trimmed(text);
  const auto first = text.substr(0, text.find('\n'));
  const auto last_begin = text.rfind('\n');
  const auto last = last_begin == std::string_view::npos ? "" : text.substr(last_begin + 1);
  if (auto place = place_in(trimmed(first)); place && first.size() < text.size()) {
    failure.file = std::move(place->file);
    failure.line = place->line;
    text.remove_prefix(first.size());
  } else if (first == "unknown file" && first.size() < text.size()) {
    text.remove_prefix(first.size());
  } else if (last.substr(0, 3) == "at ") {
    if (auto at = place_in(trimmed(last.substr(3)))) {
      failure.file = std::move(at->file);
      failure.line = at->line;
      text = text.substr(0, last_begin);
    }
  }
  failure.text = trimmed(text);
  return failure;
}

}  // namespace testtracker::sources
