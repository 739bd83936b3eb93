#include "baseline/level_start.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace testtracker::baseline {
namespace {

/// A branch whose commits are `c01`, `c02` …; git knows them all, runs are of some.
class LevelStart : public testing::Test {
 protected:
  static std::string commit(int number) {
    return std::string(number < 10 ? "c0" : "c") + std::to_string(number) + std::string(37, 'c');
  }
  void runs_of(std::initializer_list<int> numbers) {
    for (const int number : numbers) {
      records_.emplace_back().commit = commit(number);
      runs_.push_back(&records_.back());
    }
  }
  std::optional<std::size_t> start_of(const std::string& accepted) {
    return find_level_start({accepted, "Book/Matches", "", 1}, runs_, facts_);
  }
  void git_knows_all() {
    facts_.contains = [this](const std::string& one, const std::string& ancestor) {
      ++asked_;
      return is_known(one) && is_known(ancestor) ? std::optional<bool>(one >= ancestor)
                                                 : std::nullopt;
    };
  }
  static bool is_known(const std::string& one) { return one.front() == 'c'; }

  std::deque<RunRecord> records_;
  std::vector<const RunRecord*> runs_;
  CommitFacts facts_;
  int asked_ = 0;
};

TEST_F(LevelStart, IsTheRunOfTheAcceptedCommit) {
  runs_of({1, 2, 3});
  EXPECT_EQ(start_of(commit(2).substr(0, 7)), 1U);
}

TEST_F(LevelStart, IsTheFirstRunAfterItWhenTheCommitHasNone) {
  runs_of({1, 3, 5, 7, 9, 11});
  git_knows_all();
  for (int accepted = 2; accepted <= 10; accepted += 2) {
    EXPECT_EQ(start_of(commit(accepted)), static_cast<std::size_t>(accepted / 2));
  }
}

TEST_F(LevelStart, IsTheOldestRunWhenAllAreAfterIt) {
  runs_of({5, 6, 7});
  git_knows_all();
  EXPECT_EQ(start_of(commit(2)), 0U);
  EXPECT_EQ(asked_, 2);
}

TEST_F(LevelStart, IsUnknownWithoutGit) {
  runs_of({1, 3});
  EXPECT_EQ(start_of(commit(2)), std::nullopt);
}

TEST_F(LevelStart, IsNowhereWhenNoRunIsAfterIt) {
  runs_of({1, 2});
  git_knows_all();
  EXPECT_EQ(start_of(commit(3)), std::nullopt);
}

TEST_F(LevelStart, IsWhereTheLineWasWrittenWhenTheCommitWasSquashedAway) {
  runs_of({1, 2, 3, 4});
  git_knows_all();
  facts_.written_in = [](const AcceptedLevel& level) { return level.line == 1 ? commit(3) : ""; };
  EXPECT_EQ(start_of(std::string(40, 'a')), 2U);
}

}  // namespace
}  // namespace testtracker::baseline
