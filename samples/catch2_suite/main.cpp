#define CATCH_CONFIG_RUNNER
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include "catch2_headers.hpp"

#include <testtracker/catch2.hpp>

#include <iostream>

int main(int argc, char** argv) {
  const int code = Catch::Session().run(argc, argv);
  if (!testtracker::catch2::all_tests_passed()) {
    std::cout << "the shelf needs a repair\n";
  }
  return code;
}
