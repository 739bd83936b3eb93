#include "sources/observed_program.hpp"

#include "sources/googletest_report.hpp"

#include <chrono>
#include <cstdlib>
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

std::chrono::nanoseconds steady_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

ObservedProgram::ObservedProgram(ProgramStarted start, std::string report_folder,
                                 OpenJournal open_journal)
    : start_(std::move(start)),
      report_folder_(std::move(report_folder)),
      open_journal_(std::move(open_journal)),
      output_([this](const Event& event) { record(event); }, steady_now) {}

// GoogleTest takes GTEST_OUTPUT where no flag --gtest_output is given. A folder instead of a file
// (the slash at its end): nested programs inherit the variable, and each writes a file named after
// itself.
std::vector<std::pair<std::string, std::string>> ObservedProgram::environment() const {
  const bool is_taken =
      std::getenv("GTEST_OUTPUT") != nullptr || std::getenv("XML_OUTPUT_FILE") != nullptr;
  return is_taken ? std::vector<std::pair<std::string, std::string>>()
                  : std::vector<std::pair<std::string, std::string>>{
                        {"GTEST_OUTPUT", "json:" + report_folder_ + "/"}};
}

void ObservedProgram::record(const Event& event) {
  if (!was_opened_) {
    was_opened_ = true;
    start_.shard_index = output_.shard_index();
    start_.shard_total = output_.shard_total();
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

void ObservedProgram::end() {
  output_.finish();
  if (output_.has_ended()) {
    complete();
    record(ProgramEnded{output_.has_passed(), journal_ ? journal_->lost_records() : 0});
  }
  journal_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(report_folder_, ignored);
}

void ObservedProgram::complete() {
  complete_from_report(report_folder_ + "/" + start_.program + ".json", output_,
                       [this](const Event& event) { record(event); });
}

}  // namespace testtracker::sources
