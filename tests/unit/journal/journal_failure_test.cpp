#include "journal_fixture.hpp"

#include <gmock/gmock.h>

#include <cerrno>
#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker {
namespace {

class JournalFailure : public JournalFixture {
 protected:
  static void limit_file_size(rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  /// Runs `body` in a child, which ends with what it returns; its wait status.
  template <typename Body>
  static int in_child(Body body) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::_exit(body());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }
};

TEST_F(JournalFailure, AFullDiskIsCountedAndTheProgramGoesOn) {
  const int status = in_child([this] {
    JournalWriter writer = create();
    std::signal(SIGXFSZ, SIG_IGN);
    limit_file_size(bytes().size() + 100);
    for (int i = 0; i < 10; ++i) {
      writer.append(NoteReported{0, std::string(50, 'x')});
    }
    return writer.lost_records() == 9 && writer.last_errno() == EFBIG ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
}

TEST_F(JournalFailure, AfterATornRecordTheNextOneIsWhole) {
  in_child([this] {
    JournalWriter writer = create();
    std::signal(SIGXFSZ, SIG_IGN);
    limit_file_size(bytes().size() + 30);
    writer.append(NoteReported{0, "this one is torn"});
    limit_file_size(RLIM_INFINITY);
    writer.append(NoteReported{0, "whole"});
    return 0;
  });
  EXPECT_EQ(read_one<NoteReported>().text, "whole");
  EXPECT_EQ(damaged_, 1U);
}

// The kernel answers a write beyond the limit with a signal that kills.
TEST_F(JournalFailure, ALimitThatStoodAtTheStartNeverRaisesASignal) {
  const int status = in_child([this] {
    limit_file_size(2000);
    JournalWriter writer = create();
    for (int i = 0; i < 100; ++i) {
      writer.append(NoteReported{0, std::string(50, 'x')});
    }
    return writer.lost_records() > 0 ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
}

TEST_F(JournalFailure, ALimitThatIsSetLaterNeverRaisesASignal) {
  const int status = in_child([this] {
    JournalWriter writer = create();
    limit_file_size(0);
    writer.append(NoteReported{0, "x"});
    return writer.lost_records() == 1 && writer.last_errno() == EFBIG ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
}

TEST_F(JournalFailure, AProgramThatClosesItsDescriptorsOnlyLosesRecords) {
  const int status = in_child([this] {
    JournalWriter writer = create();
    for (int fd = 3; fd < 2000; ++fd) {
      ::close(fd);
    }
    writer.append(NoteReported{0, "x"});
    return writer.lost_records() == 1 && writer.last_errno() == EBADF ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
}

TEST_F(JournalFailure, ItTakesNoneOfTheLowDescriptors) {
  const int before = ::dup(STDERR_FILENO);
  ::close(before);
  const JournalWriter writer = create();
  const int after = ::dup(STDERR_FILENO);
  ::close(after);
  EXPECT_EQ(after, before);
}

TEST_F(JournalFailure, AMissingFolderIsAnError) {
  const auto writer = JournalWriter::create(dir_ / "none/p.journal", first());
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message, ::testing::HasSubstr("No such file or directory"));
}

TEST_F(JournalFailure, AKillLosesNothingThatWasAppended) {
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    JournalWriter writer = create();
    for (std::uint64_t id = 1; id <= 1000; ++id) {
      writer.append(TestStarted{id, "S", "T", "", "", "", 0});
    }
    const char ready = 'r';
    if (::write(pipe_ends[1], &ready, 1) == 1) {
      ::pause();
    }
    ::_exit(1);
  }
  char ready = 0;
  ASSERT_EQ(::read(pipe_ends[0], &ready, 1), 1);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  EXPECT_EQ(read_all().size(), 1001U);
}

}  // namespace
}  // namespace testtracker
