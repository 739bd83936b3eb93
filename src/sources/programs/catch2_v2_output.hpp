#pragma once

// What a Catch2 2 program tells in its reporter `console`, turned into events: failures while it
// runs; the tests that passed when Catch2's totals agree with the list of its tests, which somebody
// asked the program for. docs/unmodified_programs.md.

#include "sources/event_sink.hpp"
#include "sources/line_splitter.hpp"
#include "sources/programs/catch2_console.hpp"

#include <testtracker/event.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::sources {

/// The names that a Catch2 2 program answers with.
struct Catch2Lists {
  std::vector<std::string> chosen;    ///< by its arguments, in the order in which they run
  std::set<std::string> may_fail;     ///< of all: those tagged `[!mayfail]`
  std::set<std::string> should_fail;  ///< and `[!shouldfail]`
  bool is_ordered = true;             ///< `chosen` has their order, not just their names
};

/// Not thread-safe. No test gets a duration: Catch2 2 does not tell any.
class Catch2V2Output {
 public:
  /// All tests get this suite: the list does not tell their files.
  Catch2V2Output(std::string suite, Catch2Lists lists, EventSink sink);

  void feed(std::string_view bytes) { lines_.feed(bytes); }
  /// The program is gone. Tells the tests that passed and those that never ran, as far as they are
  /// known: otherwise a note, or when the program disappeared by itself a failure, says so.
  void finish(bool is_killed);

  /// Catch2 summed up its tests and was not dying of a signal.
  [[nodiscard]] bool has_ended() const noexcept { return console_.totals() && !is_dying_; }
  [[nodiscard]] bool has_passed() const noexcept { return has_passed_; }

 private:
  void take(Catch2Part part);
  void tell(const Event& event);
  void tell_failed_test();
  void tell_test(const std::string& name, Status status);
  [[nodiscard]] std::string name_of(const std::vector<std::string>& heading) const;
  [[nodiscard]] Status status_of_silent(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> tests_that_ran() const;
  [[nodiscard]] bool agrees(const std::vector<std::string>& ran) const;
  void tell_silent_tests();
  void tell_disappearance(bool is_killed);

  std::string suite_;
  Catch2Lists lists_;
  EventSink sink_;
  LineSplitter lines_;
  Catch2Console console_{[this](Catch2Part part) { take(std::move(part)); }};
  std::map<std::string, std::string> names_;  ///< as a heading may spell it → name
  bool has_begun_ = false;
  bool has_passed_ = true;
  bool is_dying_ = false;
  TestId next_id_ = 1;
  std::string test_;               ///< whose parts are at hand
  std::vector<Catch2Part> parts_;  ///< its failures
  std::map<std::string, Status> told_;
};

}  // namespace testtracker::sources
