#include "recorder/attachment_copy.hpp"
#include "recorder/chosen_environment.hpp"
#include "recorder/closing_line.hpp"
#include "recorder/process_facts.hpp"
#include "recorder/session_choice.hpp"
#include "recorder/uploader_start.hpp"

#include <testtracker/journal_writer.hpp>
#include <testtracker/recorder.hpp>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace testtracker {
namespace {

// By this text in a program's file `testtracker run` sees that the program records itself.
[[gnu::used]] const char k_recorder_mark[] = "testtracker:recorder";

constexpr std::chrono::milliseconds k_patience_for_url{2000};

bool is_switched_off() {
  const char* const value = std::getenv("TESTTRACKER");
  if (value == nullptr) {
    return false;
  }
  const std::string_view word = value;
  return word == "off" || word == "OFF" || word == "0";
}

// exit() in a test: a journal that ends in good order with an open test tells it from a crash.
void end_at_exit() {
  if (Recorder::instance().is_recording()) {
    Recorder::instance().end(false);
  }
}

// stderr by one write(2): no buffer of the program's own is touched.
void print(const std::string& line) {
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) {
    return;  // nobody is there to read it
  }
}

}  // namespace

// Never freed: static destructors of the program may still report. `journal` is set once, before
// `is_recording`, and never again.
struct Recorder::State {
  std::unique_ptr<JournalWriter> journal;
  recorder::SessionChoice session;
  std::string begin_failure;  // why there is no journal
  bool is_uploader_started = false;
  pid_t owner = ::getpid();
  std::string process;     // id in the session
  bool is_passed = false;  // what the last ProgramEnded said

  std::atomic<bool> is_recording{false};
  std::atomic<bool> is_dying{false};  // a fatal signal was reported; read by a signal handler
  std::atomic<TestId> current{0};
  std::atomic<std::uint64_t> attachments{0};

  std::mutex mutex;  // guards everything below
  TestId last_id = 0;
  std::chrono::nanoseconds test_start{};  // of `current`
  Summary summary;
  std::set<std::pair<Phase, std::string>> outside_failures;

  Result<void> open_journal(const ProgramDescription& description);
  void start_uploader(const ProgramDescription& description);
  void export_to_children() const;
  void close(bool passed);
  void tell_surprising_exit(int code);
  void print_closing_line() const;
  void print_losses() const;
};

Result<void> Recorder::State::open_journal(const ProgramDescription& description) {
  const auto self = read_process_stat(::getpid());
  if (!self) {
    return Error{ErrorCode::unsupported,
                 "read /proc/self/stat: testtracker needs /proc to tell processes apart"};
  }
  auto choice = recorder::choose_session(*self);
  if (!choice) {
    return choice.error();
  }
  session = *std::move(choice);
  ProgramStarted start = recorder::describe_process(*self, description);
  start.nested = session.is_nested;
  auto writer = JournalWriter::create(session.folder.journal_path(start.process), start);
  if (!writer) {
    return writer.error();
  }
  journal = std::make_unique<JournalWriter>(*std::move(writer));
  process = start.process;
  export_to_children();
  return {};
}

// Tests failed and the program ends with 0, or the other way round: ctest tells that to nobody.
void Recorder::State::tell_surprising_exit(int code) {
  const bool looks_good = is_passed && summary.failed == 0;
  if (journal == nullptr || is_dying || owner != ::getpid() || looks_good == (code == 0)) {
    return;
  }
  ProcessExited exit;
  exit.process = process;
  exit.pid = owner;
  exit.exit_code = code & 0xFF;  // POSIX, exit(): what a parent gets of it
  journal->append(exit);
}

void Recorder::State::export_to_children() const {
  ::setenv("TESTTRACKER_SESSION", session.folder.path().c_str(), 1);
  ::setenv("TESTTRACKER_PROCESS", process.c_str(), 1);
}

void Recorder::State::start_uploader(const ProgramDescription& description) {
  const std::string program = recorder::find_uploader(description.uploader_program);
  const auto spool = spool::spool_path();
  if (program.empty() || !spool) {
    return;
  }
  const std::string logs = *spool + "/logs";
  ::mkdir(logs.c_str(), 0700);
  is_uploader_started = recorder::start_uploader(program, session.folder.path(),
                                                 logs + "/" + session.folder.id() + ".log")
                            .has_value();
}

void Recorder::State::print_losses() const {
  if (session.is_nested) {
    return;  // a nested program's output is somebody's expectation
  }
  if (!begin_failure.empty()) {
    print("testtracker: nothing was recorded: " + begin_failure +
          " (TESTTRACKER=off silences this)\n");
  } else if (const std::uint64_t lost = journal->lost_records(); lost > 0) {
    print("testtracker: " + std::to_string(lost) + " records are missing in " +
          session.folder.path() + ": " + std::strerror(journal->last_errno()) + "\n");
  }
}

void Recorder::State::print_closing_line() const {
  if (session.origin != recorder::SessionOrigin::own || session.is_nested) {
    return;
  }
  recorder::UploadOutcome outcome;
  if (is_uploader_started) {
    outcome = recorder::await_outcome(session.folder, k_patience_for_url);
  } else {
    outcome.reason = "the program 'testtracker' was not found in PATH or TESTTRACKER_PROGRAM";
  }
  print(recorder::closing_line(summary, outcome, session.folder));
}

void Recorder::State::close(bool passed) {
  if (journal != nullptr) {
    is_passed = passed;
    journal->append(ProgramEnded{passed, journal->lost_records()});
  }
  print_losses();
  if (journal != nullptr) {
    print_closing_line();
  }
}

Recorder& Recorder::instance() noexcept {
  static Recorder k_instance;  // trivially destructible: usable until the very end
  return k_instance;
}

