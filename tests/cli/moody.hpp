#pragma once

// Test programs whose tests end as a folder tells them to: $MOODS/<test> says `always` or `once`.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

/// True when the folder says so; what it says `once` it says to the first who asks.
inline bool is_told(const std::string& test) {
  const char* const folder = std::getenv("MOODS");
  const std::string path = std::string(folder == nullptr ? "." : folder) + "/" + test;
  std::string word;
  std::ifstream(path) >> word;
  if (word == "once") {
    std::remove(path.c_str());
  }
  return !word.empty();
}

/// A test that is slow when it is told to.
inline void work(const std::string& test) {
  if (is_told(test)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
  }
}
