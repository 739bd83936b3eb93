#include "upload/value_text.hpp"

#include "base/json_text.hpp"

#include <fmt/format.h>

namespace testtracker::upload {
namespace {

constexpr std::string_view k_ellipsis = "…";
constexpr std::string_view k_separator = ", ";

bool is_inside_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::string cut_text(std::string_view text, std::size_t max_bytes) {
  // A broken byte grows to three, so more than `max_bytes` of the input can never be needed.
  const bool is_cut_early = text.size() > 2 * max_bytes + 4;
  std::string valid = to_valid_utf8(is_cut_early ? text.substr(0, 2 * max_bytes + 4) : text);
  if (valid.size() <= max_bytes) {
    return valid;
  }
  std::size_t end = max_bytes - k_ellipsis.size();
  while (end > 0 && is_inside_character(valid[end])) {
    --end;
  }
  valid.resize(end);
  return valid.append(k_ellipsis);
}

std::string name_list(const std::vector<std::string>& names, std::size_t max_bytes) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view separator = i == 0 ? "" : k_separator;
    const bool is_last = i + 1 == names.size();
    const std::size_t room = is_last ? 0 : k_separator.size() + k_ellipsis.size();
    if (list.size() + separator.size() + names[i].size() + room > max_bytes) {
      return list.append(separator).append(k_ellipsis);
    }
    list.append(separator).append(names[i]);
  }
  return list;
}

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

}  // namespace testtracker::upload