std::vector<std::pair<std::string, std::string>> Recorder::environment() {
  return recorder::test_environment();
}

void Recorder::begin(const ProgramDescription& description) noexcept {
  if (is_switched_off()) {
    return;
  }
  const int callers_errno = errno;
  try {
    if (state_ == nullptr) {
      state_ = new State;
      watch_exit();
      if (auto opened = state_->open_journal(description); !opened) {
        state_->begin_failure = opened.error().message;
      } else if (state_->session.is_creator) {
        state_->start_uploader(description);
      }
    }
    state_->is_recording = state_->journal != nullptr && state_->owner == ::getpid();
  } catch (const std::exception&) {  // out of memory: nothing is recorded
  }
  errno = callers_errno;
}

void Recorder::watch_exit() {
#ifdef __GLIBC__
  // Like atexit(), and the handler learns the exit code.
  ::on_exit(
      [](int code, void* /*argument*/) {
        end_at_exit();
        instance().state_->tell_surprising_exit(code);
      },
      nullptr);
#else
  std::atexit(end_at_exit);  // the exit code is known to a recording parent only
#endif
}

bool Recorder::is_recording() const noexcept {
  return state_ != nullptr && state_->is_recording;
}

void Recorder::plan(std::vector<TestName> tests) noexcept {
  if (is_recording()) {
    state_->journal->append(TestsPlanned{std::move(tests)});
  }
}

void Recorder::iteration(std::int32_t index) noexcept {
  if (is_recording()) {
    state_->journal->append(IterationStarted{index});
  }
}

TestId Recorder::start_test(TestStarted event) noexcept {
  if (!is_recording()) {
    return 0;
  }
  {
    const std::lock_guard lock(state_->mutex);
    event.id = ++state_->last_id;
  }
  state_->journal->append(event);
  // The clock starts when our own work is done.
  const std::lock_guard lock(state_->mutex);
  state_->current = event.id;
  state_->test_start = state_->journal->now();
  return event.id;
}

void Recorder::end_test(TestId id, Status status) noexcept {
  if (!is_recording() || id == 0) {
    return;
  }
  const std::chrono::nanoseconds end = state_->journal->now();
  std::chrono::nanoseconds duration{};
  {
    const std::lock_guard lock(state_->mutex);
    duration = id == state_->current ? end - state_->test_start : duration;
    Summary& summary = state_->summary;
    ++(is_bad(status)                                            ? summary.failed
       : status == Status::skipped || status == Status::disabled ? summary.skipped
                                                                 : summary.passed);
  }
  state_->journal->append(TestEnded{id, status, duration});
  state_->current = 0;
}

TestId Recorder::current_test() const noexcept {
  return is_recording() ? state_->current.load() : 0;
}

void Recorder::report(const TestDisabled& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
    const std::lock_guard lock(state_->mutex);
    ++state_->summary.skipped;
  }
}

void Recorder::report(const FailureReported& event) noexcept {
  if (!is_recording()) {
    return;
  }
  state_->journal->append(event);
  if (event.test == 0) {
    const std::lock_guard lock(state_->mutex);
    try {
      const bool is_new = state_->outside_failures.emplace(event.phase, event.suite).second;
      state_->summary.failed += is_new ? 1 : 0;
    } catch (const std::exception&) {  // out of memory: the closing line counts one less
    }
  }
}

void Recorder::report(const SkipReported& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
  }
}
void Recorder::report(const SuiteEnded& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
  }
}
void Recorder::report(const PartEnded& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
  }
}
void Recorder::report(const MetricReported& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
  }
}
void Recorder::report(const ParamReported& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
  }
}
void Recorder::report(const NoteReported& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
  }
}
void Recorder::report(const SpanEnded& event) noexcept {
  if (is_recording()) {
    state_->journal->append(event);
  }
}

void Recorder::report_in_signal_handler(const FatalSignal& event) noexcept {
  if (is_recording()) {
    state_->is_recording = false;
    state_->is_dying = true;
    state_->journal->append_in_signal_handler(event);
  }
}

void Recorder::report_in_signal_handler(const FatalPlace& place) noexcept {
  if (state_ != nullptr && state_->is_dying) {
    state_->journal->append_in_signal_handler(place);
  }
}

void Recorder::attach(const std::string& path, std::string name) noexcept {
  if (!is_recording() || state_->owner != ::getpid()) {
    return;
  }
  try {
    const TestId test = current_test();
    const std::string stem = path.substr(path.rfind('/') + 1);
    // Several processes share the folder; the stem is for people.
    const std::string copy = "attachments/" + std::to_string(state_->owner) + "-" +
                             std::to_string(++state_->attachments) + "-" + stem.substr(0, 100);
    ::mkdir(state_->session.folder.attachments_path().c_str(), 0700);
    auto copied = recorder::copy_attachment(path, state_->session.folder.path() + "/" + copy);
    if (copied) {
      state_->journal->append(
          AttachmentReported{test, name.empty() ? stem : std::move(name), copy});
    } else {
      report(NoteReported{test, copied.error().message});
    }
  } catch (const std::exception&) {  // out of memory: nothing is attached
  }
}

std::chrono::nanoseconds Recorder::now() const noexcept {
  return is_recording() ? state_->journal->now() : std::chrono::nanoseconds(0);
}

void Recorder::end(bool passed) noexcept {
  if (state_ == nullptr || state_->owner != ::getpid() || state_->is_dying) {
    return;
  }
  const int callers_errno = errno;
  state_->is_recording = false;
  try {
    state_->close(passed);
  } catch (const std::exception&) {  // out of memory: the line is not printed
  }
  errno = callers_errno;
}

}  // namespace testtracker
