#include "report/quantity_text.hpp"

#include "unit/report/sample_session.hpp"

#include <testtracker/event.hpp>

#include <gtest/gtest.h>

namespace testtracker::report {
namespace {

using std::chrono::nanoseconds;

TEST(DurationText, ThreeDigitsCount) {
  EXPECT_EQ(duration_text(nanoseconds(0)), "0 ns");
  EXPECT_EQ(duration_text(nanoseconds(870)), "870 ns");
  EXPECT_EQ(duration_text(nanoseconds(1'240'000)), "1.24 ms");
  EXPECT_EQ(duration_text(nanoseconds(12'340'000'000)), "12.3 s");
  EXPECT_EQ(duration_text(seconds(245)), "4 min 05 s");
  EXPECT_EQ(duration_text(seconds(7380)), "2 h 03 min");
}

TEST(DurationText, WhatNobodyMeasuredIsNotZero) {
  EXPECT_EQ(duration_text(k_unknown_duration), "time unknown");
}

TEST(DurationText, RoundingNeverShowsFourDigits) {
  EXPECT_EQ(duration_text(nanoseconds(999'600)), "1.00 ms");
  EXPECT_EQ(duration_text(nanoseconds(9'996'000)), "10.0 ms");
  EXPECT_EQ(duration_text(nanoseconds(99'960'000)), "100 ms");
  EXPECT_EQ(duration_text(nanoseconds(99'960'000'000)), "1 min 40 s");
}

TEST(TimeText, IsUtc) {
  EXPECT_EQ(time_text(k_noon), "2025-11-25 12:00:00 UTC");
  EXPECT_EQ(iso_time(k_noon), "2025-11-25T12:00:00");
}

}  // namespace
}  // namespace testtracker::report
