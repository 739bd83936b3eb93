#pragma once

// A GoogleTest program without a listener, recorded by whoever runs it: from what it prints,
// completed from its own report. docs/unmodified_programs.md. Life cycle: construct → start the
// program with `environment` → `feed` its output → `end`.

#include "sources/googletest_output.hpp"

#include <testtracker/event.hpp>
#include <testtracker/journal_writer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testtracker::sources {

/// For one thread.
class ObservedProgram {
 public:
  /// Opens the journal that begins with this record; nothing when it cannot or shall not be.
  using OpenJournal = std::function<std::optional<JournalWriter>(const ProgramStarted&)>;

  /// `start` says all that is known of the program. In `report_folder` the program leaves its
  /// report; it is created when the program writes one, and removed by `end`.
  ObservedProgram(ProgramStarted start, std::string report_folder, OpenJournal open_journal);
  ObservedProgram(const ObservedProgram&) = delete;
  ObservedProgram& operator=(const ObservedProgram&) = delete;

  /// Variables by which the program is asked for a report; none when somebody asked already.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> environment() const;

  /// A piece of its standard output. The journal is opened when the tests are announced.
  void feed(std::string_view bytes) { output_.feed(bytes); }

  /// The program is gone: completes and closes the journal.
  void end();

  /// Tests were announced and went into the journal.
  [[nodiscard]] bool was_recorded() const noexcept { return was_recorded_; }
  /// The id under which the program is recorded.
  [[nodiscard]] const std::string& process() const noexcept { return start_.process; }

 private:
  void record(const Event& event);
  void complete();

  ProgramStarted start_;
  std::string report_folder_;
  OpenJournal open_journal_;
  std::optional<JournalWriter> journal_;
  bool was_opened_ = false;
  bool was_recorded_ = false;
  GoogleTestOutput output_;
};

}  // namespace testtracker::sources
