#include "deploy/git_source.hpp"

#include "base/unique_fd.hpp"
#include "deploy/sha256.hpp"
#include "deploy/version.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes k_longest_call{30};
constexpr std::size_t k_short_digits = 12;

// git asks `Username for …` and `Password for …`; the name is ignored by GitHub and GitLab beside a
// token.
constexpr const char* k_askpass =
    "#!/bin/sh\n"
    "case \"$1\" in\n"
    "  Username*) echo oauth2 ;;\n"
    "  *) cat \"$(dirname \"$0\")/git-token\" ;;\n"
    "esac\n";

Result<void> write_private(const std::string& path, const std::string& text, mode_t mode) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  const bool is_written =
      fd && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  return is_written ? Result<void>()
                    : Error{ErrorCode::io, "write " + path + ": " + std::strerror(errno)};
}

std::string first_words(const std::string& text) {
  std::string line = text.substr(0, text.find_last_not_of(" \n") + 1);
  constexpr std::size_t k_most = 600;
  if (line.size() > k_most) {
    line = "… " + line.substr(line.size() - k_most);
  }
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

std::vector<std::string> lines_of(const std::string& text, char end) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line, end);) {
    if (!line.empty()) {
      lines.push_back(line);
    }
  }
  return lines;
}

/// `orders-3f2a9c0d1b22.git`: readable, and no two repositories share one.
std::string mirror_name(const std::string& repository) {
  Sha256 hash;
  hash.add(repository);
  std::string name = fs::path(repository).stem().string();
  name.erase(std::remove_if(name.begin(), name.end(),
                            [](unsigned char c) { return std::isalnum(c) == 0 && c != '-'; }),
             name.end());
  return name.substr(0, 40) + "-" + hash.text().substr(0, k_short_digits) + ".git";
}

/// One process at a time works on a mirror; the lock ends with its holder.
Result<UniqueFd> lock_mirror(const std::string& mirror) {
  const std::string path = mirror + ".lock";
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  int locked = fd ? 0 : -1;
  do {
    locked = fd ? ::flock(fd.get(), LOCK_EX) : -1;
  } while (locked != 0 && errno == EINTR);
  if (locked != 0) {
    return Error{ErrorCode::io, "lock " + path + ": " + std::strerror(errno)};
  }
  return fd;
}

/// The caller may itself be a hook of git, whose variables name another repository.
std::vector<std::pair<std::string, std::optional<std::string>>> git_environment() {
  std::vector<std::pair<std::string, std::optional<std::string>>> changes;
  for (const char* const name :
       {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
        "GIT_NAMESPACE", "GIT_PREFIX", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "TESTTRACKER_GIT_TOKEN"}) {
    changes.emplace_back(name, std::nullopt);
  }
  changes.emplace_back("GIT_TERMINAL_PROMPT", "0");
  changes.emplace_back("GIT_LFS_SKIP_SMUDGE", "1");
  changes.emplace_back("LC_ALL", "C");
  if (std::getenv("GIT_SSH_COMMAND") == nullptr && std::getenv("GIT_SSH") == nullptr) {
    changes.emplace_back("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
  }
  return changes;
}

/// The repository that a path of this machine belongs to.
std::string top_of(const std::string& path) {
  std::error_code error;
  const fs::path start = fs::canonical(path, error);
  for (fs::path folder = start; !error && folder.has_relative_path();
       folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", error) || fs::exists(folder / "objects", error)) {
      return folder.string();
    }
  }
  return error ? path : start.string();
}

}  // namespace

bool has_password(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) {
    return false;
  }
  const std::string authority = url.substr(scheme + 3, url.find('/', scheme + 3) - scheme - 3);
  const std::size_t at = authority.rfind('@');
  return at != std::string::npos && authority.substr(0, at).find(':') != std::string::npos;
}

