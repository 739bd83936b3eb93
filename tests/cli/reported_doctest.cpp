// A doctest program, as anybody would write one.

#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <csignal>
#include <cstdlib>

#include <doctest/doctest.h>

TEST_SUITE("arithmetic") {
  TEST_CASE("adds") {
    CHECK(1 + 1 == 2);
  }
  TEST_CASE("subtracts") {
    CHECK(2 - 1 == 2);
  }
}

TEST_CASE("ends") {
  if (std::getenv("REPORTED_END") != nullptr) {
    std::raise(SIGKILL);
  }
}
