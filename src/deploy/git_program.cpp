#include "deploy/git_program.hpp"

#include "base/unique_fd.hpp"
#include "redact/redactor.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::deploy {
namespace {

constexpr std::chrono::minutes k_longest_call{30};

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

}  // namespace

Result<void> GitProgram::use_token(const std::string& token) {
  if (token.empty()) {
    return {};
  }
  auto written = write_private(work_ + "/git-token", token, 0600);
  if (written) {
    written = write_private(work_ + "/git-askpass", k_askpass, 0700);
  }
  has_token_ = written.has_value();
  return written;
}

std::string GitProgram::without_secrets(const std::string& text) const {
  return redact::Redactor(secrets_).redacted(text);
}

Result<std::string> GitProgram::run(std::vector<std::string> arguments,
                                    const std::string& doing) const {
  process::Command command;
  command.arguments = {"git",
                       "-c",
                       "core.hooksPath=/dev/null",
                       "-c",
                       "core.autocrlf=false",
                       "-c",
                       "advice.detachedHead=false"};
  if (allows_paths_) {  // who may name a path here may read it; its submodules are paths, too
    command.arguments.insert(command.arguments.end(), {"-c", "protocol.file.allow=always"});
  }
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.environment = git_environment();
  if (has_token_) {
    command.environment.emplace_back("GIT_ASKPASS", work_ + "/git-askpass");
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
                     (exit->timed_out ? "nothing for 30 minutes"
                                      : first_words(without_secrets(exit->error)))};
  }
  return std::move(exit->output);
}

}  // namespace testtracker::deploy
