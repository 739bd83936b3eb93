#include "settings/value_check.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace testtracker::settings {
namespace {

Error must_be(const std::string& what) {
  return {ErrorCode::invalid_argument, "must be " + what};
}

template <typename Number>
Result<Number> parse_whole(const std::string& text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, value);
  if (code != std::errc() || stop != end) {
    return must_be("a number");
  }
  return value;
}

std::string range_text(const Definition& definition, const std::string& noun) {
  if (definition.maximum < definition.minimum) {
    return fmt::format("{}, {} or more", noun, definition.minimum);
  }
  return fmt::format("{} from {} to {}", noun, definition.minimum, definition.maximum);
}

bool is_in_range(const Definition& definition, double value) {
  return value >= definition.minimum &&
         (definition.maximum < definition.minimum || value <= definition.maximum);
}

template <typename Number>
Result<std::string> checked_number(const Definition& definition, const std::string& text,
                                   const std::string& noun) {
  const auto value = parse_whole<Number>(text);
  if (!value || !is_in_range(definition, static_cast<double>(*value))) {
    return must_be(range_text(definition, noun));
  }
  return text;
}

Result<std::string> checked_choice(const Definition& definition, const std::string& text) {
  const auto& choices = definition.choices;
  if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
    return must_be(fmt::format("{}", fmt::join(choices, " or ")));
  }
  return text;
}

bool is_allowed_in_key(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return std::isalnum(byte) != 0 || byte >= 0x80 ||
         std::string_view("_.-: /").find(letter) != std::string_view::npos;
}

}  // namespace

Result<bool> parse_boolean(const std::string& text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  if (lower == "true" || lower == "1") {
    return true;
  }
  if (lower == "false" || lower == "0") {
    return false;
  }
  return must_be("true, false, 1 or 0");
}

Result<std::map<std::string, std::string>> parse_json_tags(const std::string& text) {
  const auto object = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    return must_be(R"(a JSON object such as {"team": "parser"})");
  }
  std::map<std::string, std::string> tags;
  for (const auto& [key, value] : object.items()) {
    if (const auto good = check_tag_key(key); !good) {
      return must_be("a JSON object of tags, and a tag's name " + good.error().message);
    }
    tags[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return tags;
}

Result<void> check_tag_key(const std::string& key) {
  constexpr std::size_t k_longest_bytes = 250;
  if (key.empty() || key.size() > k_longest_bytes ||
      !std::all_of(key.begin(), key.end(), is_allowed_in_key)) {
    return must_be("1 to 250 letters, digits, spaces and _ . - : /");
  }
  if (key.rfind("testtracker.", 0) == 0) {
    return must_be("another: names that begin with testtracker. are kept for testtracker's own");
  }
  return {};
}

Result<std::string> checked_text(const Definition& definition, const std::string& text) {
  switch (definition.type) {
    case Type::boolean: {
      const auto value = parse_boolean(text);
      return value ? Result<std::string>(*value ? "true" : "false") : value.error();
    }
    case Type::integer:
      return checked_number<std::int64_t>(definition, text, "a whole number");
    case Type::number:
      return checked_number<double>(definition, text, "a number");
    case Type::choice:
      return checked_choice(definition, text);
    case Type::json_tags: {
      const auto tags = parse_json_tags(text);
      return tags ? Result<std::string>(text) : tags.error();
    }
    case Type::text:
    case Type::secret:
    case Type::path:
    case Type::program:
    case Type::list:
      break;
  }
  return text;
}

std::string without_credentials(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos) {
    return text;
  }
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(text.find_first_of("/?#", begin), text.size());
  // The last @ of the authority ends the user information, RFC 3986 section 3.2.
  const std::size_t at = text.rfind('@', end);
  if (at == std::string::npos || at < begin) {
    return text;
  }
  return text.substr(0, begin) + "***" + text.substr(at);
}

}  // namespace testtracker::settings
