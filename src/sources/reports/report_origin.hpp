#pragma once

// What is known of a report beside its text: used where the report itself is silent.

#include <testtracker/event.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace testtracker::sources {

struct ReportOrigin {
  /// Of the program when the report names none: its file's name without extension.
  std::string program;
  /// Names the program whatever the report says; empty = not given.
  std::string forced_program;
  /// Of the results when the report does not tell: when the file was written.
  std::chrono::nanoseconds written{};
  /// The program that wrote it, when we ran it: its results take its place in the session.
  std::optional<ProgramStarted> ran;

  /// The program's name: the forced one, else `said` by the report, else the file's.
  [[nodiscard]] const std::string& name(const std::string& said) const {
    return !forced_program.empty() ? forced_program : said.empty() ? program : said;
  }
};

}  // namespace testtracker::sources
