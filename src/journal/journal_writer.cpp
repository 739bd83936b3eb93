#include "base/unique_fd.hpp"
#include "journal/record_format.hpp"
#include "journal/signal_safe_line.hpp"

#include <testtracker/journal_writer.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace testtracker {
namespace {

using Clock = std::chrono::steady_clock;

// A plan is cut into records of this size, so that no line becomes megabytes.
constexpr std::size_t k_plan_record_bytes = 64 * 1024;
// After one huge text the buffer is given back.
constexpr std::size_t k_kept_buffer_bytes = 256 * 1024;
// The descriptor moves up here, so that a program's own files keep the numbers they always had and
// a program that closes "its" low descriptors does not close ours.
constexpr int k_lowest_descriptor = 512;

Error io_error(const std::string& action, const std::string& path) {
  return {ErrorCode::io, action + " " + path + ": " + std::strerror(errno)};
}

UniqueFd moved_up(UniqueFd fd) {
  UniqueFd high(::fcntl(fd.get(), F_DUPFD_CLOEXEC, k_lowest_descriptor));
  return high ? std::move(high) : std::move(fd);
}

// Writing past RLIMIT_FSIZE raises SIGXFSZ, which kills a program that does not expect it. A test
// may set the limit at any time, so that it is asked for before every write.
bool would_raise_a_signal(std::uint64_t size_afterwards) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || size_afterwards <= limit.rlim_cur) {
    return false;
  }
  struct sigaction action {};
  return ::sigaction(SIGXFSZ, nullptr, &action) != 0 || action.sa_handler != SIG_IGN;
}

}  // namespace

struct JournalWriter::State {
  UniqueFd fd;
  pid_t owner = ::getpid();
  Clock::time_point start = Clock::now();
  std::optional<std::chrono::nanoseconds> told_time;
  std::size_t max_text_bytes = 0;

  mutable std::mutex mutex;  // guards everything below
  std::string buffer;
  std::uint64_t size = 0;
  bool is_torn = false;  // the file may end in half a record
  std::uint64_t lost = 0;
  int last_errno = 0;

  [[nodiscard]] std::chrono::nanoseconds now() const {
    return told_time ? *told_time : Clock::now() - start;
  }
  [[nodiscard]] bool is_foreign() const { return ::getpid() != owner; }
  [[nodiscard]] journal::Line line() { return {buffer, now(), max_text_bytes}; }

  // One record, one write(2). POSIX lets write return early: the rest follows at once.
  bool write_out(std::string_view bytes) {
    if (would_raise_a_signal(size + bytes.size())) {
      errno = EFBIG;
      return false;
    }
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) {
        continue;
      }
      if (written <= 0) {
        return false;
      }
      size += static_cast<std::uint64_t>(written);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  void lose(int error) {
    is_torn = true;
    ++lost;
    last_errno = error;
  }

  void flush() {
    if (write_out(buffer)) {
      is_torn = false;
    } else {
      lose(errno);
    }
    if (buffer.capacity() > k_kept_buffer_bytes) {
      buffer = {};
    }
  }

  // Takes no lock: the thread that holds it may be the one that was interrupted.
  void write_in_signal_handler(const journal::SignalSafeLine& line) const {
    const int callers_errno = errno;
    struct stat file {};
    const std::string_view bytes = line.bytes();
    if (::fstat(fd.get(), &file) == 0 &&
        !would_raise_a_signal(static_cast<std::uint64_t>(file.st_size) + bytes.size()) &&
        ::write(fd.get(), bytes.data(), bytes.size()) < 0) {
      // Lost, and there is nobody left to count it.
    }
    errno = callers_errno;
  }

  void begin_line() {
    buffer.clear();
    if (is_torn) {
      buffer += '\n';
    }
  }

  template <typename Event>
  void append(const Event& event) noexcept {
    if (is_foreign()) {
      return;
    }
    const std::lock_guard lock(mutex);
    const int callers_errno = errno;
    try {
      begin_line();
      journal::format(line(), event);
      flush();
    } catch (const std::exception&) {  // out of memory
      lose(ENOMEM);
    }
    errno = callers_errno;
  }
};

JournalWriter::JournalWriter(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
JournalWriter::JournalWriter(JournalWriter&&) noexcept = default;
JournalWriter& JournalWriter::operator=(JournalWriter&&) noexcept = default;
JournalWriter::~JournalWriter() = default;

Result<JournalWriter> JournalWriter::create(const std::string& path, const ProgramStarted& first,
                                            JournalWriterOptions options) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
  if (!fd) {
    return io_error("create the journal", path);
  }
  // Without locks (some network file systems) readers decide by the process id alone.
  ::flock(fd.get(), LOCK_EX | LOCK_NB);
  auto state = std::make_unique<State>();
  state->fd = moved_up(std::move(fd));
  state->max_text_bytes = std::max<std::size_t>(options.max_text_bytes, 64);
  journal::format({state->buffer, std::chrono::nanoseconds(0), state->max_text_bytes}, first);
  if (!state->write_out(state->buffer)) {
    Error error = io_error("write the first record of the journal", path);
    ::unlink(path.c_str());
    return error;
  }
  return JournalWriter(std::move(state));
}

void JournalWriter::append(const TestsPlanned& event) noexcept {
  if (state_->is_foreign()) {
    return;
  }
  const std::lock_guard lock(state_->mutex);
  const int callers_errno = errno;
  try {
    for (std::size_t i = 0; i < event.tests.size();) {
      state_->begin_line();
      i = journal::format_plan(state_->line(), event, i, k_plan_record_bytes);
      state_->flush();
    }
  } catch (const std::exception&) {
    state_->lose(ENOMEM);
  }
  errno = callers_errno;
}

void JournalWriter::append(const IterationStarted& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const TestStarted& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const TestDescribed& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const TestDisabled& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const FailureReported& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const SkipReported& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const PartEnded& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const TestEnded& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const SuiteEnded& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const MetricReported& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const ParamReported& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const AttachmentReported& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const NoteReported& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const SpanEnded& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const ProgramEnded& event) noexcept {
  state_->append(event);
}
void JournalWriter::append(const ProcessExited& event) noexcept {
  state_->append(event);
}

void JournalWriter::append_in_signal_handler(const FatalSignal& event) noexcept {
  if (!state_->is_foreign()) {
    state_->write_in_signal_handler(journal::SignalSafeLine(state_->now(), event));
  }
}

void JournalWriter::append_in_signal_handler(const FatalPlace& place) noexcept {
  if (!state_->is_foreign()) {
    state_->write_in_signal_handler(journal::SignalSafeLine(state_->now(), place));
  }
}

void JournalWriter::set_time(std::chrono::nanoseconds offset) noexcept {
  const std::lock_guard lock(state_->mutex);
  state_->told_time = offset;
}

std::chrono::nanoseconds JournalWriter::now() const noexcept {
  return state_->now();
}

std::uint64_t JournalWriter::lost_records() const noexcept {
  if (state_->is_foreign()) {
    return 0;
  }
  const std::lock_guard lock(state_->mutex);
  return state_->lost;
}

int JournalWriter::last_errno() const noexcept {
  if (state_->is_foreign()) {
    return 0;
  }
  const std::lock_guard lock(state_->mutex);
  return state_->last_errno;
}

}  // namespace testtracker
