#include "judge/quarantine.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace testtracker::judge {
namespace {

using testing::HasSubstr;

Day day(const std::string& text) {
  return parse_quarantine(text + " A/1")->entries.at(0).last_day;
}

TEST(Quarantine, ReadsDayTestAndReason) {
  const auto list = parse_quarantine("# why\n\n2026-12-24 Net/Connects to A  # slow DNS\r\n");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->entries.size(), 1U);
  EXPECT_EQ(list->entries[0].pattern, "Net/Connects to A");
  EXPECT_EQ(day_text(list->entries[0].last_day), "2026-12-24");
  EXPECT_EQ(list->entries[0].reason, "slow DNS");
}

TEST(Quarantine, HoldsOnItsLastDayAndEndsAfterIt) {
  const auto list = parse_quarantine("2026-12-24 Net/*");
  EXPECT_NE(list->find("Net/Connects", day("2026-12-24")), nullptr);
  EXPECT_EQ(list->find("Net/Connects", day("2026-12-25")), nullptr);
  EXPECT_EQ(list->expired(day("2026-12-25")).size(), 1U);
}

TEST(Quarantine, StarsAndQuestionMarksStandForAnything) {
  const auto list = parse_quarantine("2026-12-24 Net/*ct?\n2026-12-24 *Slow*");
  const auto today = day("2026-01-01");
  EXPECT_NE(list->find("Net/Connects", today), nullptr);
  EXPECT_EQ(list->find("Net/Connect", today), nullptr);
  EXPECT_NE(list->find("Io/VerySlowRead", today), nullptr);
  EXPECT_EQ(list->find("Io/Read", today), nullptr);
}

TEST(Quarantine, SaysWhichLineIsWrong) {
  for (const char* const wrong : {"A/1", "2026-13-01 A/1", "2026-02-29 A/1", "tomorrow A/1",
                                  "2026-12-24", "2026-12-24 # only a reason"}) {
    const auto list = parse_quarantine(std::string("# heading\n") + wrong);
    ASSERT_FALSE(list) << wrong;
    EXPECT_THAT(list.error().message, HasSubstr("line 2: "));
  }
}

TEST(Quarantine, AFileThatIsNotThereIsAnEmptyList) {
  const test::TempDir dir;
  EXPECT_TRUE(read_quarantine(dir / "absent")->entries.empty());
}

TEST(Quarantine, KeepsEveryOtherLineWhenEntriesAreWritten) {
  const QuarantineEntry renewed{"Net/Connects", day("2027-01-31"), "still slow"};
  const QuarantineEntry added{"Io/Reads", day("2027-01-31"), ""};
  EXPECT_EQ(with_entries("# ours\n2026-12-24 Net/Connects  # slow DNS\n2026-12-24 A/1\n",
                         {renewed, added}),
            "# ours\n2027-01-31 Net/Connects  # still slow\n2026-12-24 A/1\n2027-01-31 Io/Reads\n");
}

TEST(Quarantine, ANewListExplainsItself) {
  const auto text = with_entries("", {{"A/1", day("2027-01-31"), "why"}});
  EXPECT_EQ(text.front(), '#');
  EXPECT_EQ(parse_quarantine(text)->entries.size(), 1U);
}

}  // namespace
}  // namespace testtracker::judge
