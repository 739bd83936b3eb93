// A program that does not live to see its last test.

#include "order_book.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <vector>

namespace order_book {
namespace {

TEST(Recovery, ReplaysAnEmptyLog) {
  OrderBook book;
  for (const Order& order : std::vector<Order>()) {
    book.add(order);
  }
  EXPECT_EQ(book.levels(Side::buy), 0U);
}

// Crashes on purpose.
TEST(Recovery, SurvivesATornLog) {
  std::raise(SIGSEGV);
}

TEST(Recovery, ContinuesAfterATornLog) {
  SUCCEED();
}

}  // namespace
}  // namespace order_book
