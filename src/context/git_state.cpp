#include "context/git_state.hpp"

#include "context/git_command.hpp"
#include "context/remote_url.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <future>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::context {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::optional<std::int64_t> count_of(const std::optional<std::string>& text) {
  std::int64_t count = 0;
  if (!text ||
      std::from_chars(text->data(), text->data() + text->size(), count).ec != std::errc()) {
    return std::nullopt;
  }
  return count;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string remote_of(const Git& git) {
  if (const auto origin = git.ask({"remote", "get-url", "origin"})) {
    return without_credentials(*origin);
  }
  const auto names = lines_of(git.ask({"remote"}).value_or(""));
  if (names.empty()) {
    return {};
  }
  return without_credentials(git.ask({"remote", "get-url", names.front()}).value_or(""));
}

// Of a linked work tree the folder of the main one, since it may be named like its branch.
std::string folder_name(const std::string& directory, const std::string& top_level,
                        const std::string& common_directory) {
  std::error_code ignored;
  const fs::path common = fs::weakly_canonical(fs::path(directory) / common_directory, ignored);
  const bool is_main = common.filename() == ".git";
  return (is_main ? common.parent_path() : fs::path(top_level)).filename().string();
}

}  // namespace

// Each call of git is mostly the start of a process, so those that need nothing from each other run
// side by side.
GitState read_git_state(const std::string& directory, const std::string& commit,
                        std::chrono::milliseconds timeout) {
  const Git git(directory, Clock::now() + timeout);
  const auto ask = [&git](std::vector<std::string> arguments) {
    return std::async(std::launch::async,
                      [&git, arguments = std::move(arguments)] { return git.ask(arguments); });
  };
  auto head_asked = ask({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"});
  auto branch_asked = ask({"symbolic-ref", "--quiet", "--short", "HEAD"});
  auto changes_asked =
      ask({"status", "--porcelain", "--untracked-files=no", "--ignore-submodules=untracked"});
  auto count_asked = ask({"rev-list", "--count", commit.empty() ? "HEAD" : commit, "--"});
  auto remote_asked = std::async(std::launch::async, remote_of, std::cref(git));
  const auto places = lines_of(
      git.ask({"rev-parse", "--show-toplevel", "--git-common-dir", "--is-shallow-repository"})
          .value_or(""));
  if (places.size() != 3) {
    return {};
  }
  GitState state;
  state.remote = remote_asked.get();
  state.name = repository_name(state.remote);
  if (state.name.empty()) {
    state.name = folder_name(directory, places[0], places[1]);
  }
  const std::string head = head_asked.get().value_or("");
  state.commit = commit.empty() ? head : commit;
  if (state.commit.empty()) {
    return state;  // nothing is committed yet
  }
  const bool is_head = state.commit == head;
  const bool has_commit =
      is_head || git.ask({"merge-base", "--is-ancestor", state.commit, "HEAD"}).has_value();
  state.branch = has_commit ? branch_asked.get().value_or("") : std::string();
  state.is_dirty = is_head && !changes_asked.get().value_or("").empty();
  state.ordinal = places[2] == "false" ? count_of(count_asked.get()) : std::nullopt;
  return state;
}

}  // namespace testtracker::context
