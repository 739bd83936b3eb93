// A program of Catch2 2 whose main file knows nothing of benchmarks.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

TEST_CASE("Plain passes") {
  CHECK(1 + 1 == 2);
  SECTION("in a section") {
    CHECK(1 == 1);
  }
}

TEST_CASE("Plain and hidden", "[.]") {
  CHECK(1 == 2);
}

TEST_CASE("Plain fails") {
  CHECK(1 + 1 == 3);
}
