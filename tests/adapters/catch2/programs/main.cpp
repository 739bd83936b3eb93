// The program around the tests. TEST_MAIN names what it does beside running them:
//
//   return_0           whatever the tests did
//   run_twice          the session
//   throw_behind_run   an exception that nobody catches, when all tests have run
//   throw_in_listener  an exception that Catch2's session catches, between two tests
//   count              what the tracking listener allocates and locks in Catch2's signal handler,
//   as
//                      count_calls.cpp, preloaded, sees it
//   count_allocating   the same with a listener beside it that does allocate

#define CATCH_CONFIG_RUNNER
#include "catch2_of_program.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include <dlfcn.h>
#include <unistd.h>

namespace {

using CountCalls = long (*)();
CountCalls count_calls = nullptr;
bool is_in_handler = false;
long calls_before = 0;
long calls_in_listeners = 0;

#if PROGRAM_HAS_CATCH2_3
using ListenerBase = Catch::EventListenerBase;
using AssertionResult = void;
#else
using ListenerBase = Catch::TestEventListenerBase;
using AssertionResult = bool;
#endif

// One before the tracking listener, one behind it: Catch2 calls them in the order of registration.
template <typename Act>
class Bracket : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;
  void fatalErrorEncountered(Catch::StringRef /*name*/) override {  // version 3 alone
    is_in_handler = true;
    act();
  }
  AssertionResult assertionEnded(const Catch::AssertionStats& stats) override {
    is_in_handler = is_in_handler || stats.assertionResult.m_resultData.resultType ==
                                         Catch::ResultWas::FatalErrorCondition;
    act();
    return AssertionResult(true);
  }
  void sectionEnded(const Catch::SectionStats& /*stats*/) override { act(); }
  void testCaseEnded(const Catch::TestCaseStats& /*stats*/) override { act(); }
  void testRunEnded(const Catch::TestRunStats& /*stats*/) override {
    act();
    Act::tell();
  }

 private:
  static void act() {
    if (is_in_handler) {
      Act::act();
    }
  }
};

struct Begin {
  static void act() { calls_before = count_calls != nullptr ? count_calls() : 0; }
  static void tell() {}
};

struct Allocate {
  static void act() { std::free(std::malloc(1)); }
  static void tell() {}
};

struct End {
  static void act() {
    calls_in_listeners += count_calls != nullptr ? count_calls() - calls_before : 0;
  }
  static void tell() {
    char text[64];
    const int size = std::snprintf(text, sizeof text, "calls: %ld\n", calls_in_listeners);
    if (::write(STDOUT_FILENO, text, static_cast<std::size_t>(size)) < 0) {
      ::_exit(1);
    }
  }
};

// Before the listener that is linked behind this file.
const Catch::ListenerRegistrar<Bracket<Begin>> k_begin
#if PROGRAM_HAS_CATCH2_3
    ("begin")
#endif
        ;

template <typename Act>
void add_bracket() {
  static const Catch::ListenerRegistrar<Bracket<Act>> k_registrar
#if PROGRAM_HAS_CATCH2_3
      ("bracket")
#endif
          ;
}

class Throwing : public ListenerBase {
 public:
  using ListenerBase::ListenerBase;
  void testCaseEnded(const Catch::TestCaseStats& /*stats*/) override {
    throw std::runtime_error("listener boom");
  }
};

void add_throwing_listener() {
  static const Catch::ListenerRegistrar<Throwing> k_registrar
#if PROGRAM_HAS_CATCH2_3
      ("throwing")
#endif
          ;
}

void count_in_handler(const std::string& request) {
  if (request == "count_allocating") {
    add_bracket<Allocate>();
  }
  add_bracket<End>();
  void* const found = ::dlsym(RTLD_DEFAULT, "testtracker_count_calls");
  std::memcpy(&count_calls, &found, sizeof found);
}

}  // namespace

int main(int argc, char** argv) {
  const char* const text = std::getenv("TEST_MAIN");
  const std::string request = text == nullptr ? "" : text;
  if (request.find("count") == 0) {
    count_in_handler(request);
  }
  if (request == "throw_in_listener") {
    add_throwing_listener();
  }
  Catch::Session session;
  int code = session.applyCommandLine(argc, argv);
  if (code == 0) {
    code = session.run();
    if (request == "run_twice") {
      code |= session.run();
    }
  }
  if (request == "throw_behind_run") {
    throw std::runtime_error("main boom");
  }
  return request == "return_0" ? 0 : code;
}
