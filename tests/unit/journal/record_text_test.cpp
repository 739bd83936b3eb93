#include "journal/record_text.hpp"

#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>

namespace testtracker::journal {
namespace {

TEST(RecordText, TextIsCutBetweenTwoCharacters) {
  std::string storage;
  EXPECT_EQ(cut_text("ab\xE2\x82\xAC", 4, storage), "ab [testtracker: 3 bytes cut]");
}

TEST(RecordText, TextOfExactlyTheLimitStaysWhole) {
  std::string storage;
  EXPECT_EQ(cut_text("abcd", 4, storage), "abcd");
}

// Makes a German locale, whose numbers have commas, since a machine may have none.
TEST(RecordText, NumbersHaveAPointInEveryLocale) {
  const test::TempDir dir;
  const std::string command =
      "localedef -i de_DE -f UTF-8 " + (dir / "de_DE.UTF-8") + " >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) {
    GTEST_SKIP() << "localedef cannot make a German locale: install the package 'locales'";
  }
  ::setenv("LOCPATH", dir.path().c_str(), 1);
  ASSERT_NE(std::setlocale(LC_ALL, "de_DE.UTF-8"), nullptr);
  std::string out;
  RecordText record(out, "metric", std::chrono::nanoseconds(0), 100);
  record.real("value", 1234.5);
  std::setlocale(LC_ALL, "C");
  EXPECT_EQ(out, R"({"event":"metric","at":0,"value":1234.5)");
}

TEST(RecordText, DefaultsAreLeftOut) {
  std::string out;
  RecordText record(out, "x", std::chrono::nanoseconds(7), 100);
  record.text("a", "");
  record.number("b", 0);
  record.flag("c", false);
  record.end();
  EXPECT_EQ(out, "{\"event\":\"x\",\"at\":7}\n");
}

}  // namespace
}  // namespace testtracker::journal
