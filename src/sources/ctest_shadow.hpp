#pragma once

// A directory that ctest takes for the build directory and that puts `testtracker-launch` in front
// of every test's command (docs/ctest.md): links to all that the build directory holds, and an own
// CTestTestfile.cmake that includes the original.

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::sources {

class CtestShadow {
 public:
  /// `path`: where the shadow shall be; it must not exist. `launcher`: path of the program. Errors:
  /// `not_found` when the build directory has no tests, `io`.
  static Result<CtestShadow> create(const std::string& path, const std::string& build_directory,
                                    const std::string& launcher);

  /// Absolute, as getcwd(3) would say it.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& build_directory() const noexcept { return build_directory_; }

  /// Moves what appeared in the shadow meanwhile to where it belongs, and removes the shadow.
  void remove() const;

 private:
  CtestShadow(std::string path, std::string build_directory)
      : path_(std::move(path)), build_directory_(std::move(build_directory)) {}

  std::string path_;
  std::string build_directory_;
};

}  // namespace testtracker::sources
