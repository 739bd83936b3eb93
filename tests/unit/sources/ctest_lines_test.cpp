#include "sources/ctest/ctest_lines.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace testtracker::sources {
namespace {

class Lines : public testing::Test {
 protected:
  CtestVerdict read(const std::string& name, const std::string& verdict) {
    lines.add("      Start  3: " + name);
    lines.add(" 3/17 Test  #3: " + name + " ......" + verdict);
    return verdicts.empty() ? CtestVerdict{} : verdicts.back();
  }

  std::vector<CtestVerdict> verdicts;
  CtestLines lines{{[](const std::string&) {},
                    [this](const CtestVerdict& verdict) { verdicts.push_back(verdict); }}};
};

TEST_F(Lines, APassHasADuration) {
  const auto verdict = read("pass", "   Passed    1.25 sec");
  EXPECT_EQ(verdict.status, Status::passed);
  EXPECT_EQ(verdict.duration, std::chrono::milliseconds(1250));
}

TEST_F(Lines, NamesMayHoldAnything) {
  EXPECT_EQ(read("odd; ... [x] ***Failed", "   Passed    0.00 sec").status, Status::passed);
}

TEST_F(Lines, ExceptionsAreSpelledAsInTheSummary) {
  EXPECT_EQ(read("a", "***Exception: SegFault  0.00 sec").word, "SEGFAULT");
  EXPECT_EQ(read("a", "SIGUSR1***Exception:   0.00 sec").word, "SIGUSR1");
}

TEST_F(Lines, AReasonMayHaveSeveralLines) {
  read("a", "***Failed  Required regular expression not found. Regex=[bye");
  lines.add("]  0.01 sec");
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].reason, "Required regular expression not found. Regex=[bye\n]");
}

TEST_F(Lines, WhatATestPrintsIsNoVerdict) {
  lines.add("1/1 Test #9: somebody_elses ......***Failed  0.00 sec");
  EXPECT_TRUE(verdicts.empty());
}

TEST_F(Lines, ADisabledEntryIsNotOneThatCouldNotRun) {
  EXPECT_EQ(read("a", "***Not Run (Disabled)   0.00 sec").status, Status::disabled);
  lines.add("      Start  4: b");
  lines.add("Failed test dependencies: a");
  lines.add(" 4/17 Test  #4: b ......***Not Run   0.00 sec");
  EXPECT_EQ(verdicts.back().reason, "Failed test dependencies: a");
}

}  // namespace
}  // namespace testtracker::sources
