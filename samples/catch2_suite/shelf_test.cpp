#include "shelf.hpp"

#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include "catch2_headers.hpp"

#include <testtracker/tracking.hpp>

#include <stdexcept>
#include <string>

TEST_CASE("A shelf keeps its books", "[shelf]") {
  Shelf shelf(2);
  REQUIRE(shelf.add("Middlemarch"));

  SECTION("each of them once") {
    CHECK_FALSE(shelf.add("Middlemarch"));
    CHECK(shelf.size() == 1);
  }
  SECTION("as long as there is room") {
    CHECK(shelf.add("Emma"));
    CHECK_THROWS_AS(shelf.add("Ulysses"), std::length_error);
  }
}

TEST_CASE("A shelf of any size fills up", "[shelf]") {
  const std::size_t room = GENERATE(1U, 10U, 1000U);
  Shelf shelf(room);
  for (std::size_t i = 0; i < room; ++i) {
    CHECK(shelf.add(std::to_string(i)));
  }
  testtracker::metric("books", static_cast<double>(shelf.size()));
}

TEST_CASE("A shelf sorts by author", "[shelf][!mayfail]") {
  FAIL("nobody has written that yet");
}

TEST_CASE("Adding is fast", "[shelf][bench]") {
  BENCHMARK("add 100") {
    Shelf shelf(100);
    for (int i = 0; i < 100; ++i) {
      shelf.add(std::to_string(i));
    }
    return shelf.size();
  };
}
