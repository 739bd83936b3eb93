#include "baseline/accepted_levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace testtracker::baseline {
namespace {

constexpr std::string_view k_blanks = " \t\r";
constexpr std::size_t k_least_digits = 7;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(k_blanks);
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(k_blanks) - first + 1);
}

bool is_commit(std::string_view text) {
  return text.size() >= k_least_digits && text.size() <= 64 &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<AcceptedLevel> parse_line(std::string_view line, std::size_t number) {
  const auto hash = line.find(" #");
  const auto body = trimmed(line.substr(0, hash));
  const auto blank = body.find_first_of(k_blanks);
  const auto commit = body.substr(0, blank);
  if (blank == std::string_view::npos || !is_commit(commit)) {
    return Error{
        ErrorCode::bad_format,
        fmt::format("line {} is '{}'; write the commit, a space and the test's key", number, line)};
  }
  AcceptedLevel level;
  level.line = number;
  level.commit = commit;
  level.key = trimmed(body.substr(blank));
  level.note = hash == std::string_view::npos ? "" : trimmed(line.substr(hash + 2));
  return level;
}

}  // namespace

Result<std::vector<AcceptedLevel>> parse_accepted(std::string_view text) {
  std::vector<AcceptedLevel> levels;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') {
      continue;
    }
    auto level = parse_line(line, number);
    if (!level) {
      return level.error();
    }
    levels.push_back(*std::move(level));
  }
  return levels;
}

Result<std::vector<AcceptedLevel>> read_accepted(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 && errno == ENOENT) {
    return std::vector<AcceptedLevel>();
  }
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) {
    return Error{ErrorCode::io, fmt::format("read {}: {}", path, std::strerror(errno))};
  }
  auto levels = parse_accepted(text);
  return levels
             ? levels
             : Error{levels.error().code, fmt::format("read {}: {}", path, levels.error().message)};
}

Result<void> add_accepted(const std::string& path, const AcceptedLevel& level) {
  if (!is_commit(level.commit)) {
    return Error{ErrorCode::invalid_argument,
                 fmt::format("'{}' is no commit; give at least {} of its hexadecimal digits",
                             level.commit, k_least_digits)};
  }
  if (level.key.empty() || level.key.find_first_of("#\n") != std::string::npos ||
      level.note.find('\n') != std::string::npos) {
    return Error{
        ErrorCode::invalid_argument,
        fmt::format("'{}' is no key of a test; testtracker history shows them", level.key)};
  }
  struct stat info {};
  const bool is_new = ::stat(path.c_str(), &info) != 0;
  std::ofstream file(path, std::ios::binary | std::ios::app);
  if (is_new) {
    file << "# Changes of level that were looked at and accepted: commit, key  # why.\n"
            "# Written by 'testtracker accept', read by 'testtracker gate' and 'history'.\n";
  }
  file << level.commit << ' ' << level.key;
  if (!level.note.empty()) {
    file << "  # " << level.note;
  }
  file << '\n';
  file.close();
  if (!file) {
    return Error{ErrorCode::io, fmt::format("write {}: {}", path, std::strerror(errno))};
  }
  return {};
}

}  // namespace testtracker::baseline
