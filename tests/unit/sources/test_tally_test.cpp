#include "sources/reports/test_tally.hpp"

#include <gtest/gtest.h>

#include <string>

namespace testtracker::sources {
namespace {

TEST(TestTally, CountsATestOnce) {
  TestTally tally;
  tally.add("p", "S", "T", Status::passed, false);
  tally.add("p", "S", "T", Status::passed, false);
  tally.add("p", "S", "U", Status::skipped, false);
  EXPECT_EQ(tally.counts().total, 2U);
  EXPECT_EQ(tally.counts().skipped, 1U);
  EXPECT_EQ(tally.counts().flaky, 0U);
}

TEST(TestTally, ABadAttemptDecidesUnlessItWasRetried) {
  TestTally tally;
  tally.add("p", "S", "bad", Status::failed, false);
  tally.add("p", "S", "bad", Status::passed, false);
  tally.add("p", "S", "retried", Status::failed, true);
  tally.add("p", "S", "retried", Status::passed, false);
  EXPECT_EQ(tally.counts().failed, 1U);
  EXPECT_EQ(tally.counts().passed, 1U);
  EXPECT_EQ(tally.counts().flaky, 2U);
}

TEST(TestTally, KeepsManyTestsApart) {
  TestTally tally;
  for (int i = 0; i < 100000; ++i) {
    tally.add("p", "S", std::to_string(i), Status::passed, false);
  }
  EXPECT_EQ(tally.counts().total, 100000U);
}

}  // namespace
}  // namespace testtracker::sources
