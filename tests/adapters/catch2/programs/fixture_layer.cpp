// What tests are told of the tests before them. Asks for names of the listener: only in a program
// that has it.

#include "catch2_of_program.hpp"

#include <testtracker/catch2.hpp>

TEST_CASE("Layer 1 passes", "[layer]") {
  CHECK(testtracker::catch2::suite_name() == "fixture_layer");
  CHECK(testtracker::catch2::all_tests_passed());
}

TEST_CASE("Layer 2 fails", "[layer]") {
  CHECK(1 == 2);
}

TEST_CASE("Layer 3 knows both", "[layer]") {
  const auto runs = testtracker::catch2::test_runs();
  REQUIRE(runs.size() == 2);
  CHECK(runs.at("Layer 1 passes").status == testtracker::Status::passed);
  CHECK(runs.at("Layer 1 passes").duration.count() > 0);
  CHECK(runs.at("Layer 2 fails").status == testtracker::Status::failed);
  CHECK(runs.at("Layer 2 fails").exception_text.find("1 == 2") != std::string::npos);
  CHECK_FALSE(testtracker::catch2::all_tests_passed());
  CHECK(testtracker::catch2::env_variables().count("MLFLOW_TRACKING_PASSWORD") == 0);
}
