// The records that a signal handler writes, as the reader gets them back.

#include "journal/signal_safe_line.hpp"
#include "journal_fixture.hpp"

#include <cerrno>
#include <csignal>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace testtracker {
namespace {

class SignalRecords : public JournalFixture {};

TEST_F(SignalRecords, ASignalReadsBack) {
  create().append_in_signal_handler(FatalSignal{3, SIGSEGV});
  const auto read = read_one<FatalSignal>();
  EXPECT_EQ(read.test, 3U);
  EXPECT_EQ(read.signal, SIGSEGV);
}

TEST_F(SignalRecords, APlaceIsAFailureOfItsTest) {
  create().append_in_signal_handler(FatalPlace{3, "/src/a.cpp", 17, "SIGSEGV"});
  const auto read = read_one<FailureReported>();
  EXPECT_EQ(read.test, 3U);
  EXPECT_EQ(read.kind, FailureKind::fatal_assertion);
  EXPECT_EQ(read.file, "/src/a.cpp");
  EXPECT_EQ(read.line, 17);
  EXPECT_EQ(read.text, "SIGSEGV");
}

TEST_F(SignalRecords, EveryByteOfATextIsReadable) {
  std::string text;
  for (int byte = 0; byte < 256; ++byte) {
    text += static_cast<char>(byte);
  }
  create().append_in_signal_handler(FatalPlace{1, "a\"b\\c\n.cpp", 1, text});
  const auto read = read_one<FailureReported>();
  EXPECT_EQ(read.file, "a\"b\\c\n.cpp");
  EXPECT_EQ(read.text, text.substr(0, 128) + std::string(128, '?'));
  EXPECT_EQ(damaged_, 0U);
}

TEST_F(SignalRecords, ValidUtf8Stays) {
  create().append_in_signal_handler(FatalPlace{1, "größe.cpp", 1, "→ боль"});
  EXPECT_EQ(read_one<FailureReported>().file, "größe.cpp");
  EXPECT_EQ(read_one<FailureReported>().text, "→ боль");
}

TEST_F(SignalRecords, LongTextsAreCutBetweenCharacters) {
  for (const std::string unit : {"x", "\n", "ö", "€", "\xF0\x9F\x98\x80"}) {
    std::string text;
    while (text.size() < 20'000) {
      text += unit;
    }
    const journal::SignalSafeLine line(std::chrono::nanoseconds(1), FatalPlace{1, text, 1, text});
    EXPECT_EQ(line.bytes().back(), '\n');
    EXPECT_EQ(line.bytes().substr(line.bytes().size() - 3), "\"}\n") << unit;
    create().append_in_signal_handler(FatalPlace{1, text, 1, text});
    const auto read = read_one<FailureReported>();
    EXPECT_GT(read.text.size(), 300U);
    EXPECT_EQ(read.text.size() % unit.size(), 0U) << unit;
    EXPECT_EQ(text.compare(0, read.text.size(), read.text), 0) << unit;
    ::unlink(path_.c_str());
  }
}

TEST_F(SignalRecords, AreReadBehindHalfARecord) {
  auto writer = create();
  std::ofstream(path_, std::ios::app) << R"({"event":"test_star)";
  writer.append_in_signal_handler(FatalSignal{1, SIGABRT});
  EXPECT_EQ(read_one<FatalSignal>().signal, SIGABRT);
  EXPECT_EQ(damaged_, 1U);
}

TEST_F(SignalRecords, NeitherErrnoNorAFullDiskMatters) {
  auto writer = create();
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const rlimit nothing{0, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &nothing), 0);
  errno = 77;
  writer.append_in_signal_handler(FatalSignal{1, SIGABRT});
  EXPECT_EQ(errno, 77);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
}

TEST_F(SignalRecords, TagsAndPartsReadBack) {
  auto writer = create();
  TestStarted test;
  test.id = 1;
  test.tags = {"fast", "", "\xFF"};
  writer.append(test);
  writer.append(
      PartEnded{1, {"outer \"a\"", "inner"}, Status::failed, std::chrono::nanoseconds(9)});
  EXPECT_EQ(read_one<TestStarted>().tags, test.tags);
  const auto part = read_one<PartEnded>();
  EXPECT_EQ(part.test, 1U);
  EXPECT_EQ(part.path, (std::vector<std::string>{"outer \"a\"", "inner"}));
  EXPECT_EQ(part.status, Status::failed);
  EXPECT_EQ(part.duration.count(), 9);
}

}  // namespace
}  // namespace testtracker
