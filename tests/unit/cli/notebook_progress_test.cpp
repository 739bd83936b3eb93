#include "cli/notebook/notebook_progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace testtracker::cli {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

class NotebookProgressTest : public ::testing::Test {
 protected:
  NotebookProgress::TimePoint at(std::chrono::milliseconds offset) { return begin_ + offset; }

  NotebookProgress::TimePoint begin_ = std::chrono::steady_clock::now();
  NotebookProgress redrawn_{ProgressForm::redrawn};
  NotebookProgress sentences_{ProgressForm::sentences};
};

notebook::NotebookEvent in_cell(std::int32_t cell, std::int32_t cells) {
  notebook::NotebookEvent event;
  event.state = "running";
  event.cell = cell;
  event.cells = cells;
  return event;
}

TEST_F(NotebookProgressTest, EachNotebookHasALineWithTimeAndCell) {
  redrawn_.begin(0, "a.ipynb", at(0ms));
  redrawn_.begin(1, "b.ipynb", at(2000ms));
  redrawn_.update(0, in_cell(2, 5));
  EXPECT_EQ(redrawn_.drawn(at(3000ms), {}), "  a.ipynb, 3 s, cell 2 of 5\n  b.ipynb, 1 s\n");
}

TEST_F(NotebookProgressTest, WhatChangedIsDrawnOverTheOldLines) {
  redrawn_.begin(0, "a.ipynb", at(0ms));
  redrawn_.begin(1, "b.ipynb", at(0ms));
  redrawn_.drawn(at(1000ms), {});
  EXPECT_EQ(redrawn_.drawn(at(1100ms), {}), "");
  redrawn_.end(0);
  EXPECT_EQ(redrawn_.drawn(at(2000ms), {}), "\x1b[2A\x1b[J  b.ipynb, 2 s\n");
  EXPECT_EQ(redrawn_.erased(), "\x1b[1A\x1b[J");
  EXPECT_EQ(redrawn_.erased(), "");
}

TEST_F(NotebookProgressTest, WhatIsOverAtAGlanceIsNotShown) {
  redrawn_.begin(0, "a.ipynb", at(0ms));
  EXPECT_EQ(redrawn_.drawn(at(200ms), {}), "");
}

TEST_F(NotebookProgressTest, AStateOfDatabricksIsShownUntilThereIsACell) {
  redrawn_.begin(0, "/a", at(0ms));
  notebook::NotebookEvent event;
  event.state = "pending";
  redrawn_.update(0, event);
  EXPECT_EQ(redrawn_.drawn(at(1000ms), {}), "  /a, 1 s, pending\n");
}

TEST_F(NotebookProgressTest, LinesFitIntoTheTerminal) {
  for (std::size_t i = 0; i < 9; ++i) {
    redrawn_.begin(i, "größer_als_das_Fenster", at(0ms));
  }
  EXPECT_EQ(redrawn_.drawn(at(1000ms), {6, 4}), "  größ\n  größ\n  and 7 more\n");
}

TEST_F(NotebookProgressTest, WithoutATerminalASentenceTellsOfWhatTakesLong) {
  sentences_.begin(0, "a.ipynb", at(0ms));
  sentences_.update(0, in_cell(1, 2));
  EXPECT_EQ(sentences_.drawn(at(29s), {}), "");
  EXPECT_EQ(sentences_.drawn(at(30s), {}),
            "testtracker: still running: a.ipynb, 30 s, cell 1 of 2\n");
  EXPECT_EQ(sentences_.drawn(at(31s), {}), "");
  EXPECT_THAT(sentences_.drawn(at(60s), {}), HasSubstr("60 s"));
  EXPECT_EQ(sentences_.erased(), "");
}

}  // namespace
}  // namespace testtracker::cli
