#include "deploy/recovery.hpp"

#include "deploy/local_target.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::deploy {
namespace {

namespace fs = std::filesystem;
using ledger::VersionState;

class RecoveryTest : public ::testing::Test {
 protected:
  void append(VersionState state, const std::string& owner = "dead") {
    ledger::LedgerChange change;
    change.environment = version_.environment;
    change.expected_serial = ledger_->environment(version_.environment)->serial;
    change.githash = version_.githash;
    change.run_id = owner;
    change.state = state;
    ASSERT_TRUE(ledger_->append(change));
  }

  void write_version(bool is_complete) {
    ASSERT_TRUE(target_->make_folders(version_, {"etl"}));
    if (is_complete) {
      ASSERT_TRUE(target_->write_manifest(version_, "{}"));
    }
  }

  WorkFolder orphan(const std::string& place) {
    auto folder = WorkFolder::create(folder_ / "work", "dead");
    EXPECT_TRUE(folder);
    EXPECT_TRUE(folder->write({"dead", version_.environment, version_.githash, place}));
    return *std::move(folder);
  }

  VersionState newest_state() { return ledger_->history(version_.environment)->front().state; }
  [[nodiscard]] bool has_version() const { return fs::exists(target_->location(version_)); }
  bool is_lease_free() {
    return ledger_->acquire_lease(version_.environment, "next", std::chrono::seconds(1))
        .has_value();
  }

  const test::TempDir folder_;
  const Version version_{"staging", std::string(40, 'a')};
  std::unique_ptr<DeployTarget> target_ = make_local_target(folder_ / "base");
  std::unique_ptr<ledger::Ledger> ledger_ =
      *ledger::open_sqlite_ledger({folder_ / "ledger.db", std::chrono::seconds(30), {}});
  const Recovery recovery_{*target_, *ledger_, "here", "tester"};
};

TEST_F(RecoveryTest, RemovesAHalfVersionAndCallsItFailed) {
  append(VersionState::deploying);
  write_version(false);
  ASSERT_TRUE(clean_up_after(recovery_, "staging", "dead"));
  EXPECT_FALSE(has_version());
  EXPECT_EQ(newest_state(), VersionState::failed);
}

TEST_F(RecoveryTest, KeepsACompleteVersionThatWasNotTested) {
  append(VersionState::deploying);
  write_version(true);
  ASSERT_TRUE(clean_up_after(recovery_, "staging", "dead"));
  EXPECT_TRUE(has_version());
  EXPECT_EQ(newest_state(), VersionState::failed);
}

TEST_F(RecoveryTest, LeavesAVersionAloneThatBecameActive) {
  append(VersionState::deploying);
  append(VersionState::active);
  write_version(true);
  ASSERT_TRUE(clean_up_after(recovery_, "staging", "dead"));
  EXPECT_EQ(newest_state(), VersionState::active);
}

TEST_F(RecoveryTest, ReleasesTheLeaseOfAnOrphan) {
  ASSERT_TRUE(ledger_->acquire_lease("staging", "dead", std::chrono::hours(1)));
  append(VersionState::deploying);
  write_version(false);
  ASSERT_TRUE(clean_up_orphan(recovery_, orphan("here")));
  EXPECT_FALSE(has_version());
  EXPECT_TRUE(is_lease_free());
}

TEST_F(RecoveryTest, TouchesNothingOnceTheLeaseIsSomebodyElses) {
  ASSERT_TRUE(ledger_->acquire_lease("staging", "living", std::chrono::hours(1)));
  append(VersionState::deploying);
  write_version(false);
  ASSERT_TRUE(clean_up_orphan(recovery_, orphan("here")));
  EXPECT_TRUE(has_version());
  EXPECT_FALSE(is_lease_free());
}

TEST_F(RecoveryTest, TouchesNothingOfAnotherPlace) {
  ASSERT_TRUE(ledger_->acquire_lease("staging", "dead", std::chrono::hours(1)));
  append(VersionState::deploying);
  write_version(false);
  ASSERT_TRUE(clean_up_orphan(recovery_, orphan("elsewhere")));
  EXPECT_TRUE(has_version());
}

}  // namespace
}  // namespace testtracker::deploy
