#define CATCH_CONFIG_RUNNER
#ifdef __has_include
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
#endif

TEST_CASE("Sums are right") {
  CHECK(1 + 1 == 2);
}

int main(int argc, char** argv) {
  return Catch::Session().run(argc, argv);
}
