#pragma once

// Understands what ctest prints while it runs tests: `Start 3: name` and
// `3/17 Test #3: name ....***Failed  0.12 sec`. Each attempt of `--repeat` has both lines.

#include <testtracker/status.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <string>

namespace testtracker::sources {

/// One attempt of an entry, in ctest's words.
struct CtestVerdict {
  std::string name;
  Status status = Status::failed;
  std::string word;    ///< as in ctest's own summary: `Failed`, `Timeout`, `SEGFAULT` …
  std::string reason;  ///< why, as far as ctest says; may be empty
  std::chrono::nanoseconds duration{};  ///< in ctest's hundredths of a second
};

/// Takes the output line by line. Lines of tests (`--output-on-failure`) that look like ctest's own
/// are believed only for entries that are running.
class CtestLines {
 public:
  struct Listener {
    std::function<void(const std::string& name)> on_start;
    std::function<void(const CtestVerdict&)> on_end;
  };
  explicit CtestLines(Listener listener) : listener_(std::move(listener)) {}

  /// `line` without its newline.
  void add(const std::string& line);

 private:
  bool add_start(const std::string& line);
  bool add_verdict(const std::string& line);
  void finish_verdict(const std::string& text);

  Listener listener_;
  std::map<long, std::string> running_;  // number → name
  std::string unfinished_;               // a verdict whose reason has line breaks
  int unfinished_lines_ = 0;
  std::string why_not_run_;  // what ctest said just before a `Not Run`
};

}  // namespace testtracker::sources
