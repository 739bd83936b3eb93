// A Catch2 program without a listener, for both major versions, as anybody would write one.

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#include <catch2/catch_test_macros.hpp>
#define IS_VERSION_3 1
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>

#include <unistd.h>

TEST_CASE("passes and prints") {
  std::printf(":test-result: FAIL passes and prints\n");
  std::cout << "to cout" << std::endl;
  std::cerr << "to cerr" << std::endl;
  CHECK(1 == 1);
}

TEST_CASE("fails in a section") {
  INFO("some information");
  SECTION("outer") {
    SECTION("inner") {
      CHECK(1 + 1 == 3);
      CHECK(2 + 2 == 5);
    }
  }
}

TEST_CASE("throws") {
  throw std::runtime_error("boom");
}

TEST_CASE("may fail", "[!mayfail]") {
  CHECK(false);
}

TEST_CASE("should fail and does not", "[!shouldfail]") {
  CHECK(true);
}

TEST_CASE("a name that is longer than a line of the console, so that Catch2 breaks it into two") {
  CHECK(false);
}

TEST_CASE("hidden", "[.]") {
  CHECK(true);
}

#ifdef IS_VERSION_3
TEST_CASE("skips") {
  SKIP("no disk");
}
#endif

TEST_CASE("ends", "[ending]") {
  const char* const end = std::getenv("UNMODIFIED_END");
  const auto is = [end](const char* word) { return end != nullptr && std::strcmp(end, word) == 0; };
  if (is("abort")) {
    std::abort();
  } else if (is("segv")) {
    std::raise(SIGSEGV);
  } else if (is("kill")) {
    std::raise(SIGKILL);
  } else if (is("exit")) {
    std::exit(0);
  } else if (is("hang")) {
    while (true) {
      ::pause();
    }
  }
  CHECK(true);
}

TEST_CASE("behind", "[ending]") {
  CHECK(true);
}

int main(int argc, char** argv) {
  if (std::getenv("UNMODIFIED_IGNORES_ARGUMENTS") != nullptr) {
    return Catch::Session().run();
  }
  return Catch::Session().run(argc, argv);
}
