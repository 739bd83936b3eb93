#include "sources/programs/observed_googletest.hpp"

#include "sources/programs/googletest_report.hpp"

#include <chrono>
#include <cstdlib>

namespace testtracker::sources {
namespace {

std::chrono::nanoseconds steady_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace

ObservedGoogleTest::ObservedGoogleTest(ProgramStarted start, std::string report_folder,
                                       OpenJournal open_journal)
    : ObservedProgram(std::move(start), std::move(report_folder), std::move(open_journal)),
      output_([this](const Event& event) { record(event); }, steady_now) {}

// GoogleTest takes GTEST_OUTPUT where no flag --gtest_output is given. A folder instead of a file
// (the slash at its end): nested programs inherit the variable, and each writes a file named after
// itself.
std::vector<std::pair<std::string, std::string>> ObservedGoogleTest::environment() const {
  const bool is_taken =
      std::getenv("GTEST_OUTPUT") != nullptr || std::getenv("XML_OUTPUT_FILE") != nullptr;
  return is_taken ? std::vector<std::pair<std::string, std::string>>()
                  : std::vector<std::pair<std::string, std::string>>{
                        {"GTEST_OUTPUT", "json:" + report_folder() + "/"}};
}

void ObservedGoogleTest::describe(ProgramStarted& start) const {
  start.shard_index = output_.shard_index();
  start.shard_total = output_.shard_total();
}

void ObservedGoogleTest::complete(Ending /*ending*/) {
  output_.finish();
  if (output_.has_ended()) {
    complete_from_report(report_folder() + "/" + program() + ".json", output_,
                         [this](const Event& event) { record(event); });
    record_end(output_.has_passed());
  }
}

}  // namespace testtracker::sources
