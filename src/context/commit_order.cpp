#include "context/commit_order.hpp"

#include "context/git_command.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace testtracker::context {

std::unordered_map<std::string, std::size_t> commit_positions(const std::string& directory,
                                                              const std::string& branch,
                                                              std::chrono::milliseconds timeout) {
  const Git git(directory, std::chrono::steady_clock::now() + timeout);
  std::vector<std::string> arguments{"rev-list", "--topo-order", "--max-count=100000"};
  for (const auto& name : {"refs/heads/" + branch, "refs/remotes/origin/" + branch}) {
    if (git.ask({"rev-parse", "--verify", "--quiet", name})) {
      arguments.push_back(name);
    }
  }
  std::unordered_map<std::string, std::size_t> positions;
  if (arguments.size() == 3) {
    return positions;
  }
  arguments.emplace_back("--");
  const auto commits = git.ask(arguments).value_or("");
  // Newest first: counted down, so that the oldest gets the smallest.
  std::string_view rest = commits;
  std::size_t position = rest.size();
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    positions.emplace(rest.substr(0, end), position--);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return positions;
}

}  // namespace testtracker::context
