#pragma once

// The repository that is deployed: a mirror of it in a cache of this machine, a checkout of one
// commit in the working directory. Runs the program git. Specified in docs/deployment.md, "git".

#include "deploy/git_program.hpp"

#include <testtracker/result.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::deploy {

struct GitOptions {
  std::string repository;      ///< a URL, or a path of this machine in a repository
  std::string cache;           ///< folder of all mirrors; created
  std::string work;            ///< private folder of this deployment, where credentials may lie
  std::string token;           ///< for https; empty = what git itself finds
  bool needs_history = false;  ///< a build may ask git for tags and commits before the one deployed
  /// Taken out of what git says, and what a server says through it; docs/redaction.md.
  std::vector<std::string> secrets = {};
};

/// Not thread-safe. Errors of all calls: `busy` when stopped on request, `not_found` for a
/// reference or commit that is not there, `unreachable` with git's own words, `io`.
class GitSource {
 public:
  /// Writes the token, if there is one, and a program that tells it to git into `options.work`,
  /// both for the owner alone: it is in no URL, argument or variable. Errors: `invalid_argument`
  /// for a URL with a password in it; `io`.
  static Result<GitSource> create(GitOptions options, ChildRunner runner);

  /// As repository_of names it.
  [[nodiscard]] const std::string& repository() const noexcept { return options_.repository; }

  /// The commit of a branch or tag as the repository has it now, without fetching anything. Nothing
  /// for what only a clone can tell (a short hash of a remote repository). Whole hashes are taken
  /// as they are.
  Result<std::optional<std::string>> look_up(const std::string& reference);

  /// Brings the mirror up to date, cloning it the first time, and returns the commit of
  /// `reference`: branch, tag, or a hash of 4 and more digits. Of a remote repository a whole hash
  /// is fetched alone, without what came before it, unless `needs_history`, a complete mirror that
  /// is there, or a server that hands out no single commit say otherwise.
  Result<std::string> fetch(const std::string& reference);

  /// The files of a commit with those of its submodules, without LFS contents, as a new folder.
  /// Requires: `fetch` returned the hash, or it is known to be there.
  Result<void> check_out(const std::string& githash, const std::string& folder);

  /// Relative paths of all files of a checkout, submodules' included.
  Result<std::vector<std::string>> files_of(const std::string& checkout);

  /// One line per commit that `to` has and `from` has not, newest first, at most 1,000; of `to`
  /// alone when `from` is empty or not in the repository.
  Result<std::string> commits_between(const std::string& from, const std::string& to);

 private:
  GitSource(GitOptions options, GitProgram git, std::string mirror)
      : options_(std::move(options)), git_(std::move(git)), mirror_(std::move(mirror)) {}

  Result<void> clone_mirror() const;
  Result<void> fetch_into_mirror(const std::vector<std::string>& references) const;
  Result<std::string> find_in_mirror(const std::string& reference) const;
  Result<std::string> fetch_with_history(const std::string& reference) const;
  Result<void> fetch_alone(const std::string& githash) const;
  Result<void> make_bare(const std::string& folder) const;
  Result<std::string> fetch_commit_list(const std::string& to) const;
  Result<void> borrow_mirror(const std::string& folder) const;
  [[nodiscard]] bool is_local() const;

  GitOptions options_;
  GitProgram git_;
  std::string mirror_;
  bool is_shallow_ = false;  ///< `mirror_` has the commits that were deployed, without history
};

/// What a deployment calls its repository: a URL as given; of a path in one, the path of its top.
/// Errors: `invalid_argument` for a URL with a password in it.
Result<std::string> repository_of(const std::string& given);

/// Whether the text is a URL with a password: `https://user:password@host/…`.
[[nodiscard]] bool has_password(const std::string& url);

}  // namespace testtracker::deploy
