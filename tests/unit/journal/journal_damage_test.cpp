#include "journal_fixture.hpp"

#include <gmock/gmock.h>

namespace testtracker {
namespace {

using ::testing::HasSubstr;

class JournalDamage : public JournalFixture {
 protected:
  /// Ten records, the first included.
  void write_ten() {
    JournalWriter writer = create();
    for (std::uint64_t id = 1; id <= 9; ++id) {
      writer.append(TestStarted{id, "Suite", "Test", "", "", "", 0});
    }
  }
};

TEST_F(JournalDamage, EveryTruncationLosesAtMostTheLastRecord) {
  write_ten();
  const std::string whole = bytes();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    replace_bytes(whole.substr(0, size));
    const auto kept = static_cast<std::size_t>(
        std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    ASSERT_EQ(read_all().size(), kept) << "cut to " << size;
    ASSERT_EQ(damaged_, 0U);
  }
}

TEST_F(JournalDamage, EveryFlippedByteLosesAtMostTwoRecords) {
  write_ten();
  const std::string whole = bytes();
  for (std::size_t at = whole.find('\n') + 1; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    replace_bytes(damaged);
    ASSERT_GE(read_all().size(), 8U) << "flipped " << at;
  }
}

TEST_F(JournalDamage, ADamagedLineIsCountedAndTheRestRead) {
  write_ten();
  std::string damaged = bytes();
  damaged.insert(damaged.find('\n') + 1, "{\"event\":\"test_sta{\"broken\n\n");
  replace_bytes(damaged);
  EXPECT_EQ(read_all().size(), 10U);
  EXPECT_EQ(damaged_, 1U);
}

TEST_F(JournalDamage, AnUnfinishedLineIsTorn) {
  write_ten();
  std::string torn = bytes();
  torn.pop_back();
  replace_bytes(torn);
  EXPECT_EQ(read_all().size(), 9U);
  EXPECT_TRUE(is_torn_);
}

TEST_F(JournalDamage, AReaderGoesOnWhenTheRestOfALineArrives) {
  write_ten();
  const std::string whole = bytes();
  replace_bytes(whole.substr(0, whole.size() - 5));
  auto reader = JournalReader::open(path_);
  for (int i = 0; i < 9; ++i) {
    ASSERT_TRUE(*reader->next());
  }
  ASSERT_FALSE(*reader->next());
  replace_bytes(whole);
  const auto last = reader->next();
  ASSERT_TRUE(last && *last);
  EXPECT_EQ(std::get<TestStarted>((*last)->event).id, 9U);
}

TEST_F(JournalDamage, ReadingContinuesAtARememberedPosition) {
  write_ten();
  std::uint64_t position = 0;
  {
    auto reader = JournalReader::open(path_);
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(*reader->next());
    }
    position = reader->position();
  }
  auto reader = JournalReader::open(path_, position);
  const auto next = reader->next();
  ASSERT_TRUE(next && *next);
  EXPECT_EQ(std::get<TestStarted>((*next)->event).id, 4U);
}

TEST_F(JournalDamage, AnUnknownKindIsToldByItsName) {
  create();
  replace_bytes(bytes() + "{\"event\":\"teleported\",\"at\":5}\n");
  EXPECT_EQ(read_one<UnknownEvent>().kind, "teleported");
}

TEST_F(JournalDamage, UnknownFieldsAndWrongTypesAreDefaults) {
  create();
  replace_bytes(bytes() +
                R"({"event":"test_started","at":"x","test":1,"suite":7,"name":"n","color":[1]})"
                "\n");
  const auto read = read_one<TestStarted>();
  EXPECT_EQ(read.suite, "");
  EXPECT_EQ(read.name, "n");
}

TEST_F(JournalDamage, ANewerMajorVersionIsRefusedAndLeftAlone) {
  create();
  std::string newer = bytes();
  newer.replace(newer.find("\"1.1\""), 5, "\"2.0\"");
  replace_bytes(newer);
  auto reader = JournalReader::open(path_);
  const auto record = reader->next();
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().code, ErrorCode::newer_format);
  EXPECT_EQ(bytes(), newer);
}

TEST_F(JournalDamage, ANewerMinorVersionIsRead) {
  create();
  std::string newer = bytes();
  newer.replace(newer.find("\"1.1\""), 5, "\"1.7\"");
  replace_bytes(newer);
  EXPECT_EQ(read_all().size(), 1U);
}

TEST_F(JournalDamage, AnotherFileIsNoJournal) {
  replace_bytes("<?xml version=\"1.0\"?>\n<testsuites/>\n");
  auto reader = JournalReader::open(path_);
  const auto record = reader->next();
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().code, ErrorCode::bad_format);
  EXPECT_THAT(record.error().message, HasSubstr(path_));
}

TEST_F(JournalDamage, AnEmptyFileHasNoRecordsYet) {
  replace_bytes("");
  EXPECT_EQ(read_all().size(), 0U);
}

TEST_F(JournalDamage, AMissingFileIsNotFound) {
  EXPECT_EQ(JournalReader::open(path_).error().code, ErrorCode::not_found);
}

TEST_F(JournalDamage, ALineOfManyMegabytesIsSkipped) {
  create();
  replace_bytes(bytes() + std::string(70U * 1024 * 1024, 'x') + "\n" +
                R"({"event":"note","at":1,"text":"after"})" + "\n");
  EXPECT_EQ(read_one<NoteReported>().text, "after");
  EXPECT_EQ(damaged_, 1U);
}

}  // namespace
}  // namespace testtracker
