#include "sources/reports/report_text.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace testtracker::sources {
namespace {

using std::chrono::milliseconds;

TEST(ReportText, ReadsNumbersOfAllLocales) {
  EXPECT_DOUBLE_EQ(number("0.5"), 0.5);
  EXPECT_DOUBLE_EQ(number("0,5"), 0.5);
  EXPECT_DOUBLE_EQ(number("1,234.5"), 1234.5);
  EXPECT_DOUBLE_EQ(number("6.5e-05"), 6.5e-05);
  EXPECT_DOUBLE_EQ(number("nonsense"), 0);
  EXPECT_DOUBLE_EQ(number(""), 0);
}

TEST(ReportText, DurationsAreNeverNegativeOrEndless) {
  EXPECT_EQ(seconds("-5"), milliseconds(0));
  EXPECT_EQ(seconds("0.25s"), milliseconds(250));
  EXPECT_GT(seconds("1e300").count(), 0);
}

TEST(ReportText, ReadsTimesWithAZone) {
  EXPECT_EQ(wall_time("2026-11-25T08:28:19Z"), milliseconds(1795595299000));
  EXPECT_EQ(wall_time("2026-11-25T09:28:19.724+01:00"), milliseconds(1795595299724));
  EXPECT_EQ(wall_time("2026-11-25 08:28:19+0000"), milliseconds(1795595299000));
}

TEST(ReportText, KnowsNoTimeWhereThereIsNone) {
  for (const char* const text : {"", "yesterday", "1970-01-01T00:00:00", "2026-11-25"}) {
    EXPECT_FALSE(wall_time(text)) << text;
  }
}

TEST(ReportText, FindsThePlaceOfAFailure) {
  const auto first = failure_of(FailureKind::assertion, "/src/a b.cpp\nnothing");
  EXPECT_EQ(first.file, "");
  const auto gtest = failure_of(FailureKind::assertion, "/src/a.cpp:12\nExpected: 1");
  EXPECT_EQ(gtest.file, "/src/a.cpp");
  EXPECT_EQ(gtest.line, 12);
  EXPECT_EQ(gtest.text, "Expected: 1");
  const auto catch2 = failure_of(FailureKind::assertion, "FAILED:\nat a.cpp:7");
  EXPECT_EQ(catch2.line, 7);
  EXPECT_EQ(catch2.text, "FAILED:");
}

}  // namespace
}  // namespace testtracker::sources
