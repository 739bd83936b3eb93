#pragma once

// A 128-bit fingerprint of bytes, the same on every machine. Not against forgers: it tells whether
// a file was seen before.

#include <cstdint>
#include <string>
#include <string_view>

namespace testtracker {

class ContentHash {
 public:
  /// Cutting the bytes into other pieces gives the same hash.
  void add(std::string_view bytes) noexcept;
  [[nodiscard]] std::uint64_t low() const noexcept;
  /// 32 hexadecimal digits.
  [[nodiscard]] std::string text() const;

 private:
  void mix(std::uint64_t word) noexcept;
  [[nodiscard]] ContentHash finished() const noexcept;

  std::uint64_t a_ = 0x9E3779B97F4A7C15U;
  std::uint64_t b_ = 0xC2B2AE3D27D4EB4FU;
  std::uint64_t word_ = 0;  ///< bytes that do not fill a word yet
  std::uint64_t size_ = 0;
};

}  // namespace testtracker
