#include "base/content_hash.hpp"

#include <cstdio>
#include <cstring>

namespace testtracker {
namespace {

std::uint64_t rotated(std::uint64_t value, unsigned by) {
  return (value << by) | (value >> (64U - by));
}

// Every bit of the input reaches every bit of the result (a multiply-xorshift finaliser).
std::uint64_t scrambled(std::uint64_t value) {
  value ^= value >> 32U;
  value *= 0xD6E8FEB86659FD93U;
  value ^= value >> 29U;
  value *= 0xA0761D6478BD642FU;
  return value ^ (value >> 32U);
}

// The first byte is the lowest, on every machine.
std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return word;
}

}  // namespace

void ContentHash::mix(std::uint64_t word) noexcept {
  a_ = rotated(a_ ^ (word * 0x9FB21C651E98DF25U), 27) * 0x3C79AC492BA7B653U;
  b_ = rotated(b_ + word, 41) * 0x1C69B3F74AC4AE35U + 0x52DCE729U;
}

void ContentHash::add(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    if (size_ % 8 == 0 && bytes.size() >= 8) {
      mix(word_at(bytes.data()));
      size_ += 8;
      bytes.remove_prefix(8);
      continue;
    }
    word_ |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes.front()))
             << (8 * (size_ % 8));
    bytes.remove_prefix(1);
    if (++size_ % 8 == 0) {
      mix(word_);
      word_ = 0;
    }
  }
}

ContentHash ContentHash::finished() const noexcept {
  ContentHash copy = *this;
  copy.mix(word_);
  copy.mix(size_);
  const auto a = scrambled(copy.a_ + rotated(copy.b_, 32));
  copy.b_ = scrambled(copy.b_ ^ a);
  copy.a_ = a;
  return copy;
}

std::uint64_t ContentHash::low() const noexcept {
  return finished().a_;
}

std::string ContentHash::text() const {
  const auto end = finished();
  char digits[40];
  std::snprintf(digits, sizeof digits, "%016llx%016llx", static_cast<unsigned long long>(end.a_),
                static_cast<unsigned long long>(end.b_));
  return digits;
}

}  // namespace testtracker
