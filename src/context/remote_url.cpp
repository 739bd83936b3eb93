#include "context/remote_url.hpp"

#include <algorithm>
#include <string_view>

namespace testtracker::context {

std::string without_credentials(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) {
    return url;  // a path, or git@host:path, whose user is no secret
  }
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(url.find('/', begin), url.size());
  const std::size_t at = url.rfind('@', end);
  if (at == std::string::npos || at < begin) {
    return url;
  }
  const bool is_ssh = url.find("ssh") < scheme;
  const std::string user = url.substr(begin, std::min(url.find(':', begin), at) - begin);
  return url.substr(0, begin) + (is_ssh ? user + "@" : "") + url.substr(at + 1);
}

std::string repository_name(const std::string& url) {
  std::string_view name = url;
  while (!name.empty() && name.back() == '/') {
    name.remove_suffix(1);
  }
  // In `host:name` of an ssh address, too, nothing but the name is wanted.
  const std::size_t separator = name.find_last_of("/:");
  if (separator != std::string_view::npos) {
    name.remove_prefix(separator + 1);
  }
  constexpr std::string_view k_ending = ".git";
  if (name.size() > k_ending.size() && name.substr(name.size() - k_ending.size()) == k_ending) {
    name.remove_suffix(k_ending.size());
  }
  return std::string(name);
}

}  // namespace testtracker::context
