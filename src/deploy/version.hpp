#pragma once

// What is deployed where: one commit in one environment, and the files of which it consists. Used
// by targets and by whatever deploys, promotes and prunes. Specified in docs/deployment.md.

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace testtracker::deploy {

/// Lies at `{base}/{environment}/{githash}` of every target.
struct Version {
  std::string environment;
  std::string githash;  ///< of which is_githash is true
};

/// A name is part of paths and table rows: 1 to 64 of `A-Z a-z 0-9 . _ -`, the first one a letter
/// or digit. Errors: `invalid_argument`.
Result<void> check_environment_name(const std::string& name);

/// 40 or 64 lower-case hexadecimal digits, as git writes a whole hash.
[[nodiscard]] bool is_githash(std::string_view text) noexcept;

/// Its first 8 digits, for people.
[[nodiscard]] std::string short_hash(const std::string& githash);

enum class FileKind {
  notebook,  ///< .ipynb, or Databricks' source format, told by its first line
  file,      ///< anything else, plain .py modules included
};

/// One file of a version.
struct VersionFile {
  std::string path;  ///< in the repository, relative, `/` separated: `etl/load.py`
  FileKind kind = FileKind::file;
  std::string source;  ///< where its bytes are on this machine, absolute; not in a manifest
  std::string sha256;  ///< 64 lower-case hexadecimal digits
  std::uint64_t size_bytes = 0;
};

/// What a build made, kept beside the files of a version.
struct Artefact {
  std::string name;    ///< without folders, unique in its version: `orders-1.0-py3-none-any.whl`
  std::string source;  ///< as VersionFile's
  std::string sha256;
  std::uint64_t size_bytes = 0;
};

/// The name under which a workspace shows the file: a notebook loses its extension there, so that
/// `a.py` and `a.ipynb` cannot both be in one version.
[[nodiscard]] std::string object_path(const VersionFile& file);

}  // namespace testtracker::deploy
