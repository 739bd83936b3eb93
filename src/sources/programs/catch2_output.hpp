#pragma once

// What Catch2 3 tells in its reporters `console` and `automake` when both write into one pipe,
// turned into events while the tests run. `console` prints failures and skips with the name of
// their test above, `automake` one line at the end of each test. Neither makes Catch2 capture what
// tests print, as xml, json, junit, teamcity and sonarqube do. docs/unmodified_programs.md.

#include "sources/event_sink.hpp"
#include "sources/line_splitter.hpp"
#include "sources/programs/catch2_console.hpp"

#include <testtracker/event.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::sources {

/// Not thread-safe. A test is told when it has ended: its start is not known before.
class Catch2Output {
 public:
  using Clock = std::function<std::chrono::nanoseconds()>;

  /// All tests get this suite: Catch2 does not tell their files. `now`: a steady clock; a test
  /// lasts from the end of the one before it.
  Catch2Output(std::string suite, EventSink sink, Clock now);

  void feed(std::string_view bytes) { lines_.feed(bytes); }
  /// The program is gone. Tells what it was doing: the test that a signal ended, as far as Catch2
  /// could still say so, else behind which test it disappeared: a failure, but beside a signal
  /// (`is_killed`), which fails by itself, a note.
  void finish(bool is_killed);

  [[nodiscard]] bool has_begun() const noexcept { return has_begun_; }
  /// Catch2 summed up its tests and was not dying of a signal.
  [[nodiscard]] bool has_ended() const noexcept { return console_.totals() && !fatal_; }
  [[nodiscard]] bool has_passed() const noexcept { return has_passed_; }

 private:
  void read_line(std::string_view line);
  bool read_test_end(std::string_view line);
  void begin();
  void end_test(const std::string& name, std::string_view verdict);
  TestId tell_test(const std::string& name, const std::vector<Catch2Part>& parts);
  void tell_disappearance(bool is_killed);
  std::vector<Catch2Part> take_parts(std::string_view name);
  void settle_fatal();

  std::string suite_;
  EventSink sink_;
  Clock now_;
  LineSplitter lines_;
  Catch2Console console_{[this](Catch2Part part) { parts_.push_back(std::move(part)); }};
  bool has_begun_ = false;
  bool has_passed_ = true;
  std::string last_test_;
  TestId next_id_ = 1;
  std::chrono::nanoseconds test_start_{};
  std::vector<Catch2Part> parts_;
  /// A test whose last failure was a fatal signal; it ended if anything comes behind it.
  std::optional<TestEnded> fatal_;
};

}  // namespace testtracker::sources
