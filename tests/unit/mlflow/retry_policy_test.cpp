#include "mlflow/retry_policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace testtracker::mlflow {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

// Notes what would have been slept.
class RetriesTest : public testing::Test {
 protected:
  RetriesTest() {
    policy_.jitter = milliseconds(0);
    policy_.sleep = [this](milliseconds time) {
      slept_.push_back(time);
      return true;
    };
    policy_.notice = [this](const std::string& sentence) { notices_.push_back(sentence); };
  }

  RetryPolicy policy_;
  std::vector<milliseconds> slept_;
  std::vector<std::string> notices_;
};

TEST_F(RetriesTest, WaitAsThePythonClientDoes) {
  Retries retries(policy_, "http://h");
  while (retries.wait("answers 503", std::nullopt)) {
  }
  EXPECT_THAT(slept_, ElementsAre(seconds(0), seconds(4), seconds(8), seconds(16), seconds(32),
                                  seconds(64), seconds(120)));
  EXPECT_EQ(retries.count(), 7);
}

TEST_F(RetriesTest, NeverHappenWhenThePolicySaysNone) {
  policy_.max_retries = 0;
  EXPECT_FALSE(Retries(policy_, "http://h").wait("answers 503", std::nullopt));
  EXPECT_TRUE(slept_.empty());
}

TEST_F(RetriesTest, AreLongerByAtMostTheJitterButTheFirst) {
  policy_.jitter = milliseconds(500);
  policy_.backoff_factor = milliseconds(10);
  Retries retries(policy_, "http://h");
  while (retries.wait("answers 503", std::nullopt)) {
  }
  EXPECT_EQ(slept_[0], milliseconds(0));
  for (std::size_t i = 1; i < slept_.size(); ++i) {
    EXPECT_GE(slept_[i], backoff(policy_, static_cast<std::int32_t>(i) + 1));
    EXPECT_LE(slept_[i], backoff(policy_, static_cast<std::int32_t>(i) + 1) + policy_.jitter);
  }
}

TEST_F(RetriesTest, WaitAsLongAsTheServerAsksButNotForEver) {
  Retries retries(policy_, "http://h");
  retries.wait("answers 429", seconds(7));
  retries.wait("answers 429", seconds(7000));
  EXPECT_THAT(slept_, ElementsAre(seconds(7), policy_.max_delay));
}

TEST_F(RetriesTest, IgnoreWhatTheServerAsksWhenTheyShall) {
  policy_.respect_retry_after = false;
  Retries retries(policy_, "http://h");
  retries.wait("answers 429", seconds(7));
  EXPECT_THAT(slept_, ElementsAre(seconds(0)));
}

TEST_F(RetriesTest, EndWhenTheSleepIsBrokenOff) {
  policy_.sleep = [](milliseconds) { return false; };
  EXPECT_FALSE(Retries(policy_, "http://h").wait("answers 503", std::nullopt));
}

TEST_F(RetriesTest, TellPeopleWhatIsGoingOn) {
  Retries retries(policy_, "http://h:5000");
  retries.wait("answers 503", std::nullopt);
  retries.wait("answers 503", std::nullopt);
  EXPECT_THAT(notices_,
              ElementsAre("MLflow at http://h:5000 answers 503; trying again now (1 of 7)",
                          "MLflow at http://h:5000 answers 503; trying again in 4 s (2 of 7)"));
}

TEST(IsRepeatable, IsTrueForWhatUsuallyPasses) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_TRUE(is_repeatable(status, false)) << status;
  }
  for (const int status : {200, 301, 400, 401, 403, 404, 409, 413, 501, 505}) {
    EXPECT_FALSE(is_repeatable(status, false)) << status;
  }
  EXPECT_TRUE(is_repeatable(413, true));
}

// 1994-11-06T08:49:37Z, the date in RFC 9110.
const auto k_then = std::chrono::system_clock::from_time_t(784111777);

TEST(RetryAfter, IsSeconds) {
  EXPECT_EQ(parse_retry_after("120", k_then), seconds(120));
  EXPECT_EQ(parse_retry_after("0", k_then), seconds(0));
  EXPECT_EQ(parse_retry_after("-5", k_then), seconds(0));
}

TEST(RetryAfter, IsADate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", k_then), seconds(60));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", k_then), seconds(0));
}

TEST(RetryAfter, IsNothingWhenItIsNeither) {
  for (const char* text : {"", "soon", "1.5", "Sun, 06 Xyz 1994 08:50:37 GMT", "7 days"}) {
    EXPECT_FALSE(parse_retry_after(text, k_then)) << text;
  }
}

TEST(RetryAfter, SurvivesNumbersThatDoNotFit) {
  EXPECT_GT(parse_retry_after("99999999999999999999999", k_then), seconds(86400));
  EXPECT_GT(parse_retry_after("9223372036854775807", k_then), seconds(86400));
}

}  // namespace
}  // namespace testtracker::mlflow
