#include "context/machine.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace testtracker::context {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

// A value of os-release(5) is quoted as a shell would; backslashes escape.
std::string unquoted(const std::string& value) {
  std::string text;
  const char quote = value.empty() ? '\0' : value.front();
  const bool is_quoted = quote == '"' || quote == '\'';
  for (std::size_t at = is_quoted ? 1 : 0; at < value.size(); ++at) {
    if (is_quoted && value[at] == quote) {
      break;
    }
    at += value[at] == '\\' && at + 1 < value.size() ? 1U : 0U;
    text += value[at];
  }
  return text;
}

}  // namespace

std::string pretty_name(const std::string& os_release) {
  std::istringstream lines(os_release);
  constexpr const char* k_name = "PRETTY_NAME=";
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(k_name, 0) == 0) {
      return unquoted(line.substr(std::string(k_name).size()));
    }
  }
  return {};
}

std::string operating_system() {
  for (const char* const path : {"/etc/os-release", "/usr/lib/os-release"}) {
    std::ifstream file(path, std::ios::binary);
    std::string name = pretty_name({std::istreambuf_iterator<char>(file), {}});
    if (!name.empty()) {
      return name;
    }
  }
  utsname system{};
  return ::uname(&system) == 0 ? std::string(system.sysname) + " " + system.release : "";
}

std::string machine_name() {
  utsname system{};
  return ::uname(&system) == 0 ? lower(system.sysname) + "-" + system.machine : "";
}

std::string user_name() {
  const passwd* const entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_name : std::to_string(::geteuid());
}

}  // namespace testtracker::context
