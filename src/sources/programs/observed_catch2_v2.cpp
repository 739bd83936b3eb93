#include "sources/programs/observed_catch2_v2.hpp"

#include <utility>

namespace testtracker::sources {

ObservedCatch2V2::ObservedCatch2V2(ProgramStarted start, std::string report_folder,
                                   OpenJournal open_journal, Catch2Lists lists)
    : ObservedProgram(std::move(start), std::move(report_folder), std::move(open_journal)),
      output_(program(), std::move(lists), [this](const Event& event) { record(event); }) {}

void ObservedCatch2V2::complete(Ending ending) {
  output_.finish(ending == Ending::signal);
  if (was_recorded() && output_.has_ended()) {
    record_end(output_.has_passed());
  }
}

}  // namespace testtracker::sources
