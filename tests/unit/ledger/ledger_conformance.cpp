#include "unit/ledger/ledger_conformance.hpp"

#include <gmock/gmock.h>

namespace testtracker::ledger {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

TEST_P(LedgerConformance, KnowsNothingAtFirst) {
  EXPECT_TRUE(ledger_->environments()->empty());
  EXPECT_EQ(serial(), 0);
  EXPECT_FALSE(ledger_->environment("prod")->active);
  EXPECT_TRUE(ledger_->history("prod")->empty());
}

TEST_P(LedgerConformance, KeepsEveryFieldAcrossAReopen) {
  ASSERT_TRUE(append("aaa", VersionState::active, 0));
  reopen();
  const LedgerEntry entry = ledger_->history("prod")->front();
  EXPECT_EQ(entry.environment, "prod");
  EXPECT_EQ(entry.serial, 1);
  EXPECT_EQ(entry.githash, "aaa");
  EXPECT_EQ(entry.run_id, "run-aaa");
  EXPECT_EQ(entry.previous, "");
  EXPECT_EQ(entry.state, VersionState::active);
  EXPECT_EQ(entry.who, "ann");
  EXPECT_EQ(entry.when, now_);
  EXPECT_EQ(entry.note, "note");
}

TEST_P(LedgerConformance, TakesNamesWithQuotesAndNonAscii) {
  const std::string name = "prod'; DROP TABLE changes; -- ü";
  ASSERT_TRUE(ledger_->append({name, 0, "aaa", "", VersionState::active, "o'hara", ""}));
  EXPECT_EQ(ledger_->environment(name)->active->who, "o'hara");
}

TEST_P(LedgerConformance, ADeploymentMovesTheEnvironmentOnlyAtItsEnd) {
  activate("aaa");
  ASSERT_TRUE(append("bbb", VersionState::deploying, 1));
  ASSERT_TRUE(append("bbb", VersionState::tested, 2));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
  ASSERT_TRUE(append("bbb", VersionState::active, 3));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "bbb");
}

TEST_P(LedgerConformance, AFailedDeploymentLeavesTheEnvironmentUnmoved) {
  activate("aaa");
  ASSERT_TRUE(append("bbb", VersionState::deploying, 1));
  ASSERT_TRUE(append("bbb", VersionState::failed, 2));
  EXPECT_EQ(ledger_->environment("prod")->active->githash, "aaa");
}

TEST_P(LedgerConformance, ActivatingRetiresWhatWasActive) {
  activate("aaa");
  activate("bbb");
  const std::vector<LedgerEntry> history = *ledger_->history("prod");
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[0].state, VersionState::active);
  EXPECT_EQ(history[0].previous, "aaa");
  EXPECT_EQ(history[1].state, VersionState::retired);
  EXPECT_EQ(history[1].githash, "aaa");
  EXPECT_EQ(history[1].run_id, "run-aaa");
}

TEST_P(LedgerConformance, ActivatingTheActiveHashAgainRetiresNothing) {
  activate("aaa");
  activate("aaa");
  EXPECT_EQ(ledger_->history("prod")->size(), 2U);
}

TEST_P(LedgerConformance, AnUnexpectedSerialIsRefusedNamingWhoWon) {
  ASSERT_TRUE(append("aaa", VersionState::active, 0, "bob"));
  const Result<LedgerEntry> late = append("bbb", VersionState::active, 0);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::rejected);
  EXPECT_THAT(late.error().message, HasSubstr("bob made aaa active at 2026-09-21T"));
  EXPECT_EQ(ledger_->history("prod")->size(), 1U);
}

TEST_P(LedgerConformance, NobodyRetiresAVersionWithoutASuccessor) {
  activate("aaa");
  EXPECT_EQ(append("aaa", VersionState::retired, 1).error().code, ErrorCode::invalid_argument);
}

TEST_P(LedgerConformance, ListsEnvironmentsByName) {
  ASSERT_TRUE(ledger_->append({"staging", 0, "bbb", "", VersionState::deploying, "ann", ""}));
  activate("aaa");
  const std::vector<EnvironmentState> all = *ledger_->environments();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].environment, "prod");
  EXPECT_EQ(all[0].active->githash, "aaa");
  EXPECT_EQ(all[1].environment, "staging");
  EXPECT_EQ(all[1].serial, 1);
  EXPECT_FALSE(all[1].active);
}

TEST_P(LedgerConformance, ALeaseExcludesAnotherOwnerUntilItExpires) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(60)));
  const Result<Lease> refused = ledger_->acquire_lease("prod", "run-2", seconds(60));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::busy);
  EXPECT_THAT(refused.error().message, HasSubstr("run-1"));
  now_ += seconds(60);
  EXPECT_EQ(ledger_->acquire_lease("prod", "run-2", seconds(60))->taken_over_from, "run-1");
}

TEST_P(LedgerConformance, AHeartbeatKeepsTheLease) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(60)));
  now_ += seconds(50);
  ASSERT_TRUE(ledger_->renew_lease("prod", "run-1", seconds(60)));
  now_ += seconds(50);
  EXPECT_FALSE(ledger_->acquire_lease("prod", "run-2", seconds(60)));
}

TEST_P(LedgerConformance, WhoLostItsLeaseIsToldSo) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(1)));
  now_ += seconds(2);
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-2", seconds(60)));
  const Result<Lease> late = ledger_->renew_lease("prod", "run-1", seconds(60));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::rejected);
  EXPECT_THAT(late.error().message, HasSubstr("deployment run-2 took it over"));
}

TEST_P(LedgerConformance, ReleasingFreesOnlyTheOwnLease) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(60)));
  ASSERT_TRUE(ledger_->release_lease("prod", "run-2"));
  EXPECT_FALSE(ledger_->acquire_lease("prod", "run-2", seconds(60)));
  ASSERT_TRUE(ledger_->release_lease("prod", "run-1"));
  EXPECT_EQ(ledger_->acquire_lease("prod", "run-2", seconds(60))->taken_over_from, "");
}

TEST_P(LedgerConformance, TheOwnerOfALeaseGetsItAgain) {
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-1", seconds(1)));
  now_ += seconds(2);
  ASSERT_TRUE(ledger_->acquire_lease("prod", "run-2", seconds(60)));
  const Result<Lease> again = ledger_->acquire_lease("prod", "run-2", seconds(90));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->taken_over_from, "");
  EXPECT_EQ(again->expires, now_ + seconds(90));
}

TEST_P(LedgerConformance, RollingBackMakesARetiredVersionActiveAgain) {
  activate("aaa");
  activate("bbb");
  activate("aaa");
  const EnvironmentState state = *ledger_->environment("prod");
  EXPECT_EQ(state.active->githash, "aaa");
  EXPECT_EQ(state.active->previous, "bbb");
  EXPECT_EQ(state.serial, 5);
}

}  // namespace
}  // namespace testtracker::ledger
