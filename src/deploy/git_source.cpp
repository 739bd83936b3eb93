#include "deploy/git_source.hpp"

#include "base/unique_fd.hpp"
#include "deploy/sha256.hpp"
#include "deploy/version.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_short_digits = 12;
constexpr int k_most_commits = 1000;  ///< in a list

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

Result<std::string> repository_of(const std::string& given) {
  if (has_password(given)) {
    return Error{ErrorCode::invalid_argument,
                 "the repository's URL has a password in it, which every process of this machine "
                 "can read; take it out and set TESTTRACKER_GIT_TOKEN instead"};
  }
  std::error_code error;
  return fs::exists(given, error) ? top_of(given) : given;
}

Result<GitSource> GitSource::create(GitOptions options, ChildRunner runner) {
  auto repository = repository_of(options.repository);
  if (!repository) {
    return repository.error();
  }
  options.repository = *std::move(repository);
  GitProgram program(options.work, std::move(runner));
  if (const auto written = program.use_token(options.token); !written) {
    return written.error();
  }
  program.hide(options.secrets);
  std::error_code error;
  if (fs::exists(options.repository, error)) {  // who may name a path here may read it
    program.allow_paths();
  }
  fs::create_directories(options.cache, error);
  if (error) {
    return Error{ErrorCode::io,
                 "create the folder " + options.cache + " for mirrors: " + error.message()};
  }
  std::string mirror = options.cache + "/" + mirror_name(options.repository);
  return GitSource(std::move(options), std::move(program), std::move(mirror));
}

bool GitSource::is_local() const {
  std::error_code ignored;
  return fs::exists(options_.repository, ignored);
}

