#include "redact/redactor.hpp"

#include "base/base64.hpp"
#include "base/json_text.hpp"

#include <algorithm>
#include <utility>

namespace testtracker::redact {

namespace {

constexpr std::size_t k_shortest_fragment_bytes = 8;  ///< of lines, base 64 and secrets cut off

std::string url_escaped(const std::string& text, const char* digits, const char* space) {
  constexpr std::string_view k_unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";  // RFC 3986, 2.3
  std::string escaped;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == ' ') {
      escaped += space;
    } else if (k_unreserved.find(letter) != std::string_view::npos) {
      escaped += letter;
    } else {
      escaped += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return escaped;
}

std::string json_escaped(const std::string& text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string with_escaped_slashes(const std::string& text) {
  std::string escaped;
  for (const char letter : text) {
    escaped += letter == '/' ? std::string("\\/") : std::string(1, letter);
  }
  return escaped;
}

/// The characters of base 64 that `secret` alone decides when `before` bytes (0 to 2, modulo 3)
/// stand in front of it and anything may follow: as in `user:password`.
std::string base64_core(const std::string& secret, std::size_t before) {
  const std::string encoded = to_base64(std::string(before, 'x') + secret);
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t last = (before + secret.size()) * 8 / 6;
  return last > first ? encoded.substr(first, last - first) : std::string();
}

std::string url_alphabet(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

void add_base64(std::vector<std::string>& forms, const std::string& secret) {
  forms.push_back(to_base64(secret));
  forms.push_back(url_alphabet(to_base64(secret)));
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string core = base64_core(secret, before);
    if (core.size() >= k_shortest_fragment_bytes) {
      forms.push_back(core);
      forms.push_back(url_alphabet(core));
    }
  }
}

void add_lines(std::vector<std::string>& forms, const std::string& secret) {
  for (std::size_t begin = 0; begin < secret.size();) {
    const std::size_t end = std::min(secret.find_first_of("\r\n", begin), secret.size());
    if (end - begin >= k_shortest_fragment_bytes) {
      forms.push_back(secret.substr(begin, end - begin));
    }
    begin = end + 1;
  }
}

}  // namespace

std::vector<std::string> forms_of(const std::string& secret) {
  if (secret.size() < k_shortest_secret_bytes) {
    return {};
  }
  constexpr const char* k_upper = "0123456789ABCDEF";
  constexpr const char* k_lower = "0123456789abcdef";
  std::vector<std::string> forms{secret,
                                 url_escaped(secret, k_upper, "%20"),
                                 url_escaped(secret, k_lower, "%20"),
                                 url_escaped(secret, k_upper, "+"),
                                 url_escaped(secret, k_lower, "+"),
                                 json_escaped(secret),
                                 with_escaped_slashes(json_escaped(secret))};
  add_base64(forms, secret);
  add_lines(forms, secret);
  std::sort(forms.begin(), forms.end());
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  return forms;
}

Redactor::Redactor(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    for (std::string& form : forms_of(secret)) {
      forms_[static_cast<unsigned char>(form.front())].push_back(std::move(form));
    }
  }
}

/// Extends covered_ by the forms that begin at `position`. False when one may begin there and its
/// end has not come yet.
bool Redactor::is_certain(std::size_t position, Ending ending) {
  const std::string_view rest = std::string_view(held_).substr(position);
  bool is_certain = true;
  for (const std::string& form : forms_[static_cast<unsigned char>(rest.front())]) {
    const std::size_t common = std::min(form.size(), rest.size());
    if (rest.substr(0, common) != std::string_view(form).substr(0, common)) {
      continue;
    }
    const bool is_whole = common == form.size();
    is_certain = is_certain && (is_whole || ending == Ending::closed);
    if (is_whole || (ending == Ending::closed && common >= k_shortest_fragment_bytes)) {
      covered_ = std::max(covered_, position + common);
    }
  }
  return is_certain;
}

std::string Redactor::pass(Ending ending) {
  std::string certain;
  std::size_t position = 0;
  // Overlapping secrets: all that any of them covers goes, hence each position is looked at.
  for (; position < held_.size(); ++position) {
    if (!is_certain(position, ending)) {
      break;
    }
    const bool is_secret = position < covered_;
    if (!is_secret) {
      certain += held_[position];
    } else if (!is_after_mark_) {
      certain += k_mark;
    }
    is_after_mark_ = is_secret;
  }
  held_.erase(0, position);
  covered_ -= std::min(covered_, position);
  return certain;
}

std::string Redactor::feed(std::string_view chunk) {
  held_ += chunk;
  return pass(Ending::open);
}

std::string Redactor::finish() {
  std::string rest = pass(Ending::closed);
  held_.clear();
  covered_ = 0;
  is_after_mark_ = false;
  return rest;
}

std::string Redactor::redacted(std::string_view text) {
  std::string certain = feed(text);
  return certain + finish();
}

}  // namespace testtracker::redact
