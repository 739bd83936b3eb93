#include "deploy/lease_keeper.hpp"

#include "ledger/sqlite_ledger.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace testtracker::deploy {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class LeaseKeeperTest : public ::testing::Test {
 protected:
  template <typename Condition>
  static bool eventually(Condition condition) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (steady_clock::now() > deadline) {
        return false;
      }
      std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
  }

  const test::TempDir folder_;
  const OpenLedger open_ = [this] {
    return ledger::open_sqlite_ledger({folder_ / "ledger.db", std::chrono::seconds(30), {}});
  };
};

TEST_F(LeaseKeeperTest, ProlongsItAgainAndAgain) {
  // Each acquiring and prolonging asks for the time once; it stands still, so that a busy machine
  // lets nothing expire.
  std::atomic<int> calls{0};
  const OpenLedger counting = [&] {
    ledger::SqliteLedgerOptions options;
    options.path = folder_ / "ledger.db";
    options.now = [&calls] {
      ++calls;
      return ledger::WallTime{};
    };
    return ledger::open_sqlite_ledger(options);
  };
  auto keeper = LeaseKeeper::acquire(counting, "staging", "run-1", milliseconds(60));
  ASSERT_TRUE(keeper);
  EXPECT_TRUE(eventually([&] { return calls >= 5; }));
  EXPECT_FALSE((*keeper)->is_lost());
}

TEST_F(LeaseKeeperTest, ReleasesTheLeaseAtItsEnd) {
  ASSERT_TRUE(LeaseKeeper::acquire(open_, "staging", "run-1", std::chrono::hours(1)));
  EXPECT_TRUE(LeaseKeeper::acquire(open_, "staging", "run-2", std::chrono::hours(1)));
}

TEST_F(LeaseKeeperTest, SaysThatSomebodyElseHasIt) {
  const auto keeper = LeaseKeeper::acquire(open_, "staging", "run-1", std::chrono::hours(1));
  const auto other = LeaseKeeper::acquire(open_, "staging", "run-2", std::chrono::hours(1));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::busy);
}

TEST_F(LeaseKeeperTest, NoticesThatItWasTakenAway) {
  auto keeper = LeaseKeeper::acquire(open_, "staging", "run-1", milliseconds(300));
  ASSERT_TRUE(keeper);
  EXPECT_FALSE((*keeper)->is_lost());
  const auto other = open_();
  ASSERT_TRUE((*other)->release_lease("staging", "run-1"));
  EXPECT_TRUE(eventually([&] { return (*keeper)->is_lost(); }));
}

TEST_F(LeaseKeeperTest, TellsWhoseExpiredLeaseItTook) {
  const auto other = open_();
  ASSERT_TRUE((*other)->acquire_lease("staging", "dead", milliseconds(1)));
  Result<std::unique_ptr<LeaseKeeper>> keeper = Error{ErrorCode::busy, {}};
  ASSERT_TRUE(eventually([&] {
    keeper = LeaseKeeper::acquire(open_, "staging", "run-1", std::chrono::hours(1));
    return keeper.has_value();
  }));
  EXPECT_EQ((*keeper)->taken_over_from(), "dead");
}

}  // namespace
}  // namespace testtracker::deploy