Result<std::optional<std::string>> GitSource::look_up(const std::string& reference) {
  if (is_githash(reference)) {
    return std::optional<std::string>(reference);
  }
  const std::string doing = "look up " + reference + " in " + options_.repository;
  if (is_local()) {
    auto hash = git_.run({"-C", options_.repository, "rev-parse", "--verify", "--quiet",
                          "--end-of-options", reference + "^{commit}"},
                         doing);
    return hash && hash->size() > 1
               ? Result<std::optional<std::string>>(hash->substr(0, hash->find('\n')))
               : std::optional<std::string>();
  }
  const auto listed =
      git_.run({"ls-remote", "--", options_.repository, reference, reference + "^{}"}, doing);
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
  auto cloned = git_.run({"clone", "--quiet", "--mirror", "--", options_.repository, half},
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
  auto fetched = git_.run(arguments, "fetch " + options_.repository);
  return fetched ? Result<void>() : fetched.error();
}

/// Empty when it is not there.
Result<std::string> GitSource::find_in_mirror(const std::string& reference) const {
  for (const std::string& name : {"refs/heads/" + reference, reference}) {
    const auto hash = git_.run({"--git-dir", mirror_, "rev-parse", "--verify", "--quiet",
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

Result<std::string> GitSource::fetch_with_history(const std::string& reference) const {
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

Result<void> GitSource::make_bare(const std::string& folder) const {
  const std::string doing = "prepare " + folder;
  auto made = git_.run({"init", "--quiet", "--bare", folder}, doing);
  if (made) {
    made =
        git_.run({"--git-dir", folder, "config", "remote.origin.url", options_.repository}, doing);
  }
  return made ? Result<void>() : made.error();
}

/// The reference keeps the commit from git's own tidying.
Result<void> GitSource::fetch_alone(const std::string& githash) const {
  const auto lock = lock_mirror(mirror_);
  if (!lock) {
    return lock.error();
  }
  if (const auto found = find_in_mirror(githash); found && *found == githash) {
    return {};
  }
  if (auto made = make_bare(mirror_); !made) {  // changes nothing of one that is there
    return made.error();
  }
  auto fetched = git_.run({"--git-dir", mirror_, "fetch", "--quiet", "--no-tags", "--depth=1",
                           "origin", "+" + githash + ":refs/deployed/" + githash},
                          "fetch " + githash + " of " + options_.repository);
  return fetched ? Result<void>() : fetched.error();
}

Result<std::string> GitSource::fetch(const std::string& reference) {
  std::error_code ignored;
  if (is_githash(reference) && !is_local() && !options_.needs_history &&
      !fs::exists(mirror_, ignored)) {
    GitSource alone = *this;
    alone.mirror_ = mirror_.substr(0, mirror_.size() - std::strlen(".git")) + "-shallow.git";
    alone.is_shallow_ = true;
    const auto fetched = alone.fetch_alone(reference);
    if (fetched) {
      *this = std::move(alone);
      return reference;
    }
    if (fetched.error().code == ErrorCode::busy) {
      return fetched.error();
    }
  }
  return fetch_with_history(reference);
}

/// A repository without files that reads the mirror's objects: what `git clone --shared` makes,
/// which knows branches alone and copies everything out of a mirror without history.
Result<void> GitSource::borrow_mirror(const std::string& folder) const {
  if (auto made = git_.run({"init", "--quiet", folder}, "prepare " + folder); !made) {
    return made.error();
  }
  const fs::path own = fs::path(folder) / ".git";
  std::error_code error;
  if (!(std::ofstream(own / "objects/info/alternates")
        << fs::absolute(mirror_).string() << "/objects\n")) {
    return Error{ErrorCode::io, "write " + (own / "objects/info/alternates").string()};
  }
  if (fs::exists(mirror_ + "/shallow", error)) {
    fs::copy_file(mirror_ + "/shallow", own / "shallow", error);
  }
  return error ? Error{ErrorCode::io, "copy " + mirror_ + "/shallow: " + error.message()}
               : Result<void>();
}

Result<void> GitSource::check_out(const std::string& githash, const std::string& folder) {
  const std::string doing = "check out " + githash;
  if (is_shallow_) {
    if (auto borrowed = borrow_mirror(folder); !borrowed) {
      return borrowed;
    }
  } else if (auto cloned = git_.run(
                 {"clone", "--quiet", "--shared", "--no-checkout", "--", mirror_, folder}, doing);
             !cloned) {
    return cloned.error();
  }
  const std::vector<std::vector<std::string>> steps = {
      // Relative addresses of submodules begin at the repository, not at its mirror.
      {"-C", folder, "config", "remote.origin.url", options_.repository},
      {"-C", folder, "checkout", "--quiet", "--detach", githash}};
  for (const auto& step : steps) {
    if (auto done = git_.run(step, doing); !done) {
      return done.error();
    }
  }
  std::vector<std::string> submodules = {"-C",     folder,   "submodule",  "--quiet",
                                         "update", "--init", "--recursive"};
  if (is_shallow_) {
    auto shallow = submodules;
    shallow.emplace_back("--depth=1");
    auto done = git_.run(shallow, doing);
    if (done || done.error().code == ErrorCode::busy) {
      return done ? Result<void>() : done.error();
    }
  }
  auto done = git_.run(submodules, doing);
  return done ? Result<void>() : done.error();
}

Result<std::vector<std::string>> GitSource::files_of(const std::string& checkout) {
  auto listed = git_.run({"-C", checkout, "ls-files", "-z", "--recurse-submodules"},
                         "list the files of " + checkout);
  return listed ? lines_of(*listed, '\0') : Result<std::vector<std::string>>(listed.error());
}

/// A repository of commits alone, without the files of any, in the private folder.
Result<std::string> GitSource::fetch_commit_list(const std::string& to) const {
  std::string list = options_.work + "/commits.git";
  if (auto made = make_bare(list); !made) {
    return made.error();
  }
  auto fetched = git_.run({"--git-dir", list, "fetch", "--quiet", "--no-tags", "--filter=tree:0",
                           "--depth=" + std::to_string(k_most_commits), "origin", to},
                          "fetch the commits before " + to);
  return fetched ? Result<std::string>(std::move(list)) : fetched.error();
}

Result<std::string> GitSource::commits_between(const std::string& from, const std::string& to) {
  const auto log = [&](const std::string& repository, const std::vector<std::string>& which) {
    std::vector<std::string> arguments = {"--git-dir", repository, "log", "--format=%h %ad %an: %s",
                                          "--date=short"};
    arguments.insert(arguments.end(), which.begin(), which.end());
    const auto commits = git_.run(arguments, "list the commits up to " + to);
    return commits ? git_.without_secrets(*commits) : commits;
  };
  if (!from.empty()) {
    auto repository =
        is_shallow_ && from != to ? fetch_commit_list(to) : Result<std::string>(mirror_);
    auto commits =
        repository
            ? log(*repository, {"--max-count=" + std::to_string(k_most_commits), to, "--not", from})
            : repository;
    if (commits || commits.error().code == ErrorCode::busy) {
      return commits;
    }
  }
  return log(mirror_, {"--max-count=1", to});
}

}  // namespace testtracker::deploy
