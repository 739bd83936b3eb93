#include "cli/judge/commit_facts.hpp"

#include "context/commit_ancestry.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace testtracker::cli {
namespace {

class AskedCommits {
 public:
  explicit AskedCommits(std::string directory) : directory_(std::move(directory)) {}

  std::optional<bool> contains(const std::string& commit, const std::string& ancestor) {
    const auto [place, is_new] = answers_.try_emplace({commit, ancestor});
    if (is_new) {
      place->second = context::contains_commit(git(), commit, ancestor);
    }
    return place->second;
  }
  std::string written_in(const baseline::AcceptedLevel& level) {
    if (!lines_) {
      lines_ = context::line_commits(git(), baseline::k_accepted_file);
    }
    return level.line == 0 || level.line > lines_->size() ? std::string()
                                                          : (*lines_)[level.line - 1];
  }

 private:
  /// The time begins with the first question: runs may come slowly.
  const context::Git& git() {
    if (!git_) {
      git_.emplace(directory_, std::chrono::steady_clock::now() + std::chrono::seconds(5));
    }
    return *git_;
  }

  std::string directory_;
  std::optional<context::Git> git_;
  std::map<std::pair<std::string, std::string>, std::optional<bool>> answers_;
  std::optional<std::vector<std::string>> lines_;
};

}  // namespace

baseline::CommitFacts git_commit_facts(const std::string& directory) {
  const auto asked = std::make_shared<AskedCommits>(directory);
  return {[asked](const std::string& commit, const std::string& ancestor) {
            return asked->contains(commit, ancestor);
          },
          [asked](const baseline::AcceptedLevel& level) { return asked->written_in(level); }};
}

}  // namespace testtracker::cli
