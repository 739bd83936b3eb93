// The suite whose three builds the browser tests record. ENGINE_BUILD says which build this is:
// the third breaks Starts, and every build is slower in Warms than the one before it.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>

namespace {

int build() {
  const char* const value = std::getenv("ENGINE_BUILD");
  return value == nullptr ? 1 : std::stoi(value);
}

void work_for(std::chrono::milliseconds duration) {
  const auto end = std::chrono::steady_clock::now() + duration;
  while (std::chrono::steady_clock::now() < end) {
  }
}

TEST(Engine, Starts) {
  const int rpm = build() < 3 ? 800 : 0;
  EXPECT_EQ(rpm, 800) << "the engine stands still";
}

TEST(Engine, Warms) {
  work_for(std::chrono::milliseconds(100) * build() * build());  // far apart: machines are busy
}

TEST(Engine, Stops) {}

TEST(Engine, Flies) {
  GTEST_SKIP() << "no wings";
}

TEST(Gearbox, Shifts) {
  EXPECT_TRUE(true);
}

}  // namespace
