#pragma once

// What a GoogleTest program prints, turned into events while it is printed: for programs without a
// listener. The format is that of PrettyUnitTestResultPrinter in googletest/src/gtest.cc, the same
// from 1.8 to 1.18. With `--gtest_brief=1` only failed tests are seen; GoogleTestReport adds the
// others.

#include "sources/event_sink.hpp"
#include "sources/line_splitter.hpp"

#include <testtracker/event.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace testtracker::sources {

/// Not thread-safe. Text that a test prints itself, also that of a nested GoogleTest program, is
/// not taken for results: while a test runs, only its own closing line ends it.
class GoogleTestOutput {
 public:
  using Clock = std::function<std::chrono::nanoseconds()>;

  /// `now`: a steady clock, by which tests below a millisecond are timed.
  GoogleTestOutput(EventSink sink, Clock now);

  /// Takes any piece of the program's standard output, colours included.
  void feed(std::string_view bytes) { lines_.feed(bytes); }
  /// The output is over; reports what was being printed when it ended.
  void finish();

  /// A test, a failure or a line about the whole was seen.
  [[nodiscard]] bool has_begun() const noexcept { return has_begun_; }
  /// So was the line that sums up the last iteration.
  [[nodiscard]] bool has_ended() const noexcept { return has_ended_; }
  /// No failure was printed.
  [[nodiscard]] bool has_passed() const noexcept { return has_passed_; }
  /// Where the program says that it runs one shard of several.
  [[nodiscard]] std::optional<std::int32_t> shard_index() const noexcept { return shard_index_; }
  [[nodiscard]] std::optional<std::int32_t> shard_total() const noexcept { return shard_total_; }

  /// Tests of the last iteration: suite and name → id, 0 for disabled ones.
  using SeenTests = std::map<std::pair<std::string, std::string>, TestId>;
  [[nodiscard]] const SeenTests& seen() const noexcept { return seen_; }
  /// The id that the next test would get.
  [[nodiscard]] TestId next_id() const noexcept { return next_id_; }

 private:
  struct Part {  // an assertion that failed, or a skip, with the text that is still coming
    bool is_skip = false;
    std::string file;
    std::int32_t line = 0;
    std::string text;
  };

  void read_line(std::string_view line);
  bool read_program_line(std::string_view line);
  bool read_suite_line(std::string_view line);
  bool read_test_start(std::string_view line);
  bool read_disabled(std::string_view line);
  bool read_test_end(std::string_view line);
  bool read_brief_failure(std::string_view line);
  bool read_part(std::string_view line);
  void ensure_iteration();
  void begin_iteration();
  void start_test(std::string_view full_name);
  void end_test(Status status, std::string_view behind_name);
  void flush_part();

  EventSink sink_;
  Clock now_;
  LineSplitter lines_;
  bool has_begun_ = false;
  bool has_ended_ = false;
  bool has_passed_ = true;
  std::int32_t iteration_ = -1;
  std::optional<std::int32_t> shard_index_;
  std::optional<std::int32_t> shard_total_;
  Phase phase_ = Phase::program;
  std::string suite_;
  std::string type_param_;
  TestId next_id_ = 1;
  TestId test_ = 0;
  std::string full_name_;
  std::chrono::nanoseconds test_start_{};
  std::optional<Part> part_;
  SeenTests seen_;
};

}  // namespace testtracker::sources
