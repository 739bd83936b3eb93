#pragma once

// The private folder of one local engine: sockets and logs of kernels, executed notebooks. Its path
// is short, because that of a socket may have 108 bytes (unix(7)).

#include <testtracker/result.hpp>

#include <string>
#include <utility>

namespace testtracker::notebook {

/// Owns the folder (0700); the destructor removes it. Move-only.
class LocalFolder {
 public:
  /// Makes `<parent>/tt-nb-<uid>-<pid>-<start ticks>`, and removes those of dead processes. Errors:
  /// `io`.
  static Result<LocalFolder> create(const std::string& parent);

  LocalFolder(LocalFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  LocalFolder& operator=(LocalFolder&&) = delete;
  ~LocalFolder();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Makes the next numbered folder inside and returns its path. Errors: `io`.
  Result<std::string> add_folder();

 private:
  explicit LocalFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;  // empty = moved from
  int folders_ = 0;
};

}  // namespace testtracker::notebook
