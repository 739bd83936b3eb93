#include "cli/task_progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace testtracker::cli {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

class TaskProgressTest : public ::testing::Test {
 protected:
  TaskProgress::TimePoint at(std::chrono::milliseconds offset) { return begin_ + offset; }

  TaskProgress::TimePoint begin_ = std::chrono::steady_clock::now();
  TaskProgress redrawn_{ProgressForm::redrawn};
  TaskProgress sentences_{ProgressForm::sentences};
};

TEST_F(TaskProgressTest, EachTaskHasALineWithItsTimeAndHowFarItIs) {
  redrawn_.begin(0, "a.ipynb", at(0ms));
  redrawn_.begin(1, "b.ipynb", at(2000ms));
  redrawn_.update(0, "cell 2 of 5");
  EXPECT_EQ(redrawn_.drawn(at(3000ms), {}), "  a.ipynb, 3 s, cell 2 of 5\n  b.ipynb, 1 s\n");
}

TEST_F(TaskProgressTest, WhatChangedIsDrawnOverTheOldLines) {
  redrawn_.begin(0, "a.ipynb", at(0ms));
  redrawn_.begin(1, "b.ipynb", at(0ms));
  redrawn_.drawn(at(1000ms), {});
  EXPECT_EQ(redrawn_.drawn(at(1100ms), {}), "");
  redrawn_.end(0);
  EXPECT_EQ(redrawn_.drawn(at(2000ms), {}), "\x1b[2A\x1b[J  b.ipynb, 2 s\n");
  EXPECT_EQ(redrawn_.erased(), "\x1b[1A\x1b[J");
  EXPECT_EQ(redrawn_.erased(), "");
}

TEST_F(TaskProgressTest, WhatIsOverAtAGlanceIsNotShown) {
  redrawn_.begin(0, "a.ipynb", at(0ms));
  EXPECT_EQ(redrawn_.drawn(at(200ms), {}), "");
}

TEST_F(TaskProgressTest, NothingIsSaidOfATaskThatDoesNotRun) {
  redrawn_.update(0, "cell 1 of 2");
  EXPECT_EQ(redrawn_.drawn(at(1000ms), {}), "");
}

TEST_F(TaskProgressTest, LinesFitIntoTheTerminal) {
  for (std::size_t i = 0; i < 9; ++i) {
    redrawn_.begin(i, "größer_als_das_Fenster", at(0ms));
  }
  EXPECT_EQ(redrawn_.drawn(at(1000ms), {6, 4}), "  größ\n  größ\n  and 7 more\n");
}

TEST_F(TaskProgressTest, WithoutATerminalASentenceTellsOfWhatTakesLong) {
  sentences_.begin(0, "a.ipynb", at(0ms));
  sentences_.update(0, "cell 1 of 2");
  EXPECT_EQ(sentences_.drawn(at(29s), {}), "");
  EXPECT_EQ(sentences_.drawn(at(30s), {}),
            "testtracker: still running: a.ipynb, 30 s, cell 1 of 2\n");
  EXPECT_EQ(sentences_.drawn(at(31s), {}), "");
  EXPECT_THAT(sentences_.drawn(at(60s), {}), HasSubstr("60 s"));
  EXPECT_EQ(sentences_.erased(), "");
}

}  // namespace
}  // namespace testtracker::cli
