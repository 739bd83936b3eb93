#include "session/failure_text.hpp"

#include "base/json_text.hpp"
#include "session/signal_name.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace testtracker::session {
namespace {

TEST(FailureText, WhiteSpaceBecomesOneSpace) {
  EXPECT_EQ(one_line("  a \n\t b\r\n", 100), "a b");
}

TEST(FailureText, AddressesLoseTheirDigitsAndNumbersDoNot) {
  EXPECT_EQ(one_line("at 0x7ffd12345678, not 0x1F", 100), "at 0x…, not 0x1F");
}

TEST(FailureText, LongTextIsCutBetweenCharacters) {
  const std::string text(200, 'a');
  const auto line = one_line(text + "ääääää", 203);
  EXPECT_LE(line.size(), 203U);
  EXPECT_TRUE(is_valid_utf8(line));
  EXPECT_EQ(line.substr(line.size() - 3), "…");
}

TEST(FailureText, BrokenUtf8IsReplaced) {
  EXPECT_TRUE(is_valid_utf8(one_line("a\xff\xc3", 100)));
}

TEST(FailureText, AnExceptionHasNoLocation) {
  Attempt attempt;
  attempt.status = Status::failed;
  attempt.failures.push_back({Phase::test, FailureKind::exception, {}, 0, "boom"});
  EXPECT_EQ(message_of(attempt), "boom");
  EXPECT_EQ(text_of(attempt), "Exception\nboom");
}

TEST(FailureText, AllFailuresStandInTheWholeText) {
  Attempt attempt;
  attempt.status = Status::failed;
  attempt.failures.push_back({Phase::test, FailureKind::assertion, "/a/b.cpp", 1, "one"});
  attempt.failures.push_back({Phase::test, FailureKind::assertion, "/a/b.cpp", 2, "two"});
  EXPECT_EQ(message_of(attempt), "b.cpp:1 one");
  EXPECT_EQ(text_of(attempt), "/a/b.cpp:1: Failure\none\n\n/a/b.cpp:2: Failure\ntwo");
}

TEST(SignalName, UnknownSignalsAreNumbers) {
  EXPECT_EQ(signal_name(SIGSEGV), "SIGSEGV");
  EXPECT_EQ(signal_name(35), "signal 35");
}

}  // namespace
}  // namespace testtracker::session
