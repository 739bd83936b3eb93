#include "judge/quarantine.hpp"

#include "base/name_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include <sys/stat.h>

namespace testtracker::judge {
namespace {

constexpr std::string_view k_heading =
    "# Tests that `testtracker gate` reports and does not count, until the day in front of each.\n"
    "# <last day> <test>  # <why>\n";
constexpr std::string_view k_blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(k_blanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(k_blanks) - begin + 1);
}

// Days of the proleptic Gregorian calendar: https://howardhinnant.github.io/date_algorithms.html
Day day_of(int year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int of_era = year - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return Day(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

/// Exactly `2026-11-25`, a day that exists.
std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const auto number = [&](std::size_t begin, std::size_t size) {
    int value = -1;
    const auto* const end = text.data() + begin + size;
    return std::from_chars(text.data() + begin, end, value).ptr == end ? value : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1) {
    return std::nullopt;
  }
  const Day found = day_of(year, month, day);
  return day_text(found) == text ? std::optional<Day>(found) : std::nullopt;
}

/// Nothing for a line that is empty or a comment. Error: what the line should be.
Result<std::optional<QuarantineEntry>> parse_line(std::string_view line) {
  const auto comment = std::min(line.find('#'), line.size());
  const auto words = trimmed(line.substr(0, comment));
  if (words.empty()) {
    return std::optional<QuarantineEntry>();
  }
  const auto space = std::min(words.find_first_of(k_blanks), words.size());
  const auto day = parse_day(words.substr(0, space));
  QuarantineEntry entry;
  entry.pattern = trimmed(words.substr(space));
  if (!day || entry.pattern.empty()) {
    return Error{ErrorCode::bad_format,
                 fmt::format("'{}' is not `<last day> <test>  # <why>`, for example `2026-12-24 "
                             "Net/Connects  # slow DNS`",
                             words)};
  }
  entry.last_day = *day;
  entry.reason = trimmed(line.substr(std::min(comment + 1, line.size())));
  return std::optional<QuarantineEntry>(std::move(entry));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string line_of(const QuarantineEntry& entry) {
  auto reason = entry.reason;
  std::replace(reason.begin(), reason.end(), '\n', ' ');
  return fmt::format("{} {}{}\n", day_text(entry.last_day), entry.pattern,
                     reason.empty() ? "" : "  # " + reason);
}

}  // namespace

const QuarantineEntry* Quarantine::find(std::string_view key, Day today) const {
  const QuarantineEntry* found = nullptr;
  for (const auto& entry : entries) {
    const bool holds = entry.last_day >= today && fits_pattern(entry.pattern, key);
    if (holds && (found == nullptr || entry.last_day > found->last_day)) {
      found = &entry;
    }
  }
  return found;
}

std::vector<QuarantineEntry> Quarantine::expired(Day today) const {
  std::vector<QuarantineEntry> found;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(found),
               [&](const QuarantineEntry& entry) { return entry.last_day < today; });
  return found;
}

Result<Quarantine> parse_quarantine(std::string_view text) {
  Quarantine quarantine;
  std::size_t number = 0;
  for (const auto line : lines_of(text)) {
    ++number;
    auto entry = parse_line(line);
    if (!entry) {
      return Error{entry.error().code, fmt::format("line {}: {}", number, entry.error().message)};
    }
    if (*entry) {
      quarantine.entries.push_back(**std::move(entry));
    }
  }
  return quarantine;
}

Result<Quarantine> read_quarantine(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 && errno == ENOENT) {
    return Quarantine{};
  }
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof()) {
    return Error{ErrorCode::io, fmt::format("read the quarantine list {}: {}", path,
                                            std::generic_category().message(errno))};
  }
  auto quarantine = parse_quarantine(text);
  if (!quarantine) {
    return Error{quarantine.error().code,
                 fmt::format("read the quarantine list {}, {}", path, quarantine.error().message)};
  }
  return quarantine;
}

std::string with_entries(std::string_view text, const std::vector<QuarantineEntry>& entries) {
  std::string result(text.empty() ? k_heading : std::string_view());
  std::vector<bool> is_written(entries.size(), false);
  for (const auto line : lines_of(text)) {
    const auto known = parse_line(line);
    const auto same = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) {
      return known && *known && (*known)->pattern == entry.pattern;
    });
    if (same == entries.end()) {
      result += std::string(line) + "\n";
    } else if (const auto i = static_cast<std::size_t>(same - entries.begin()); !is_written[i]) {
      result += line_of(*same);
      is_written[i] = true;
    }
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    result += is_written[i] ? std::string() : line_of(entries[i]);
  }
  return result;
}

std::string day_text(Day day) {
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(day).count();
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

Day today() {
  return std::chrono::duration_cast<Day>(std::chrono::system_clock::now().time_since_epoch());
}

}  // namespace testtracker::judge
