// Of the crash matrix, for both major versions of Catch2.

#include "endings.hpp"

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#include <catch2/catch_test_macros.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include <cstdlib>
#include <vector>

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

// A variable chooses the ending: Catch2's arguments are Catch2's.
int main(int argc, char** argv) {
  const char* const ending = std::getenv("MATRIX_ENDING");
  endings::chosen() = ending == nullptr ? "" : ending;
  std::vector<const char*> arguments = {argv[0], "--order", "decl"};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  const int code = Catch::Session().run(static_cast<int>(arguments.size()), arguments.data());
  endings::end_outside();
  return code;
}
