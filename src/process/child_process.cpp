#include "process/child_process.hpp"

#include "base/process.hpp"
#include "base/program_path.hpp"
#include "process/captured_stream.hpp"
#include "process/escalation.hpp"
#include "process/exec_child.hpp"
#include "process/stream_open.hpp"

#include <climits>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::process {
namespace {

using Clock = std::chrono::steady_clock;

// Where the kernel has no pidfd_open(2) (before Linux 5.3), the child is looked after this often.
constexpr std::chrono::milliseconds k_longest_pause{10};

Error io_error(const std::string& action) {
  return {ErrorCode::io, action + ": " + std::strerror(errno)};
}

// The caller's environment with the changes of the command.
std::vector<std::string> child_environment(const Command& command) {
  std::vector<std::string> entries;
  const auto is_changed = [&](const std::string& entry) {
    const std::size_t equals = entry.find('=');
    return std::any_of(
        command.environment.begin(), command.environment.end(),
        [&](const auto& change) { return entry.compare(0, equals, change.first) == 0; });
  };
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (std::string text = *entry; !is_changed(text)) {
      entries.push_back(std::move(text));
    }
  }
  for (const auto& [name, value] : command.environment) {
    if (value) {
      entries.push_back(name + "=" + *value);
    }
  }
  return entries;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) {
    result.push_back(text.data());
  }
  result.push_back(nullptr);
  return result;
}

// Absolute when the child will be in another directory than the one that `path` is relative to.
std::string for_directory(std::string path, const std::string& directory) {
  std::array<char, PATH_MAX> here;
  if (!directory.empty() && path[0] != '/' && ::getcwd(here.data(), here.size()) != nullptr) {
    return std::string(here.data()) + "/" + path;
  }
  return path;
}

Result<std::string> locate(const Command& command) {
  const auto input = command.input.kind;
  if (command.arguments.empty() || input == Stream::Kind::capture || input == Stream::Kind::relay) {
    return Error{ErrorCode::invalid_argument,
                 "start a program: it needs a name, and its standard input cannot be captured"};
  }
  const char* const path = std::getenv("PATH");
  auto program = find_program(command.arguments[0], path == nullptr ? "" : path);
  if (!program) {
    return program.error();
  }
  return for_directory(*std::move(program), command.directory);
}

// Nothing when exec succeeded: then the pipe was closed without a word.
std::optional<ExecFailure> read_failure(int pipe) {
  ExecFailure failure;
  ssize_t size = 0;
  do {
    size = ::read(pipe, &failure, sizeof failure);
  } while (size < 0 && errno == EINTR);
  return size == static_cast<ssize_t>(sizeof failure) ? std::make_optional(failure) : std::nullopt;
}

Error to_error(const ExecFailure& failure, const std::string& program, const Command& command) {
  const std::string why = std::strerror(failure.error_number);
  switch (failure.step) {
    case ExecFailure::Step::directory:
      return {ErrorCode::io,
              "start " + program + " in the directory " + command.directory + ": " + why};
    case ExecFailure::Step::group:
    case ExecFailure::Step::stream:
      return {ErrorCode::io, "start " + program + ": " + why};
    case ExecFailure::Step::exec:
      break;
  }
  // ENOENT for a file that is there: the interpreter or loader that it names is missing.
  return {failure.error_number == ENOENT ? ErrorCode::not_found : ErrorCode::unsupported,
          "start " + program + ": " + why};
}

// Forks with all signals blocked, so that no handler of ours runs in the child.
pid_t fork_and_exec(const ExecPlan& plan) {
  sigset_t all;
  sigset_t former;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &former);
  const pid_t child = ::fork();
  if (child == 0) {
    exec_child(plan, former);
  }
  const int error_number = errno;
  ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
  errno = error_number;
  return child;
}

int open_pidfd(pid_t pid) {
#ifdef SYS_pidfd_open
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));  // close-on-exec by itself
#else
  static_cast<void>(pid);
  return -1;
#endif
}

// The child stays a zombie, so that its pid and group cannot become somebody else's meanwhile.
bool has_ended(pid_t pid) {
  siginfo_t info{};
  const int result = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
  return (result == 0 && info.si_pid == pid) || (result < 0 && errno == ECHILD);
}

std::chrono::nanoseconds to_duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

Exit reap(pid_t pid) {
  int status = 0;
  struct rusage usage {};
  pid_t reaped = 0;
  do {
    reaped = ::wait4(pid, &status, 0, &usage);
  } while (reaped < 0 && errno == EINTR);
  Exit exit;
  if (reaped < 0) {
    return exit;  // SIGCHLD is ignored by somebody: the status is lost
  }
  if (WIFSIGNALED(status)) {
    exit.signal = WTERMSIG(status);
  } else {
    exit.exit_code = WEXITSTATUS(status);
  }
  exit.user_time = to_duration(usage.ru_utime);
  exit.system_time = to_duration(usage.ru_stime);
  exit.max_resident_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  return exit;
}

