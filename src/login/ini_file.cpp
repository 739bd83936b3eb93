#include "login/ini_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

namespace testtracker::login {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(k_blank);
  if (begin == std::string_view::npos) {
    return {};
  }
  return std::string(text.substr(begin, text.find_last_not_of(k_blank) - begin + 1));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

}  // namespace

Result<IniFile> read_ini_file(const std::string& path) {
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return IniFile{};
    }
    return Error{ErrorCode::io,
                 fmt::format("read {}: {}", path, std::generic_category().message(errno))};
  }
  IniFile file;
  IniSection* section = nullptr;
  for (std::string line; std::getline(stream, line);) {
    const std::string text = trimmed(line);
    if (text.empty() || text.front() == '#' || text.front() == ';') {
      continue;
    }
    if (text.front() == '[' && text.back() == ']') {
      section = &file[text.substr(1, text.size() - 2)];
      continue;
    }
    const std::size_t sign = text.find_first_of("=:");
    if (section != nullptr && sign != std::string::npos) {
      (*section)[lower(trimmed(text.substr(0, sign)))] = trimmed(text.substr(sign + 1));
    }
  }
  return file;
}

}  // namespace testtracker::login
