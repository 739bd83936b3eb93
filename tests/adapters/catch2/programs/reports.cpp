// What test code reports, and what it is told.

#include "catch2_of_program.hpp"

#include <testtracker/tracking.hpp>

#include <cstdio>
#include <filesystem>
#include <iterator>
#include <thread>

TEST_CASE("Reports", "[report]") {
  testtracker::metric("rows_per_s", 1.5e6);
  testtracker::param("model", "large");
  testtracker::note("a remark");
  testtracker::attach("/proc/self/comm", "comm.txt");
  const testtracker::span span("load");
  CHECK(true);
}

TEST_CASE("Reports from a thread", "[report]") {
  std::thread([] { testtracker::metric("from_thread", 7); }).join();
  CHECK(true);
}

TEST_CASE("Threads are counted", "[threads]") {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  std::printf("threads: %td\n", std::distance(begin(tasks), end(tasks)));
}

#ifdef PROGRAM_HAS_BENCHMARKS
TEST_CASE("Is measured", "[bench]") {
  BENCHMARK("sum") {
    int sum = 0;
    for (int i = 0; i < 100; ++i) {
      sum += i;
    }
    return sum;
  };
}
#endif
