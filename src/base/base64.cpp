#include "base/base64.hpp"

#include <cstddef>
#include <cstdint>

namespace testtracker {
namespace {

constexpr std::string_view k_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group <<= 8U;
      group |= i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U;
    }
    for (std::size_t j = 0; j < 4; ++j) {
      const bool is_padding = j > bytes.size() - i;
      out += is_padding ? '=' : k_alphabet[(group >> (18U - 6U * j)) & 0x3FU];
    }
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::string out;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const bool is_padding = i + j >= text.size() - padding;
      const std::size_t digit = is_padding ? 0 : k_alphabet.find(text[i + j]);
      if (digit == std::string_view::npos) {
        return std::nullopt;
      }
      group = (group << 6U) | static_cast<std::uint32_t>(digit);
    }
    out += static_cast<char>(group >> 16U);
    out += static_cast<char>((group >> 8U) & 0xFFU);
    out += static_cast<char>(group & 0xFFU);
  }
  out.resize(out.size() - padding);
  if (to_base64(out) != text) {
    return std::nullopt;
  }
  return out;
}

}  // namespace testtracker
