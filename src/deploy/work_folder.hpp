#pragma once

// The working directory of a deployment, `{root}/<run id>`: credentials, checkout, build. It is
// removed on every way out; what a killed deployment left is found by the next one. Specified in
// docs/deployment.md, "What a death leaves".

#include "base/unique_fd.hpp"

#include <testtracker/result.hpp>

#include <string>
#include <vector>

namespace testtracker::deploy {

/// What the next deployment has to know of one that was killed.
struct WorkRecord {
  std::string owner;        ///< of the lease
  std::string environment;  ///< empty: nothing was touched yet
  std::string githash;      ///< empty: not known yet
  std::string place;        ///< which target and ledger; cleaning needs the same ones
};

/// Holds an flock on the folder's file `lock` for life: a folder whose lock is free belongs to
/// nobody. Move-only; the destructor removes the folder.
class WorkFolder {
 public:
  /// `{root}/<name>`, 0700; root is created. Errors: `io`, `busy` when it exists and is in use.
  static Result<WorkFolder> create(const std::string& root, const std::string& name);
  /// All folders in `root` whose owner is dead, each locked by us now; their destructors remove
  /// them. What is not ours to read is left alone.
  [[nodiscard]] static std::vector<WorkFolder> find_orphans(const std::string& root);

  WorkFolder(WorkFolder&& other) noexcept;
  WorkFolder& operator=(WorkFolder&& other) noexcept;
  ~WorkFolder();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Replaces the record as a whole. Errors: `io`.
  Result<void> write(const WorkRecord& record) const;
  /// Empty fields when there is none, or it is damaged.
  [[nodiscard]] WorkRecord read() const;

 private:
  WorkFolder(std::string path, UniqueFd lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  void remove() noexcept;

  std::string path_;
  UniqueFd lock_;
};

}  // namespace testtracker::deploy
