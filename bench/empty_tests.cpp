// Many tests that do nothing: what a listener adds to each. Prints the time of RUN_ALL_TESTS.
//
// usage: empty_tests [COUNT [MICROSECONDS]]        100,000 tests when none is given
//
// With MICROSECONDS each test sleeps so long: a program that takes its time.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

std::chrono::microseconds test_length{};

class Empty : public ::testing::Test {
  void TestBody() override {
    if (test_length.count() > 0) {
      std::this_thread::sleep_for(test_length);
    }
  }
};

constexpr int k_tests_per_suite = 100;

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  const int count = argc > 1 ? std::atoi(argv[1]) : 100'000;
  test_length = std::chrono::microseconds(argc > 2 ? std::atoi(argv[2]) : 0);
  for (int i = 0; i < count; ++i) {
    const std::string suite = "Suite" + std::to_string(i / k_tests_per_suite);
    const std::string name = "Test" + std::to_string(i % k_tests_per_suite);
    ::testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            []() -> ::testing::Test* { return new Empty; });
  }
  const auto start = std::chrono::steady_clock::now();
  const int code = RUN_ALL_TESTS();
  const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::steady_clock::now() - start);
  std::fprintf(stderr, "%d tests in %lld ns\n", count, static_cast<long long>(time.count()));
  return code;
}
