#pragma once

// Where a session happened: commit, branch, build number, CI job, machine. Collected once when the
// session begins (from git and the CI's own variables) and kept in the session's context.json, so
// that a delivery days later still tells the truth.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::context {

struct RunContext {
  std::string commit;  ///< full hash; empty = unknown
  std::string branch;  ///< empty = unknown or detached without a CI's word
  bool dirty = false;
  std::string repository;             ///< remote URL without credentials
  std::string project;                ///< name of the repository or directory: default experiment
  std::optional<std::int64_t> build;  ///< ordinal ≥ 1: CI's number, else commits in HEAD's history
  std::string ci_name;                ///< `github`, `gitlab`, `jenkins` …; empty outside of CI
  std::string ci_url;                 ///< of the job
  std::string host;
  std::string user;
  std::string os;        ///< for example `Debian GNU/Linux 12 (bookworm)`
  std::string machine;   ///< `linux-x86_64`
  std::string platform;  ///< for example `linux-x86_64-gcc12-Release`, part of the series
  std::string compiler;
  std::string build_type;
  std::string suite;    ///< name of the suite, part of the series
  std::string series;   ///< given by the user; empty = suite, branch and platform make it
  std::string command;  ///< command line of the session's owner, secrets masked
  std::vector<std::pair<std::string, std::string>> tags;  ///< given by the user
};

}  // namespace testtracker::context
