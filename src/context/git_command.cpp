#include "context/git_command.hpp"

#include "process/child_process.hpp"

namespace testtracker::context {
namespace {

constexpr std::chrono::milliseconds k_grace{200};

process::Command command_of(std::string directory, const std::vector<std::string>& arguments) {
  process::Command command;
  // A file system monitor would be a daemon that outlives us.
  command.arguments = {"git", "-c", "core.fsmonitor=false"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.directory = std::move(directory);
  command.environment = {{"GIT_OPTIONAL_LOCKS", "0"},
                         {"GIT_TERMINAL_PROMPT", "0"},
                         {"GIT_NO_LAZY_FETCH", "1"},
                         {"LC_ALL", "C"}};
  // A git hook hands down where it runs; the session's directory decides here.
  for (const char* const name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX",
                                 "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}) {
    command.environment.emplace_back(name, std::nullopt);
  }
  command.input.kind = process::Stream::Kind::nothing;
  command.output.kind = process::Stream::Kind::capture;
  command.error.kind = process::Stream::Kind::nothing;
  command.own_group = true;
  return command;
}

}  // namespace

std::optional<std::string> Git::ask(std::vector<std::string> arguments) const {
  const auto left = deadline_ - std::chrono::steady_clock::now();
  if (left <= left.zero()) {
    return std::nullopt;
  }
  const auto exit = process::run(command_of(directory_, arguments), {left, k_grace});
  if (!exit || !exit->succeeded() || exit->is_cut) {
    return std::nullopt;
  }
  std::string text = exit->output;
  if (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

}  // namespace testtracker::context
