#include "sources/programs/catch2_console.hpp"

#include "sources/reports/report_text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace testtracker::sources {
namespace {

constexpr std::string_view k_fatal = "due to a fatal error condition";
constexpr std::string_view k_exception = "due to unexpected exception";
constexpr std::size_t k_longest_text_bytes = 1024 * 1024;
constexpr std::size_t k_most_names = 64;
constexpr std::size_t k_shortest_rule = 20;  // CATCH_CONFIG_CONSOLE_WIDTH is the project's choice

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// A test may have printed something in front that had no newline at its end.
bool ends_with_rule(std::string_view line, char sign) {
  const auto last_other = line.find_last_not_of(sign);
  return line.size() - (last_other == std::string_view::npos ? 0 : last_other + 1) >=
         k_shortest_rule;
}

bool has_line(std::string_view text, std::string_view begin) {
  return starts_with(text, begin) || text.find("\n" + std::string(begin)) != std::string_view::npos;
}

// `outer / inner`, the indented lines of a heading.
std::string sections_of(const std::vector<std::string>& heading) {
  std::string sections;
  for (const auto& line : heading) {
    if (starts_with(line, "  ")) {
      sections += (sections.empty() ? "" : " / ") + std::string(trimmed(line));
    }
  }
  return sections;
}

// The number in front of `word` in `test cases: 8 | 3 passed | 4 failed`; 0 when it is not there.
std::uint64_t count_before(std::string_view line, std::string_view word) {
  while (!line.empty()) {
    const auto end = std::min(line.find('|'), line.size());
    const auto column = trimmed(line.substr(0, end));
    std::uint64_t count = 0;
    const auto parsed = std::from_chars(column.data(), column.data() + column.size(), count);
    const auto behind = static_cast<std::size_t>(parsed.ptr - column.data());
    if (parsed.ec == std::errc() && trimmed(column.substr(behind)) == word) {
      return count;
    }
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return 0;
}

// `All tests passed (12 assertions in 3 test cases)`.
std::uint64_t count_in_sentence(std::string_view line) {
  const auto in = line.rfind(" in ");
  std::uint64_t count = 0;
  if (in != std::string_view::npos) {
    std::from_chars(line.data() + in + 4, line.data() + line.size(), count);
  }
  return count;
}

std::optional<Catch2Totals> totals_of(std::string_view line) {
  constexpr std::string_view k_table = "test cases:";
  if (starts_with(line, k_table)) {
    line.remove_prefix(k_table.size());
    return Catch2Totals{count_before(line, ""), count_before(line, "passed"),
                        count_before(line, "failed"), count_before(line, "failed as expected")};
  }
  if (starts_with(line, "All tests passed (")) {
    const auto count = count_in_sentence(line);
    return Catch2Totals{count, count, 0, 0};
  }
  return starts_with(line, "No tests ran") ? std::make_optional(Catch2Totals{}) : std::nullopt;
}

}  // namespace

bool is_fatal(const Catch2Part& part) {
  return !part.is_skip && has_line(part.failure.text, k_fatal);
}

void Catch2Console::read_line(std::string_view line) {
  if (!read_heading(line) && !read_part(line) && !read_totals(line)) {
    add_to_part(line);
  }
}

// A rule, the name of the test, the names of its sections (indented), a rule, the place, a rule of
// dots. Rules alone stand in tables of benchmarks and in texts.
bool Catch2Console::read_heading(std::string_view line) {
  if (ends_with_rule(line, '-')) {
    end_part();
    names_ = std::exchange(behind_rule_, {});
    return true;
  }
  if (ends_with_rule(line, '.') && behind_rule_.size() == 1 && !names_.empty()) {
    heading_ = std::exchange(names_, {});
    return true;
  }
  if (behind_rule_.size() < k_most_names) {
    behind_rule_.emplace_back(line);
  }
  return false;
}

// `/src/a.cpp:12: FAILED:`; with --success also `PASSED:`, which ends what was before it.
bool Catch2Console::read_part(std::string_view line) {
  for (const std::string_view word :
       {": FAILED:", ": SKIPPED:", ": PASSED:", ": FAILED - but was ok:", ": warning:"}) {
    if (line.size() <= word.size() || line.substr(line.size() - word.size()) != word) {
      continue;
    }
    const auto place = line.substr(0, line.size() - word.size());
    const auto colon = place.rfind(':');
    Catch2Part part;
    if (colon == std::string_view::npos ||
        std::from_chars(place.data() + colon + 1, place.data() + place.size(), part.failure.line)
                .ptr != place.data() + place.size()) {
      return false;
    }
    end_part();
    part.failure.file = place.substr(0, colon);
    part.is_skip = word == ": SKIPPED:";
    if (part.is_skip || word == ": FAILED:") {
      part_ = std::move(part);
    }
    return true;
  }
  return false;
}

bool Catch2Console::read_totals(std::string_view line) {
  if (ends_with_rule(line, '=')) {
    end_part();
    return true;
  }
  auto totals = totals_of(line);
  if (!totals || part_) {
    return false;
  }
  totals_ = totals;  // the last one counts: a test may have printed such a line, too
  return true;
}

void Catch2Console::add_to_part(std::string_view line) {
  if (part_ && part_->failure.text.size() < k_longest_text_bytes) {
    auto& text = part_->failure.text;
    text += text.empty() ? "" : "\n";
    text += line;
  }
}

void Catch2Console::end_part() {
  if (!part_) {
    return;
  }
  auto part = *std::exchange(part_, std::nullopt);
  auto& failure = part.failure;
  failure.text = trimmed(failure.text);
  failure.kind = has_line(failure.text, k_exception) || has_line(failure.text, k_fatal)
                     ? FailureKind::exception
                     : FailureKind::assertion;
  const auto sections = sections_of(heading_);
  if (!part.is_skip && !sections.empty()) {
    failure.text += "\nin section: " + sections;
  }
  part.heading = heading_;
  on_part_(std::move(part));
}

}  // namespace testtracker::sources
