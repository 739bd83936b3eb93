#include "http/url_text.hpp"

#include <algorithm>

namespace testtracker::http {
namespace {

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') ||
         std::string_view("-._~").find(letter) != std::string_view::npos;
}

std::string encoded(std::string_view text, std::string_view kept) {
  constexpr std::string_view k_digits = "0123456789ABCDEF";
  std::string out;
  for (const char letter : text) {
    if (is_unreserved(letter) || kept.find(letter) != std::string_view::npos) {
      out += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    out += {'%', k_digits[byte >> 4U], k_digits[byte & 15U]};
  }
  return out;
}

int hex_digit(char letter) {
  const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(letter);
  if (digit == std::string_view::npos) {
    return -1;
  }
  return static_cast<int>(digit < 16 ? digit : digit - 6);
}

// Where user information, host and port stand; empty when there is no scheme.
struct Authority {
  std::size_t begin = 0;
  std::size_t host = 0;
  std::size_t end = 0;
};

Authority authority_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    return {};
  }
  Authority authority;
  authority.begin = scheme + 3;
  authority.end = std::min(url.find_first_of("/?#", authority.begin), url.size());
  // The last @ ends the user information, RFC 3986 section 3.2.
  const std::size_t at = url.substr(0, authority.end).rfind('@');
  authority.host = at == std::string_view::npos || at < authority.begin ? authority.begin : at + 1;
  return authority;
}

}  // namespace

std::string redacted(std::string_view url) {
  const Authority authority = authority_of(url);
  if (authority.host == authority.begin) {
    return std::string(url);
  }
  return std::string(url.substr(0, authority.begin)) + "***@" +
         std::string(url.substr(authority.host));
}

std::string percent_encoded(std::string_view text) {
  return encoded(text, {});
}

std::string percent_encoded_path(std::string_view path) {
  return encoded(path, "/");
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string origin(std::string_view url) {
  const Authority authority = authority_of(url);
  if (authority.begin == 0) {
    return {};
  }
  std::string out(url.substr(0, authority.begin));
  out += url.substr(authority.host, authority.end - authority.host);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32)
                                          : static_cast<char>(letter);
  });
  return out;
}

}  // namespace testtracker::http
