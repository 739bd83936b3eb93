// Every way in which a test can end by itself.

#include "catch2_of_program.hpp"

#include <stdexcept>
#include <string>

namespace {

int two() {
  return 2;
}

int throwing() {
  throw std::runtime_error("boom in an expression");
}

}  // namespace

TEST_CASE("Passes", "[fast][numbers]") {
  CHECK(two() == 2);
}

TEST_CASE("Fails twice") {
  INFO("the answer is near");
  CHECK(two() == 3);
  CHECK(two() == 4);
}

TEST_CASE("Fails fatally") {
  REQUIRE(two() == 5);
  FAIL("never reached");
}

TEST_CASE("Fails explicitly") {
  INFO("context");
  FAIL("explicit text");
}

TEST_CASE("Throws") {
  throw std::runtime_error("boom");
}

TEST_CASE("Throws in an expression") {
  CHECK(throwing() == 1);
}

TEST_CASE("Expects an exception in vain") {
  CHECK_THROWS(two());
}

TEST_CASE("Warns") {
  WARN("look at this");
  CHECK(true);
}

TEST_CASE("Check without consequence") {
  CHECK_NOFAIL(two() == 3);
  CHECK(true);
}

TEST_CASE("May fail and fails", "[!mayfail]") {
  CHECK(two() == 3);
}

TEST_CASE("May fail and passes", "[!mayfail]") {
  CHECK(two() == 2);
}

TEST_CASE("Should fail and fails", "[!shouldfail]") {
  CHECK(two() == 3);
}

TEST_CASE("Should fail and passes", "[!shouldfail]") {
  CHECK(two() == 2);
}

TEST_CASE("Is hidden", "[.]") {
  CHECK(two() == 3);
}

#if PROGRAM_HAS_CATCH2_3
TEST_CASE("Skips") {
  SKIP("no cluster here");
}

TEST_CASE("Same name", "[red]") {
  CHECK(two() == 2);
}

TEST_CASE("Same name", "[blue]") {
  CHECK(two() == 3);
}
#endif

struct Fixture {
  int value = 2;
};

TEST_CASE_METHOD(Fixture, "Has a fixture") {
  CHECK(value == 2);
}

#if PROGRAM_HAS_CATCH2_3
TEST_CASE_METHOD(Fixture, "Passes") {
  CHECK(value == 2);
}
#endif

TEMPLATE_TEST_CASE("Has types", "", int, char) {
  CHECK(sizeof(TestType) > 0);
}

TEST_CASE("Has sections") {
  SECTION("outer") {
    SECTION("first") {
      CHECK(two() == 2);
    }
    SECTION("second") {
      CHECK(two() == 3);
    }
  }
  SECTION("other") {
    CHECK(true);
  }
}

TEST_CASE("Has a generator") {
  const int value = GENERATE(1, 2, 3);
  CHECK(value != 2);
}

SCENARIO("A scenario") {
  GIVEN("a number") {
    WHEN("it is doubled") {
      THEN("it is even") {
        CHECK(two() * 2 == 4);
      }
    }
  }
}

TEST_CASE("Names, with [odd] \\ and \"quoted\" parts*") {
  CHECK(true);
}
