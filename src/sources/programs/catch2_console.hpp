#pragma once

// What Catch2's reporter `console` prints, versions 2 and 3: it tells failures and skips, with the
// name of their test above, and sums up at the end; of tests that pass it says nothing.

#include <testtracker/event.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace testtracker::sources {

/// An assertion that failed, or a skip.
struct Catch2Part {
  bool is_skip = false;
  /// The lines of the heading above it: the name of the test, broken where it is long, then its
  /// sections.
  std::vector<std::string> heading;
  FailureReported failure;  ///< its `test` is not used
};

/// The last line of a run, in tests.
struct Catch2Totals {
  std::uint64_t total = 0;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t failed_as_expected = 0;
};

/// Not thread-safe.
class Catch2Console {
 public:
  /// `on_part` gets each part when its end is seen.
  explicit Catch2Console(std::function<void(Catch2Part)> on_part) : on_part_(std::move(on_part)) {}

  /// One line without its newline and without colours.
  void read_line(std::string_view line);
  /// What comes now does not belong to the part any more.
  void end_part();

  /// Nothing until Catch2 summed up its tests.
  [[nodiscard]] const std::optional<Catch2Totals>& totals() const noexcept { return totals_; }

 private:
  bool read_heading(std::string_view line);
  bool read_part(std::string_view line);
  bool read_totals(std::string_view line);
  void add_to_part(std::string_view line);

  std::function<void(Catch2Part)> on_part_;
  std::vector<std::string> names_;        ///< between the last two rules
  std::vector<std::string> behind_rule_;  ///< lines since the last rule, the first ones
  std::vector<std::string> heading_;
  std::optional<Catch2Part> part_;
  std::optional<Catch2Totals> totals_;
};

/// True when the part tells a fatal signal: Catch2 died behind it.
[[nodiscard]] bool is_fatal(const Catch2Part& part);

}  // namespace testtracker::sources
