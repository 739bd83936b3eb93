// Prints how many records the journal that its argument names has.
#include <testtracker/journal_reader.hpp>

#include <cstdio>

int main(int, char** arguments) {
  auto journal = testtracker::JournalReader::open(arguments[1]);
  if (!journal) {
    return 1;
  }
  int records = 0;
  for (auto record = journal->next(); record && *record; record = journal->next()) {
    ++records;
  }
  std::printf("%d\n", records);
}
