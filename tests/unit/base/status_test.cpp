#include <testtracker/status.hpp>

#include <gtest/gtest.h>

namespace testtracker {
namespace {

TEST(Status, EveryWordReadsBack) {
  for (int i = 0; i <= static_cast<int>(Status::not_run); ++i) {
    const auto status = static_cast<Status>(i);
    EXPECT_EQ(parse_status(to_string(status)), status) << to_string(status);
  }
}

TEST(Status, OtherWordsAreNone) {
  EXPECT_EQ(parse_status("PASSED"), std::nullopt);
  EXPECT_EQ(parse_status(""), std::nullopt);
}

TEST(Status, WhatDidNotRunToItsEndIsBad) {
  EXPECT_TRUE(is_bad(Status::not_run));
  EXPECT_TRUE(is_bad(Status::exited));
  EXPECT_FALSE(is_bad(Status::expected_failure));
  EXPECT_FALSE(is_bad(Status::disabled));
}

}  // namespace
}  // namespace testtracker
