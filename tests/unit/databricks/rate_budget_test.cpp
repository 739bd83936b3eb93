#include "databricks/rate_budget.hpp"

#include <gtest/gtest.h>

namespace testtracker::databricks {
namespace {

using std::chrono::milliseconds;
using Clock = RateBudget::Clock;

class RateBudgetTest : public testing::Test {
 protected:
  /// When the next place is due, counted from the test's begin.
  milliseconds take(milliseconds at = milliseconds(0)) {
    return std::chrono::round<milliseconds>(budget_.take(begin_ + at) - begin_);
  }

  Clock::time_point begin_ = Clock::now();
  RateBudget budget_{10, 3};
};

TEST_F(RateBudgetTest, SpreadsRequestsEvenlyAfterABurst) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(take(), milliseconds(0));
  }
  EXPECT_EQ(take(), milliseconds(100));
  EXPECT_EQ(take(), milliseconds(200));
}

TEST_F(RateBudgetTest, APauseAllowsABurstAndNoMore) {
  for (int i = 0; i < 5; ++i) {
    take();
  }
  const milliseconds later(10'000);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(take(later), later);
  }
  EXPECT_EQ(take(later), later + milliseconds(100));
}

TEST_F(RateBudgetTest, NobodyAsksWhileTheWorkspaceWantsRest) {
  budget_.pause(begin_ + milliseconds(2000));
  EXPECT_EQ(take(), milliseconds(2000));
  EXPECT_GE(take(milliseconds(100)), milliseconds(2000));
}

}  // namespace
}  // namespace testtracker::databricks
