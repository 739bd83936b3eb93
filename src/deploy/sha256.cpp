#include "deploy/sha256.hpp"

#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <openssl/evp.h>

namespace testtracker::deploy {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

}  // namespace

struct Sha256::State {
  Context context{EVP_MD_CTX_new()};
};

// OpenSSL's calls fail when memory runs out, or for an algorithm that a policy forbids; SHA-256 is
// in all of them.
Sha256::Sha256() : state_(std::make_unique<State>()) {
  [[maybe_unused]] const int begun =
      EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr);
  assert(begun == 1);
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) noexcept {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string Sha256::text() const {
  const Context copy(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_MD_CTX_copy_ex(copy.get(), state_->context.get());
  EVP_DigestFinal_ex(copy.get(), digest.data(), &size);
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += k_digits[digest[i] >> 4U];
    text += k_digits[digest[i] & 15U];
  }
  return text;
}

Result<std::string> sha256_of_file(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return Error{ErrorCode::not_found, "read " + path + ": there is no such file"};
  }
  std::ifstream file(path, std::ios::binary);
  Sha256 hash;
  std::array<char, 65536> buffer{};
  while (file) {
    file.read(buffer.data(), buffer.size());
    hash.add({buffer.data(), static_cast<std::size_t>(file.gcount())});
  }
  if (!file.eof()) {
    return Error{ErrorCode::io, "read " + path + ": " + std::strerror(errno)};
  }
  return hash.text();
}

}  // namespace testtracker::deploy
