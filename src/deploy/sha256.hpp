#pragma once

// SHA-256 (FIPS 180-4), for manifests that others can check with `sha256sum`. What only testtracker
// reads uses content_hash.hpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace testtracker::deploy {

class Sha256 {
 public:
  /// Cutting the bytes into other pieces gives the same hash.
  void add(std::string_view bytes) noexcept;
  /// 64 lower-case hexadecimal digits, of all bytes so far.
  [[nodiscard]] std::string text() const;

 private:
  void add_block(const unsigned char* block) noexcept;

  std::array<std::uint32_t, 8> state_ = {0x6a09e667U, 0xbb67ae85U, 0x3c6ef372U, 0xa54ff53aU,
                                         0x510e527fU, 0x9b05688cU, 0x1f83d9abU, 0x5be0cd19U};
  std::array<unsigned char, 64> pending_{};  ///< a block that is not full yet
  std::size_t pending_size_ = 0;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace testtracker::deploy