// Sleeps until a descriptor has something to say or the time is over.
void wait_for_news(const std::array<int, 4>& descriptors, int milliseconds) {
  const int pidfd = descriptors.front();
  std::array<pollfd, 4> watched{};
  std::transform(descriptors.begin(), descriptors.end(), watched.begin(), [](int descriptor) {
    return pollfd{descriptor, POLLIN, 0};
  });
  const int pause = static_cast<int>(k_longest_pause.count());
  if (pidfd < 0 && (milliseconds < 0 || milliseconds > pause)) {
    milliseconds = pause;
  }
  ::poll(watched.data(), watched.size(), milliseconds);  // EINTR: the caller looks again anyway
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const Command& command) {
  auto program = locate(command);
  if (!program) {
    return program.error();
  }
  ChildProcess child;
  child.own_group_ = command.own_group;
  child.max_captured_bytes_ = command.max_captured_bytes;
  child.on_output_ = command.output.on_bytes;
  child.on_error_ = command.error.on_bytes;
  child.side_descriptor_ = command.side_descriptor;
  child.on_side_news_ = command.on_side_news;
  auto input = open_stream(command.input, true, nullptr);
  auto output = open_stream(command.output, false, &child.output_);
  const bool is_joined = command.error.kind == Stream::Kind::output;
  auto error =
      is_joined ? Result<UniqueFd>(UniqueFd()) : open_stream(command.error, false, &child.error_);
  auto failure_pipe = make_pipe();
  for (const auto* stream : {&input, &output, &error}) {
    if (!*stream) {
      return Error{ErrorCode::io, "start " + *program + ": " + stream->error().message};
    }
  }
  if (!failure_pipe) {
    return io_error("start " + *program + ": create a pipe");
  }
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = child_environment(command);
  ExecPlan plan;
  plan.program = program->c_str();
  plan.arguments = pointers(arguments);
  plan.environment = pointers(environment);
  plan.directory = command.directory.empty() ? nullptr : command.directory.c_str();
  plan.streams[0] = input->get();
  plan.streams[1] = output->get();
  plan.streams[2] = is_joined ? output->get() : error->get();
  plan.own_group = command.own_group;
  plan.failure_pipe = failure_pipe->writer.get();

  child.pid_ = fork_and_exec(plan);
  if (child.pid_ < 0) {
    return io_error("start " + *program);
  }
  failure_pipe->writer.reset();
  if (const auto failure = read_failure(failure_pipe->reader.get())) {
    return to_error(*failure, *program, command);  // the destructor reaps
  }
  child.pidfd_ = UniqueFd(open_pidfd(child.pid_));
  if (const auto stat = read_process_stat(child.pid_)) {
    child.start_ticks_ = stat->start_ticks;
  }
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      own_group_(other.own_group_),
      start_ticks_(other.start_ticks_),
      max_captured_bytes_(other.max_captured_bytes_),
      on_output_(std::move(other.on_output_)),
      on_error_(std::move(other.on_error_)),
      side_descriptor_(other.side_descriptor_),
      on_side_news_(std::move(other.on_side_news_)),
      pidfd_(std::move(other.pidfd_)),
      output_(std::move(other.output_)),
      error_(std::move(other.error_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this != &other) {
    kill_and_reap();
    pid_ = std::exchange(other.pid_, -1);
    own_group_ = other.own_group_;
    start_ticks_ = other.start_ticks_;
    max_captured_bytes_ = other.max_captured_bytes_;
    on_output_ = std::move(other.on_output_);
    on_error_ = std::move(other.on_error_);
    side_descriptor_ = other.side_descriptor_;
    on_side_news_ = std::move(other.on_side_news_);
    pidfd_ = std::move(other.pidfd_);
    output_ = std::move(other.output_);
    error_ = std::move(other.error_);
  }
  return *this;
}

ChildProcess::~ChildProcess() {
  kill_and_reap();
}

void ChildProcess::kill_and_reap() noexcept {
  if (pid_ > 0) {
    send_signal(SIGKILL);
    reap(std::exchange(pid_, -1));
  }
}

void ChildProcess::send_signal(int number) const noexcept {
  if (pid_ > 0) {
    ::kill(own_group_ ? -pid_ : pid_, number);
  }
}

void ChildProcess::hear_side_news() const {
  if (on_side_news_) {
    on_side_news_();
  }
}

Exit ChildProcess::wait(const Patience& patience) {
  CapturedStream output(std::move(output_), max_captured_bytes_, std::move(on_output_));
  CapturedStream error(std::move(error_), max_captured_bytes_, std::move(on_error_));
  Escalation escalation(patience);
  const auto begin = Clock::now();
  while (!has_ended(pid_)) {
    const auto now = Clock::now();
    if (const int number = escalation.due(now)) {
      send_signal(number);
      continue;
    }
    wait_for_news({pidfd_.get(), output.fd(), error.fd(), side_descriptor_},
                  escalation.time_left(now));
    output.drain();
    error.drain();
    hear_side_news();
  }
  if (escalation.has_begun() && own_group_) {
    send_signal(SIGKILL);  // what its leader has left behind
  }
  Exit exit = reap(std::exchange(pid_, -1));
  output.drain();
  error.drain();
  hear_side_news();
  exit.timed_out = escalation.has_begun();
  exit.duration = Clock::now() - begin;
  exit.output = output.take();
  exit.error = error.take();
  exit.is_cut = output.is_cut() || error.is_cut();
  return exit;
}

Result<Exit> run(const Command& command, const Patience& patience) {
  auto child = ChildProcess::start(command);
  if (!child) {
    return child.error();
  }
  return child->wait(patience);
}

}  // namespace testtracker::process
