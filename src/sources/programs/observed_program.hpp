#pragma once

// A program without a listener, recorded by whoever runs it: what all frameworks have in common.
// docs/unmodified_programs.md. Life cycle: construct → start the program with `environment` and
// `arguments` → `feed` its output, `read_side_news` → `end`.

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

  virtual ~ObservedProgram() = default;
  ObservedProgram(const ObservedProgram&) = delete;
  ObservedProgram& operator=(const ObservedProgram&) = delete;

  /// Variables by which the program is asked for a report; none when somebody asked already.
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> environment() const {
    return {};
  }
  /// What to put behind its own arguments.
  [[nodiscard]] virtual std::vector<std::string> arguments() const { return {}; }
  /// Its standard output has to pass through `feed`.
  [[nodiscard]] virtual bool reads_output() const noexcept { return false; }
  /// A piece of its standard output.
  virtual void feed(std::string_view /*bytes*/) {}
  /// Where the program tells its results beside its output; -1 = nowhere.
  [[nodiscard]] virtual int side_descriptor() const noexcept { return -1; }
  /// Takes what is there; does not block.
  virtual void read_side_news() {}

  enum class Ending { exit, signal };
  /// The program is gone: completes and closes the journal, removes the folder of its report.
  void end(Ending ending);

  /// Tests were announced and went into the journal.
  [[nodiscard]] bool was_recorded() const noexcept { return was_recorded_; }
  /// A program that told nothing is one test. Not one that may have been asked for its help only.
  [[nodiscard]] virtual bool is_one_test_when_silent() const noexcept { return true; }
  /// The id under which the program is recorded.
  [[nodiscard]] const std::string& process() const noexcept { return start_.process; }

 protected:
  /// `start` says all that is known of the program. `report_folder` is where it may leave a report.
  ObservedProgram(ProgramStarted start, std::string report_folder, OpenJournal open_journal)
      : start_(std::move(start)),
        report_folder_(std::move(report_folder)),
        open_journal_(std::move(open_journal)) {}

  /// Into the journal, which the first event opens.
  void record(const Event& event);
  void record_end(bool has_passed);
  /// What is still to be recorded when the program is gone.
  virtual void complete(Ending ending) = 0;
  /// Before the journal is opened.
  virtual void describe(ProgramStarted& /*start*/) const {}

  [[nodiscard]] const std::string& report_folder() const noexcept { return report_folder_; }
  [[nodiscard]] const std::string& program() const noexcept { return start_.program; }

 private:
  ProgramStarted start_;
  std::string report_folder_;
  OpenJournal open_journal_;
  std::optional<JournalWriter> journal_;
  bool was_opened_ = false;
  bool was_recorded_ = false;
};

}  // namespace testtracker::sources