Result<GitSource> GitSource::create(GitOptions options, ChildRunner runner) {
  if (has_password(options.repository)) {
    return Error{ErrorCode::invalid_argument,
                 "the repository's URL has a password in it, which every process of this machine "
                 "can read; take it out and set TESTTRACKER_GIT_TOKEN instead"};
  }
  std::error_code error;
  if (fs::exists(options.repository, error)) {
    options.repository = top_of(options.repository);
  }
  if (!options.token.empty()) {
    auto written = write_private(options.work + "/git-token", options.token, 0600);
    if (written) {
      written = write_private(options.work + "/git-askpass", k_askpass, 0700);
    }
    if (!written) {
      return written.error();
    }
  }
  fs::create_directories(options.cache, error);
  if (error) {
    return Error{ErrorCode::io,
                 "create the folder " + options.cache + " for mirrors: " + error.message()};
  }
  std::string mirror = options.cache + "/" + mirror_name(options.repository);
  return GitSource(std::move(options), std::move(runner), std::move(mirror));
}

bool GitSource::is_local() const {
  std::error_code ignored;
  return fs::exists(options_.repository, ignored);
}

Result<std::string> GitSource::git(std::vector<std::string> arguments,
                                   const std::string& doing) const {
  process::Command command;
  command.arguments = {"git",
                       "-c",
                       "core.hooksPath=/dev/null",
                       "-c",
                       "core.autocrlf=false",
                       "-c",
                       "advice.detachedHead=false"};
  if (is_local()) {  // who may name a path here may read it; its submodules are paths, too
    command.arguments.insert(command.arguments.end(), {"-c", "protocol.file.allow=always"});
  }
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.environment = git_environment();
  if (!options_.token.empty()) {
    command.environment.emplace_back("GIT_ASKPASS", options_.work + "/git-askpass");
    // A helper of this machine would be asked first, and may wait for a person.
    command.arguments.insert(command.arguments.begin() + 1, {"-c", "credential.helper="});
  }
  command.output.kind = process::Stream::Kind::capture;
  command.error.kind = process::Stream::Kind::capture;
  command.max_captured_bytes = std::size_t{256} * 1024 * 1024;
  process::Patience patience;
  patience.timeout = k_longest_call;
  auto exit = runner_.run(std::move(command), patience);
  if (!exit) {
    return Error{exit.error().code, doing + ": " + exit.error().message};
  }
  if (!exit->succeeded()) {
    return Error{ErrorCode::unreachable,
                 doing + ": git says: " +
                     (exit->timed_out ? "nothing for 30 minutes" : first_words(exit->error))};
  }
  return std::move(exit->output);
}

Result<std::optional<std::string>> GitSource::look_up(const std::string& reference) {
  if (is_githash(reference)) {
    return std::optional<std::string>(reference);
  }
  const std::string doing = "look up " + reference + " in " + options_.repository;
  if (is_local()) {
    auto hash = git({"-C", options_.repository, "rev-parse", "--verify", "--quiet",
                     "--end-of-options", reference + "^{commit}"},
                    doing);
    return hash && hash->size() > 1
               ? Result<std::optional<std::string>>(hash->substr(0, hash->find('\n')))
               : std::optional<std::string>();
  }
  const auto listed =
      git({"ls-remote", "--", options_.repository, reference, reference + "^{}"}, doing);
  if (!listed) {
    return listed.error();
  }
  const std::string branch = "refs/heads/" + reference;
  const std::string tag = "refs/tags/" + reference;
  std::optional<std::string> best;
  int best_rank = 4;
  for (const auto& line : lines_of(*listed, '\n')) {
    const std::size_t tab = line.find('\t');
    const std::string name = tab == std::string::npos ? "" : line.substr(tab + 1);
    // A tag's own object is no commit; `^{}` names the commit behind it.
    const int rank = name == branch        ? 0
                     : name == tag + "^{}" ? 1
                     : name == tag         ? 2
                     : name == reference   ? 3
                                           : 4;
    if (rank < best_rank) {
      best_rank = rank;
      best = line.substr(0, tab);
    }
  }
  return best;
}

Result<void> GitSource::clone_mirror() const {
  // Under another name until it is whole: a killed clone leaves no half mirror.
  const std::string half = mirror_ + ".new";
  std::error_code error;
  fs::remove_all(half, error);
  auto cloned = git({"clone", "--quiet", "--mirror", "--", options_.repository, half},
                    "clone " + options_.repository);
  if (!cloned) {
    fs::remove_all(half, error);
    return cloned.error();
  }
  fs::rename(half, mirror_, error);
  return error ? Error{ErrorCode::io, "rename " + half + " to " + mirror_ + ": " + error.message()}
               : Result<void>();
}

