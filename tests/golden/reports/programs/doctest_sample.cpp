// Sample behind the doctest reports.

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <stdexcept>

#include <doctest/doctest.h>

TEST_CASE("numbers add up") {
  CHECK(1 + 1 == 2);
}

TEST_SUITE("parser") {
  TEST_CASE("subcases share their test") {
    int value = 1;
    SUBCASE("doubled") {
      value *= 2;
      CHECK(value == 2);
    }
    SUBCASE("broken") {
      INFO("value was ", value);
      CHECK(value == 3);
    }
  }

  TEST_CASE("throws") {
    throw std::runtime_error("no such file");
  }

  TEST_CASE("says why") {
    FAIL("explicitly & <clearly>");
  }
}

TEST_CASE("may fail" * doctest::may_fail()) {
  CHECK(1 == 2);
}

TEST_CASE("is skipped" * doctest::skip()) {
  CHECK(false);
}
