#pragma once

// A directory that ctest takes for the build directory and that puts `testtracker-launch` in front
// of every test's command (docs/ctest.md): links to all that the build directory holds, and an own
// CTestTestfile.cmake that includes the original.

#include <testtracker/result.hpp>

#include <string>

namespace testtracker::sources {

class CtestShadow {
 public:
  /// For whom: a dashboard client asks DartConfiguration.tcl where the build directory is.
  enum class Client { plain, dashboard };

  /// `path`: where the shadow shall be; it must not exist. `launcher`: path of the program. Errors:
  /// `not_found` when the build directory has no tests, `io`.
  static Result<CtestShadow> create(const std::string& path, const std::string& build_directory,
                                    const std::string& launcher, Client client);

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

/// A directory that ctest takes for the source directory, so that a preset that names its build
/// directory by `${sourceDir}` names a place of ours: links to all but the way to that place.
class SourceShadow {
 public:
  /// `path`: where it shall be; it must not exist. Errors: `unsupported` when the build directory
  /// is not below the sources, `io`.
  static Result<SourceShadow> create(const std::string& path, const std::string& sources,
                                     const std::string& build_directory);

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Where the preset's build directory is now. Does not exist yet.
  [[nodiscard]] const std::string& build_path() const noexcept { return build_path_; }

  /// Moves files that appeared at the top to the sources, and removes the shadow.
  void remove() const;

 private:
  SourceShadow(std::string path, std::string sources, std::string build_path)
      : path_(std::move(path)), sources_(std::move(sources)), build_path_(std::move(build_path)) {}

  std::string path_;
  std::string sources_;
  std::string build_path_;
};

/// A script that `ctest -S` runs instead of the user's, which it includes: there `ctest_test` makes
/// a shadow of the build directory first, that only the script knows, and tests in it.
class ScriptShadow {
 public:
  /// `folder`: where its files shall be; it exists. Errors: `not_found` when there is no such
  /// script, `io`.
  static Result<ScriptShadow> create(const std::string& folder, const std::string& script,
                                     const std::string& launcher);

  [[nodiscard]] std::string script() const { return folder_ + "/script.cmake"; }
  /// Where every build directory has its shadow while it is tested.
  [[nodiscard]] std::string shadow() const { return folder_ + "/shadow"; }
  /// Holds the path of the build directory whose shadow it is.
  [[nodiscard]] std::string build_file() const { return folder_ + "/build"; }

 private:
  explicit ScriptShadow(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

}  // namespace testtracker::sources