Result<void> GitSource::fetch_into_mirror(const std::vector<std::string>& references) const {
  std::vector<std::string> arguments = {"--git-dir", mirror_,   "fetch",  "--quiet",
                                        "--prune",   "--force", "--tags", "--update-shallow"};
  arguments.emplace_back("origin");
  arguments.insert(arguments.end(), references.begin(), references.end());
  auto fetched = git(arguments, "fetch " + options_.repository);
  return fetched ? Result<void>() : fetched.error();
}

/// Empty when it is not there.
Result<std::string> GitSource::find_in_mirror(const std::string& reference) const {
  for (const std::string& name : {"refs/heads/" + reference, reference}) {
    const auto hash = git({"--git-dir", mirror_, "rev-parse", "--verify", "--quiet",
                           "--end-of-options", name + "^{commit}"},
                          "look up " + reference);
    if (hash) {
      return hash->substr(0, hash->find('\n'));
    }
    if (hash.error().code == ErrorCode::busy) {
      return hash.error();
    }
  }
  return std::string();
}

Result<std::string> GitSource::fetch(const std::string& reference) {
  const auto lock = lock_mirror(mirror_);
  if (!lock) {
    return lock.error();
  }
  std::error_code error;
  if (fs::exists(mirror_, error)) {
    if (auto fetched = fetch_into_mirror({"+refs/*:refs/*"}); !fetched) {
      return fetched.error();
    }
  } else if (auto cloned = clone_mirror(); !cloned) {
    return cloned.error();
  }
  auto found = find_in_mirror(reference);
  if (found && found->empty() && is_githash(reference)) {
    // A detached HEAD, as checkouts of CI systems have it, is in no branch.
    if (auto fetched = fetch_into_mirror({reference}); fetched) {
      found = find_in_mirror(reference);
    }
  }
  if (!found || !found->empty()) {
    return found;
  }
  return Error{ErrorCode::not_found, "look up " + reference + " in " + options_.repository +
                                         ": it has no such branch, tag or commit; name one with "
                                         "--ref"};
}

Result<void> GitSource::check_out(const std::string& githash, const std::string& folder) {
  const std::string doing = "check out " + githash;
  const std::string url = is_local() ? fs::absolute(options_.repository).lexically_normal().string()
                                     : options_.repository;
  const std::vector<std::vector<std::string>> steps = {
      {"clone", "--quiet", "--shared", "--no-checkout", "--", mirror_, folder},
      // Relative addresses of submodules begin at the repository, not at its mirror.
      {"-C", folder, "remote", "set-url", "origin", options_.repository},
      {"-C", folder, "checkout", "--quiet", "--detach", githash},
      {"-C", folder, "submodule", "--quiet", "update", "--init", "--recursive"}};
  for (const auto& step : steps) {
    if (auto done = git(step, doing); !done) {
      return done.error();
    }
  }
  return {};
}

Result<std::vector<std::string>> GitSource::files_of(const std::string& checkout) {
  auto listed = git({"-C", checkout, "ls-files", "-z", "--recurse-submodules"},
                    "list the files of " + checkout);
  return listed ? lines_of(*listed, '\0') : Result<std::vector<std::string>>(listed.error());
}

Result<std::string> GitSource::commits_between(const std::string& from, const std::string& to) {
  const std::string doing = "list the commits up to " + to;
  const std::vector<std::string> log = {
      "--git-dir", mirror_, "log", "--max-count=1000", "--format=%h %ad %an: %s", "--date=short"};
  const auto call = [&](const std::vector<std::string>& more) {
    auto arguments = log;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return git(arguments, doing);
  };
  if (!from.empty()) {
    if (auto commits = call({to, "--not", from});
        commits || commits.error().code == ErrorCode::busy) {
      return commits;
    }
  }
  return call({"--max-count=1", to});
}

}  // namespace testtracker::deploy
