#include "sources/programs/observed_program.hpp"

#include <filesystem>
#include <system_error>
#include <type_traits>
#include <variant>

namespace testtracker::sources {
namespace {

// The first record and signals are no events to append; nor does any output give them.
template <typename Kind, typename = void>
struct CanAppend : std::false_type {};
template <typename Kind>
struct CanAppend<
    Kind, std::void_t<decltype(std::declval<JournalWriter&>().append(std::declval<const Kind&>()))>>
    : std::true_type {};

}  // namespace

void ObservedProgram::record(const Event& event) {
  if (!was_opened_) {
    was_opened_ = true;
    describe(start_);
    journal_ = open_journal_(start_);
    was_recorded_ = journal_.has_value();
  }
  if (!journal_) {
    return;
  }
  std::visit(
      [this](const auto& known) {
        if constexpr (CanAppend<std::decay_t<decltype(known)>>::value) {
          journal_->append(known);
        }
      },
      event);
}

void ObservedProgram::record_end(bool has_passed) {
  record(ProgramEnded{has_passed, journal_ ? journal_->lost_records() : 0});
}

void ObservedProgram::end(Ending ending) {
  complete(ending);
  journal_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(report_folder_, ignored);
}

}  // namespace testtracker::sources
