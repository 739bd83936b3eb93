#include "context/commit_ancestry.hpp"

#include <algorithm>
#include <string_view>

namespace testtracker::context {

std::optional<bool> contains_commit(const Git& git, const std::string& commit,
                                    const std::string& ancestor) {
  // What is left of the ancestor without all that the commit contains.
  const auto left = git.ask({"rev-list", "--max-count=1", ancestor, "^" + commit, "--"});
  return left ? std::optional<bool>(left->empty()) : std::nullopt;
}

std::vector<std::string> line_commits(const Git& git, const std::string& file) {
  std::vector<std::string> commits;
  const auto blamed = git.ask({"blame", "-l", "-s", "--", file});
  std::string_view rest = blamed ? std::string_view(*blamed) : std::string_view();
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto commit = rest.substr(0, std::min(rest.find(' '), end));
    // `^` marks where the known history begins, zeros what is not committed yet.
    const bool is_known =
        commit.front() != '^' && commit.find_first_not_of('0') != std::string_view::npos;
    commits.emplace_back(is_known ? commit : std::string_view());
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return commits;
}

}  // namespace testtracker::context
