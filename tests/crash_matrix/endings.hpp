#pragma once

// How the programs of the crash matrix end: in the test `Ends`, as their last argument says, or
// behind all tests.

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <unistd.h>

namespace endings {

/// The word that was given; empty = end well.
inline const char*& chosen() {
  static const char* word = "";
  return word;
}

inline bool is(const char* word) {
  return std::strcmp(chosen(), word) == 0;
}

// The compiler must not see that it never ends.
inline int overflow(volatile int* depth) {
  volatile char room[4096] = {};
  room[0] = static_cast<char>(*depth);
  *depth = *depth + 1;
  return *depth > 0 ? overflow(depth) + room[0] : 0;
}

/// Called within the test `Ends`.
inline void end_in_test() {
  if (is("exit(0)")) {
    std::exit(0);
  } else if (is("abort")) {
    std::abort();
  } else if (is("SIGSEGV")) {
    std::raise(SIGSEGV);
  } else if (is("SIGKILL")) {
    std::raise(SIGKILL);
  } else if (is("hang")) {
    while (true) {
      ::pause();
    }
  } else if (is("overflow")) {
    volatile int depth = 0;
    overflow(&depth);
  }
}

/// Called by main behind the tests.
inline void end_outside() {
  if (is("throw")) {
    throw std::runtime_error("thrown outside of a test");
  }
}

}  // namespace endings
