// A Boost.Test program, as anybody would write one.

#define BOOST_TEST_MODULE reported
#include <boost/test/included/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(arithmetic)
BOOST_AUTO_TEST_CASE(adds) {
  BOOST_TEST(1 + 1 == 2);
}
BOOST_AUTO_TEST_CASE(subtracts) {
  BOOST_TEST(2 - 1 == 2);
}
BOOST_AUTO_TEST_SUITE_END()
