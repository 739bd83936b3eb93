// Of the crash matrix, for both major versions of Catch2.

#include "endings.hpp"

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#include <catch2/catch_test_macros.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

TEST_CASE("Before") {
  CHECK(true);
}

TEST_CASE("Ends") {
  endings::end_in_test();
  CHECK(true);
}

TEST_CASE("Z behind") {
  CHECK(true);
}

// The last argument chooses the ending and is hidden from Catch2.
int main(int argc, char** argv) {
  endings::chosen() = argv[argc - 1];
  const char* arguments[] = {argv[0], "--order", "decl"};
  const int code = Catch::Session().run(3, arguments);
  endings::end_outside();
  return code;
}
