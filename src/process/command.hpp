#pragma once

// What to run and what came of it. Used by everything that starts a program: git, mlflow, the
// programs of `testtracker run`.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::process {

/// Where one of the three standard streams of a child leads.
struct Stream {
  enum class Kind {
    inherit,     ///< the caller's own
    nothing,     ///< /dev/null
    file,        ///< `path`: read for stdin, appended (created 0600) for the others
    capture,     ///< kept in Exit; not for stdin
    relay,       ///< handed to `on_bytes` as it comes; not for stdin
    descriptor,  ///< a copy of `descriptor`, which stays the caller's
    output,      ///< for stderr: the same as stdout, so that both keep their order
  };
  Kind kind = Kind::inherit;
  std::string path;
  /// Called by `wait`, in the thread that waits, with any piece of the stream.
  std::function<void(std::string_view)> on_bytes;
  /// A relayed stream looks like a terminal to the child: raw, of the size that the caller's stdout
  /// has. For programs that show colours only to people.
  bool is_terminal = false;
  int descriptor = -1;
};

struct Command {
  /// argv. The first one is looked up in the caller's PATH unless it has a slash. Not empty.
  std::vector<std::string> arguments;
  std::string directory;  ///< working directory, empty = the caller's
  /// Changes to the caller's environment: name → value, or removed.
  std::vector<std::pair<std::string, std::optional<std::string>>> environment;
  Stream input;
  Stream output;
  Stream error;
  /// The child becomes leader of a process group of its own, and what `wait` has to kill is the
  /// whole group. Not for programs that read from a terminal: it would stop them.
  bool own_group = false;
  /// Of each captured stream; more is read and thrown away, so that the child never blocks.
  std::size_t max_captured_bytes = 16 * 1024 * 1024;
  /// A descriptor of the caller's that `wait` watches too, for what the child says beside its
  /// streams; -1 = none. `on_side_news` is called in the thread that waits, whenever there may be
  /// something to read and once after the child's end; it must take all and not block.
  int side_descriptor = -1;
  std::function<void()> on_side_news{};
};

/// How a program ended.
struct Exit {
  std::optional<int> exit_code;  ///< present unless a signal ended it
  std::optional<int> signal;
  bool timed_out = false;               ///< we ended it because the deadline had passed
  std::chrono::nanoseconds duration{};  ///< wall time from the call of `wait` on
  std::chrono::nanoseconds user_time{};
  std::chrono::nanoseconds system_time{};
  std::uint64_t max_resident_bytes = 0;
  std::string output;   ///< captured stdout
  std::string error;    ///< captured stderr
  bool is_cut = false;  ///< more was written than `max_captured_bytes`

  [[nodiscard]] bool succeeded() const noexcept { return exit_code == 0; }
};

/// When to stop waiting and start killing.
struct Patience {
  /// After this long SIGTERM is sent. Nothing = wait for ever.
  std::optional<std::chrono::nanoseconds> timeout;
  /// Between SIGTERM and SIGKILL.
  std::chrono::nanoseconds grace = std::chrono::seconds(5);
};

}  // namespace testtracker::process
