#include "sources/programs/googletest_report.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"
#include "unit/sources/seen_events.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

namespace testtracker::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* k_report = R"({"tests": 3, "testsuites": [{"name": "Suite", "testsuite": [
  {"name": "A", "file": "a.cpp", "line": 7, "value_param": "2", "status": "RUN",
   "result": "COMPLETED", "time": "0.25s", "classname": "Suite", "rows": "5"},
  {"name": "B", "status": "RUN", "result": "COMPLETED", "time": "0.25s", "classname": "Suite",
   "failures": [{"failure": "b.cpp:9\nwhy", "type": ""}]},
  {"name": "DISABLED_C", "status": "NOTRUN", "result": "SUPPRESSED"}]}]})";

class GoogleTestReportTest : public ::testing::Test {
 protected:
  GoogleTestReportTest() { output_.feed("[==========] Running 2 tests from 1 test suite.\n"); }
  void see_test(const std::string& name) {
    output_.feed("[ RUN      ] " + name + "\n[       OK ] " + name + " (0 ms)\n");
  }

  bool complete(const std::string& report) {
    testtracker::test::write_file(dir_ / "report.json", report);
    return complete_from_report(dir_ / "report.json", output_, added_.sink());
  }

  testtracker::test::TempDir dir_;
  test::SeenEvents added_;
  GoogleTestOutput output_{[](const Event&) {}, [] { return std::chrono::nanoseconds(0); }};
};

TEST_F(GoogleTestReportTest, DescribesWhatWasSeenAndAddsTheRest) {
  see_test("Suite.A");
  EXPECT_TRUE(complete(k_report));
  EXPECT_THAT(added_.words(),
              ElementsAre("described 1", "param 1 rows=5", "start Suite.B", "failure 2 b.cpp:9 why",
                          "end 2 failed", "disabled Suite.DISABLED_C"));
  const auto described = added_.last<TestDescribed>();
  EXPECT_EQ(described.file, "a.cpp");
  EXPECT_EQ(described.line, 7);
  EXPECT_EQ(described.value_param, "2");
  EXPECT_EQ(added_.last<TestEnded>().duration, std::chrono::milliseconds(250));
}

TEST_F(GoogleTestReportTest, ADisabledTestThatWasPrintedIsNotAddedAgain) {
  see_test("Suite.A");
  see_test("Suite.B");
  output_.feed("[ DISABLED ] Suite.DISABLED_C\n");
  EXPECT_TRUE(complete(k_report));
  EXPECT_THAT(added_.words(), ElementsAre("described 1", "param 1 rows=5", "described 2"));
}

TEST_F(GoogleTestReportTest, TheReportOfAnotherProgramIsLeftAlone) {
  see_test("Other.X");
  EXPECT_FALSE(complete(k_report));
  EXPECT_THAT(added_.words(), IsEmpty());
}

TEST_F(GoogleTestReportTest, EveryTruncationIsRefusedWhole) {
  see_test("Suite.A");
  const std::string report = k_report;
  for (std::size_t size = 0; size < report.size(); ++size) {
    EXPECT_FALSE(complete(report.substr(0, size))) << size;
  }
  EXPECT_THAT(added_.words(), IsEmpty());
}

TEST_F(GoogleTestReportTest, MembersOfOtherTypesDoNoHarm) {
  for (const char* const report :
       {"[]", R"({"testsuites": 3})", R"({"testsuites": [3]})",
        R"({"testsuites": [{"name": 3, "testsuite": [{"name": [], "line": "x", "time": 5}]}]})"}) {
    complete(report);
  }
  SUCCEED();
}

}  // namespace
}  // namespace testtracker::sources
