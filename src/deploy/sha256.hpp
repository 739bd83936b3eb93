#pragma once

// SHA-256 (FIPS 180-4), for manifests that others can check with `sha256sum`. What only testtracker
// reads uses content_hash.hpp.

#include <testtracker/result.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace testtracker::deploy {

/// Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  /// Cutting the bytes into other pieces gives the same hash.
  void add(std::string_view bytes) noexcept;
  /// 64 lower-case hexadecimal digits, of all bytes so far.
  [[nodiscard]] std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Of a whole file. Errors: `not_found` when there is no such file, or it is none; `io`.
Result<std::string> sha256_of_file(const std::string& path);

}  // namespace testtracker::deploy
