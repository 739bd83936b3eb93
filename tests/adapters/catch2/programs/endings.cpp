// Tests that end their program.

#include "catch2_of_program.hpp"

#include <csignal>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

namespace {

// The compiler must not see that it never ends.
int overflow(volatile int* depth) {
  volatile char room[4096] = {};
  room[0] = static_cast<char>(*depth);
  *depth = *depth + 1;
  return *depth > 0 ? overflow(depth) + room[0] : 0;
}

struct DiesInDestructor {
  ~DiesInDestructor() noexcept { std::abort(); }
};

}  // namespace

TEST_CASE("A before", "[ending]") {
  CHECK(true);
}
TEST_CASE("Exit0", "[ending]") {
  std::exit(0);
}
TEST_CASE("Abort", "[ending]") {
  CHECK(1 == 1);
  std::abort();
}
TEST_CASE("Segv", "[ending]") {
  CHECK(1 == 1);
  std::raise(SIGSEGV);
}
TEST_CASE("Segv in a section", "[ending]") {
  CHECK(1 == 2);
  SECTION("deep") {
    INFO("some context");
    CHECK(1 == 1);
    std::raise(SIGSEGV);
  }
}
TEST_CASE("Kill", "[ending]") {
  std::raise(SIGKILL);
}
TEST_CASE("Hang", "[ending]") {
  while (true) {
    ::pause();
  }
}
TEST_CASE("Overflow", "[ending]") {
  volatile int depth = 0;
  CHECK(overflow(&depth) == 0);
}
TEST_CASE("Abort in a destructor", "[ending]") {
  const DiesInDestructor dies;
  CHECK(true);
}
TEST_CASE("Fork", "[ending]") {
  const pid_t child = ::fork();
  if (child == 0) {
    CHECK(1 == 2);
    std::exit(0);
  }
  int status = 0;
  CHECK(::waitpid(child, &status, 0) == child);
}
TEST_CASE("Z after", "[ending]") {
  CHECK(true);
}
