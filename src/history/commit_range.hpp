#pragma once

// Which commits lie between two runs, and where a person can read them.

#include "baseline/run_record.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace testtracker::history {

/// The commits after `good` up to and including `bad`.
struct CommitRange {
  std::string good;  ///< full hashes; empty = unknown
  std::string bad;
  std::string url;  ///< page that compares them, or of `bad` alone; empty when there is none

  /// `a1b2c3d4..e5f6a7b8`; `e5f6a7b8` when only that is known; `unchanged code at a1b2c3d4` when
  /// both are the same; empty when nothing is known.
  [[nodiscard]] std::string text() const;
};

/// Between two runs of `history`; without `good_run` only its end.
[[nodiscard]] CommitRange range_between(const baseline::RunHistory& history,
                                        std::optional<std::size_t> good_run, std::size_t bad_run);

/// The web page of a repository for its remote (`https://host/x.git`, `git@host:x.git`,
/// `ssh://git@host/x`); empty for what is no address of a host.
[[nodiscard]] std::string web_page_of(const std::string& remote);

/// Page that compares two commits, by the ways of GitHub, GitLab and Bitbucket; empty for other
/// hosts, whose ways are not known.
[[nodiscard]] std::string compare_page(const std::string& remote, const std::string& good,
                                       const std::string& bad);
/// Page of one commit; empty as above.
[[nodiscard]] std::string commit_page(const std::string& remote, const std::string& commit);

}  // namespace testtracker::history
