// Parameterised and typed tests.

#include "order_parser.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace order_book {
namespace {

class RoundTrip : public ::testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, KeepsTheText) {
  EXPECT_EQ(to_text(parse_order(GetParam())), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Orders, RoundTrip,
                         ::testing::Values("buy 100 @ 12.50", "sell 1 @ 0.01",
                                           "buy 7 @ 1000000.00"));

class BadText : public ::testing::TestWithParam<const char*> {};

TEST_P(BadText, IsRefused) {
  EXPECT_THROW(static_cast<void>(parse_order(GetParam())), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Texts, BadText,
                         ::testing::Values("", "buy", "hold 100 @ 12.50", "buy 100 at 12.50"));

template <typename Integer>
class Quantities : public ::testing::Test {};
using Integers = ::testing::Types<std::int16_t, std::int32_t, std::int64_t>;
TYPED_TEST_SUITE(Quantities, Integers);

TYPED_TEST(Quantities, AreParsedUpToTheirLimit) {
  const TypeParam limit = std::numeric_limits<TypeParam>::max();
  EXPECT_EQ(parse_order("buy " + std::to_string(limit) + " @ 1.00").quantity, limit);
}

}  // namespace
}  // namespace order_book
