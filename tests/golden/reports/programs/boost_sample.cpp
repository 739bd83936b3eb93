// Sample behind the Boost.Test reports.

#define BOOST_TEST_MODULE boost_sample
#include <boost/test/included/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_CASE(numbers_add_up) {
  BOOST_TEST(1 + 1 == 2);
}

BOOST_AUTO_TEST_SUITE(parser)
BOOST_AUTO_TEST_SUITE(inner)
BOOST_AUTO_TEST_CASE(fails_twice) {
  BOOST_TEST(1 + 1 == 3, "sums & <signs>");
  BOOST_TEST(2 == 3);
}
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(throws) {
  throw std::runtime_error("no such file");
}

BOOST_AUTO_TEST_CASE(is_fatal) {
  BOOST_REQUIRE(false);
}

BOOST_AUTO_TEST_CASE(is_disabled, *boost::unit_test::disabled()) {
  BOOST_TEST(false);
}
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(may_fail, *boost::unit_test::expected_failures(1)) {
  BOOST_TEST(false);
}
