// Many test cases of Catch2 2 that do nothing: what a listener adds to each.
//
// usage: empty_catch2_tests COUNT [ARGUMENTS OF CATCH2…]

#define CATCH_CONFIG_RUNNER
#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

namespace {

void empty() {
  SUCCEED();
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 100'000;
  for (int i = 0; i < count; ++i) {
    REGISTER_TEST_CASE(empty, "Test" + std::to_string(i));
  }
  argv[1] = argv[0];
  return Catch::Session().run(argc - 1, argv + 1);
}
