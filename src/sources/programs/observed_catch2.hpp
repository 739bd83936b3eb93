#pragma once

// A Catch2 3 program without a listener: asked by arguments for a second and a third reporter that
// write into a pipe of ours. docs/unmodified_programs.md.

#include "base/unique_fd.hpp"
#include "sources/programs/catch2_output.hpp"
#include "sources/programs/observed_program.hpp"

#include <memory>

namespace testtracker::sources {

class ObservedCatch2 final : public ObservedProgram {
 public:
  /// As ObservedProgram's. Creates `report_folder` with the pipe. Null when the user's `arguments`
  /// choose reporters, an output file or a list themselves, or the pipe cannot be made.
  static std::unique_ptr<ObservedCatch2> create(ProgramStarted start, std::string report_folder,
                                                OpenJournal open_journal,
                                                const std::vector<std::string>& arguments);

  [[nodiscard]] std::vector<std::string> arguments() const override;
  [[nodiscard]] int side_descriptor() const noexcept override { return pipe_.get(); }
  void read_side_news() override;

 private:
  ObservedCatch2(ProgramStarted start, std::string report_folder, OpenJournal open_journal,
                 UniqueFd pipe);
  void complete(Ending ending) override;

  UniqueFd pipe_;
  Catch2Output output_;
};

/// True when a Catch2 program with these arguments runs tests and shows its `console`, where nobody
/// chose: it would show the same with two more reporters.
[[nodiscard]] bool shows_console(const std::vector<std::string>& arguments);

}  // namespace testtracker::sources
