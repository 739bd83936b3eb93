#include "report/log_text.hpp"

#include "base/json_text.hpp"
#include "unit/report/sample_session.hpp"

#include <gmock/gmock.h>

namespace testtracker::report {
namespace {

using testing::HasSubstr;

std::string log_of(const SampleSession& session) {
  return log_text(session.result, session.result.tests.front());
}

TEST(LogText, TellsEverythingAboutAFailedTest) {
  SampleSession session;
  session.add_failed("Starts", "\x1b[31mExpected\x1b[0m: 1").notes.push_back("small data set");
  EXPECT_EQ(log_of(session),
            "Engine.Starts\n"
            "\n"
            "status    failed\n"
            "duration  5.00 ms\n"
            "source    /src/engine_test.cpp:7\n"
            "program   engine_test\n"
            "machine   build7\n"
            "again     /build/engine_test --gtest_filter=Engine.Starts\n"
            "\n"
            "/src/engine_test.cpp:42: Failure\n"
            "Expected: 1\n"
            "\n"
            "--- note ---\n"
            "small data set\n");
}

TEST(LogText, EveryAttemptHasItsHeading) {
  SampleSession session;
  session.add_flaky("Pauses");
  const auto log = log_of(session);
  EXPECT_THAT(log, HasSubstr("status    passed, flaky: 1 of 2 attempts failed\n"));
  EXPECT_THAT(log, HasSubstr("--- attempt 1 of 2: failed, 5.00 ms ---\n/src/engine_test.cpp:42"));
  EXPECT_THAT(log, HasSubstr("--- attempt 2 of 2: passed, 6.00 ms ---\n"));
}

TEST(LogText, AnyBytesBecomeValidUtf8) {
  SampleSession session;
  session.add_failed(all_bytes(), all_bytes()).notes.push_back(all_bytes());
  EXPECT_TRUE(is_valid_utf8(log_of(session)));
}

}  // namespace
}  // namespace testtracker::report
