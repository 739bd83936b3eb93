// Everything that test code may report, in tests and around them.

#include <testtracker/tracking.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

namespace {

class Report : public ::testing::Test {
 public:
  static void SetUpTestSuite() { testtracker::metric("in_set_up", 1); }
};

TEST_F(Report, Metrics) {
  testtracker::metric("rows_per_s", 1.5e6);
  testtracker::metric("nan", std::numeric_limits<double>::quiet_NaN());
  testtracker::metric("inf", std::numeric_limits<double>::infinity());
  testtracker::metric("minus_inf", -std::numeric_limits<double>::infinity());
}

TEST_F(Report, Meanings) {
  testtracker::metric("accuracy", 0.93, {testtracker::Worse::lower, "share", 400});
  testtracker::metric("loss", 0.2, {});
}

TEST_F(Report, Params) {
  testtracker::param("model", "small");
  testtracker::param("model", "large");
}

TEST_F(Report, Notes) {
  testtracker::note("warm cache");
}

TEST_F(Report, Spans) {
  const testtracker::span outer("load");
  const testtracker::span inner("parse");
}

TEST_F(Report, Attachments) {
  std::string pattern = "/tmp/testtracker-attached-XXXXXX";
  const int fd = ::mkstemp(pattern.data());
  ASSERT_EQ(::write(fd, "hello", 5), 5);
  ::close(fd);
  testtracker::attach(pattern, "log.txt");
  ::unlink(pattern.c_str());  // the copy is made at the call
  testtracker::attach("/nowhere/at/all.txt");
}

TEST_F(Report, FromThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([i] {
      for (int j = 0; j < 50; ++j) {
        testtracker::metric("thread_" + std::to_string(i), j);
        const testtracker::span guard("work");
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
}

}  // namespace
