#include "cli/ctest/ctest_progress.hpp"

#include <gtest/gtest.h>

#include <string>

namespace testtracker::cli {
namespace {

const char* const k_good = "1/2 Test #1: good .............................   Passed    0.01 sec\n";
const char* const k_bad = "2/2 Test #2: bad ..............................***Failed    0.01 sec\n";

TEST(CtestProgress, AStartChangesTheLine) {
  CtestProgress progress(2);
  EXPECT_EQ(progress.add("    Start 1: good\n"), "\r0/2 Test #1: good\x1b[K");
}

TEST(CtestProgress, AGoodEndCountsAndIsNotPrinted) {
  CtestProgress progress(2);
  progress.add("    Start 1: good\n");
  EXPECT_EQ(progress.add(k_good), "\r1/2 Test #1: good\x1b[K");
}

TEST(CtestProgress, ABadEndStaysOnALineOfItsOwn) {
  CtestProgress progress(2);
  progress.add("    Start 2: bad\n");
  EXPECT_EQ(progress.add(k_bad), std::string("\r\x1b[K") + k_bad);
  EXPECT_EQ(progress.add("its output\n"), "its output\n");
}

TEST(CtestProgress, TheLastStateStaysAboveTheSummary) {
  CtestProgress progress(1);
  progress.add("    Start 1: good\n");
  progress.add(k_good);
  EXPECT_EQ(progress.add("\n100% tests passed\n"), "\n100% tests passed\n");
}

TEST(CtestProgress, ATestThatPrintsLikeCtestIsNotBelieved) {
  CtestProgress progress(2);
  EXPECT_EQ(progress.add(k_good), k_good);
}

TEST(CtestProgress, NothingIsLostAtTheEnd) {
  CtestProgress progress(1);
  progress.add("    Start 1: good\n");
  EXPECT_EQ(progress.add("no newline"), "");
  EXPECT_EQ(progress.finish(), "\nno newline");
}

}  // namespace
}  // namespace testtracker::cli
