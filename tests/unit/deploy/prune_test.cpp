#include "deploy/prune.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::deploy {
namespace {

using ledger::VersionState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The newest entry first, as the ledger gives them.
std::vector<ledger::LedgerEntry> history(
    const std::vector<std::pair<VersionState, std::string>>& newest_first) {
  std::vector<ledger::LedgerEntry> entries;
  auto serial = static_cast<std::int64_t>(newest_first.size());
  for (const auto& [state, githash] : newest_first) {
    ledger::LedgerEntry entry;
    entry.serial = serial--;
    entry.githash = githash;
    entry.state = state;
    entries.push_back(entry);
  }
  return entries;
}

TEST(Prune, KeepsTheActiveVersionHoweverOldItIs) {
  const auto split = split_versions({"old", "new"},
                                    history({{VersionState::failed, "new"},
                                             {VersionState::deploying, "new"},
                                             {VersionState::active, "old"}}),
                                    0);
  EXPECT_THAT(split.kept, ElementsAre("old"));
  EXPECT_THAT(split.superfluous, ElementsAre("new"));
}

TEST(Prune, KeepsTheOthersThatWereTouchedLast) {
  const auto split = split_versions({"a", "b", "c", "d"},
                                    history({{VersionState::active, "d"},
                                             {VersionState::retired, "a"},
                                             {VersionState::active, "a"},
                                             {VersionState::retired, "c"},
                                             {VersionState::active, "c"},
                                             {VersionState::failed, "b"}}),
                                    2);
  EXPECT_THAT(split.kept, ElementsAre("d", "a", "c"));
  EXPECT_THAT(split.superfluous, ElementsAre("b"));
}

TEST(Prune, TakesWhatTheLedgerDoesNotKnowForTheOldest) {
  const auto split =
      split_versions({"unknown", "b", "c"},
                     history({{VersionState::active, "c"}, {VersionState::failed, "b"}}), 1);
  EXPECT_THAT(split.kept, ElementsAre("c", "b"));
  EXPECT_THAT(split.superfluous, ElementsAre("unknown"));
}

TEST(Prune, OfNothingIsNothing) {
  const auto split = split_versions({}, {}, 5);
  EXPECT_THAT(split.kept, IsEmpty());
  EXPECT_THAT(split.superfluous, IsEmpty());
}

}  // namespace
}  // namespace testtracker::deploy
