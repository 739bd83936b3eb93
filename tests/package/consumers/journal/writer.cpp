// Writes the journal that its argument names.
#include <testtracker/journal_writer.hpp>

int main(int, char** arguments) {
  testtracker::ProgramStarted start;
  start.process = "consumer-1-1";
  start.kind = "test_program";
  start.program = "writer";
  auto journal = testtracker::JournalWriter::create(arguments[1], start);
  if (!journal) {
    return 1;
  }
  testtracker::TestStarted test;
  test.id = 1;
  test.suite = "Consumer";
  test.name = "Writes";
  journal->append(test);
  journal->append(testtracker::TestEnded{1, testtracker::Status::passed, {}});
  journal->append(testtracker::ProgramEnded{});
  return 0;
}
