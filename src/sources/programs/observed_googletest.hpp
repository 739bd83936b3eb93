#pragma once

// A GoogleTest program without a listener: recorded from what it prints, completed from its own
// report. docs/unmodified_programs.md.

#include "sources/programs/googletest_output.hpp"
#include "sources/programs/observed_program.hpp"

namespace testtracker::sources {

class ObservedGoogleTest final : public ObservedProgram {
 public:
  /// As ObservedProgram's. The journal is opened when the tests are announced.
  ObservedGoogleTest(ProgramStarted start, std::string report_folder, OpenJournal open_journal);

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> environment() const override;
  [[nodiscard]] bool reads_output() const noexcept override { return true; }
  void feed(std::string_view bytes) override { output_.feed(bytes); }
  [[nodiscard]] bool is_one_test_when_silent() const noexcept override { return false; }

 private:
  void complete(Ending ending) override;
  void describe(ProgramStarted& start) const override;

  GoogleTestOutput output_;
};

}  // namespace testtracker::sources
