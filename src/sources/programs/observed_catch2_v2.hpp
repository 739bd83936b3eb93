#pragma once

// A Catch2 2 program without a listener: recorded from what it prints. docs/unmodified_programs.md.

#include "sources/programs/catch2_v2_output.hpp"
#include "sources/programs/observed_program.hpp"

namespace testtracker::sources {

class ObservedCatch2V2 final : public ObservedProgram {
 public:
  /// As ObservedProgram's. `lists`: what the program answered when it was asked for its tests.
  ObservedCatch2V2(ProgramStarted start, std::string report_folder, OpenJournal open_journal,
                   Catch2Lists lists);

  [[nodiscard]] bool reads_output() const noexcept override { return true; }
  void feed(std::string_view bytes) override { output_.feed(bytes); }

 private:
  void complete(Ending ending) override;

  Catch2V2Output output_;
};

}  // namespace testtracker::sources
