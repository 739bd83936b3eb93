#pragma once

// A journal in a directory of its own, with verbs to write, damage and read it.

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <testtracker/journal_reader.hpp>
#include <testtracker/journal_writer.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace testtracker {

class JournalFixture : public ::testing::Test {
 protected:
  static ProgramStarted first() {
    ProgramStarted start;
    start.process = "host-1-2";
    start.kind = "test_program";
    return start;
  }

  JournalWriter create(JournalWriterOptions options = {}) {
    auto writer = JournalWriter::create(path_, first(), options);
    EXPECT_TRUE(writer) << writer.error().message;
    return *std::move(writer);
  }

  [[nodiscard]] std::vector<Record> read_all() {
    std::vector<Record> records;
    auto reader = JournalReader::open(path_);
    EXPECT_TRUE(reader) << reader.error().message;
    while (true) {
      auto record = reader->next();
      EXPECT_TRUE(record) << record.error().message;
      if (!record || !*record) {
        damaged_ = reader->damaged_lines();
        is_torn_ = reader->has_torn_tail();
        return records;
      }
      records.push_back(**std::move(record));
    }
  }

  /// The only event of its kind in the journal.
  template <typename Event>
  Event read_one() {
    Event found{};
    int count = 0;
    for (Record& record : read_all()) {
      if (auto* const event = std::get_if<Event>(&record.event)) {
        found = std::move(*event);
        ++count;
      }
    }
    EXPECT_EQ(count, 1);
    return found;
  }

  [[nodiscard]] std::string bytes() const { return test::read_file(path_); }
  void replace_bytes(const std::string& contents) { test::write_file(path_, contents); }

  test::TempDir dir_;
  std::string path_ = dir_ / "p.journal";
  std::uint64_t damaged_ = 0;
  bool is_torn_ = false;
};

}  // namespace testtracker
