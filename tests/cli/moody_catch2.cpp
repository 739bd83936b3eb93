// A Catch2 program, version 2 or 3, for `gate --confirm`: names as people write them.

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#include <catch2/catch_test_macros.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include "moody.hpp"

TEST_CASE("connects, then sends", "[net][slow]") {
  CHECK_FALSE(is_told("connects"));
}
TEST_CASE("reads [a] list of \"quoted\" words", "[io]") {
  CHECK_FALSE(is_told("reads"));
}
TEST_CASE("*starts and ends with a star*") {
  CHECK_FALSE(is_told("star"));
}
TEST_CASE("2 * 3 \\ 4 is it's 5") {
  CHECK_FALSE(is_told("times"));
}
TEST_CASE("-5 is negative") {
  CHECK_FALSE(is_told("negative"));
}
TEST_CASE("~5 is no exclusion") {
  CHECK_FALSE(is_told("tilde"));
}
TEST_CASE("sections, one and two") {
  SECTION("one, [first]") {
    CHECK(true);
  }
  SECTION("two") {
    CHECK_FALSE(is_told("section"));
  }
}
TEST_CASE("loads") {
  work("loads");
}

// So that it is not the machine when all of the above fail.
TEST_CASE("calm 1") {}
TEST_CASE("calm 2") {}
TEST_CASE("calm 3") {}
TEST_CASE("calm 4") {}

int main(int argc, char* argv[]) {
  return Catch::Session().run(argc, argv);
}
