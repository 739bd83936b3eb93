// Sample behind the Catch2 reports, for v2 and v3.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#define CATCH_CONFIG_MAIN
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include <catch2/catch.hpp>
#endif

#include <stdexcept>

TEST_CASE("numbers add up", "[math]") {
  REQUIRE(1 + 1 == 2);
}

TEST_CASE("sections share their test", "[math][section]") {
  int value = 1;
  SECTION("doubled") {
    value *= 2;
    CHECK(value == 2);
  }
  SECTION("broken") {
    INFO("value was " << value);
    CHECK(value == 3);
    SECTION("deeper") {
      FAIL("explicitly & <clearly>");
    }
  }
}

TEST_CASE("throws", "[error]") {
  throw std::runtime_error("no such file");
}

TEST_CASE("may fail", "[!mayfail]") {
  CHECK(1 == 2);
}

TEST_CASE("control bytes") {
  INFO("escape \x1b[31mred\x1b[0m and bell \x07");
  CHECK(false);
}

struct Fixture {
  int number = 4;
};
TEST_CASE_METHOD(Fixture, "methods have a class", "[fixture]") {
  CHECK(number == 4);
}

#ifndef CATCH_CONFIG_MAIN
TEST_CASE("skips", "[skip]") {
  SKIP("needs a network");
}
#endif

TEST_CASE("measures", "[bench]") {
  volatile int sum = 0;
  BENCHMARK("sum of 100") {
    for (int i = 0; i < 100; ++i) {
      sum = sum + i;
    }
    return sum;
  };
}
