// A slow test and a flaky one: it fails in every second execution, so that `ctest --repeat
// until-pass:2` lets it pass and testtracker still tells.

#include "order_book.hpp"

#include <testtracker/tracking.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

namespace order_book {
namespace {

// Executions of this program so far, counted in a file beside it.
int count_execution() {
  int executions = 0;
  std::ifstream("venue_executions") >> executions;
  std::ofstream("venue_executions") << executions + 1;
  return executions;
}

TEST(Venue, AnswersAfterItsMaintenance) {
  const testtracker::Span span("wait for the venue");
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  EXPECT_TRUE(OrderBook().add({1, Side::buy, 100, 1}).empty());
}

TEST(Venue, ConnectsAtOnce) {
  EXPECT_TRUE(count_execution() % 2 == 1) << "the venue did not answer in time";
}

}  // namespace
}  // namespace order_book
