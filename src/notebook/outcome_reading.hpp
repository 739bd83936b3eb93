#pragma once

// What the Python driver and a script's end say, as the engine's words.

#include "notebook/engine.hpp"
#include "process/command.hpp"

#include <string>
#include <string_view>

namespace testtracker::notebook {

/// One line of the driver; fields that it does not have are empty.
struct DriverEvent {
  std::string event;  ///< `warm`, `cell`, `done`, `fatal`, `unstartable`; empty = not understood
  std::int32_t cell = 0;
  std::int32_t cells = 0;
  std::string reason;
  std::optional<NotebookOutcome> outcome;  ///< of `done`
};

[[nodiscard]] DriverEvent read_driver_event(std::string_view line);

/// A script that ended by itself. `output`: the end of what it printed.
[[nodiscard]] NotebookOutcome outcome_of_script(const process::Exit& exit, std::string output);

/// `SIGKILL`, or its number.
[[nodiscard]] std::string signal_word(int signal);

}  // namespace testtracker::notebook
