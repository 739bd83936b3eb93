#include "notebook/helper.hpp"

#include "base/process.hpp"
#include "notebook/marked_processes.hpp"
#include "process/stream_open.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace testtracker::notebook {
namespace {

// The reaper gives programs 0.3 s after SIGTERM and then needs some milliseconds.
constexpr process::Patience k_patience{std::chrono::seconds(3), std::chrono::seconds(1)};

process::Stream descriptor_stream(int descriptor) {
  process::Stream stream;
  stream.kind = process::Stream::Kind::descriptor;
  stream.descriptor = descriptor;
  return stream;
}

process::Command reaper_command(const HelperCommand& command) {
  process::Command reaper;
  reaper.arguments = {command.reaper, "--parent", std::to_string(::getpid()), "--"};
  reaper.arguments.insert(reaper.arguments.end(), command.arguments.begin(),
                          command.arguments.end());
  reaper.directory = command.directory;
  reaper.environment = command.environment;
  reaper.environment.emplace_back(k_mark_variable, command.mark);
  // Ctrl-C is ours: the terminal must not signal notebooks.
  reaper.own_group = true;
  reaper.error.kind = process::Stream::Kind::output;
  if (!command.log_path.empty()) {
    reaper.error.kind = process::Stream::Kind::file;
    reaper.error.path = command.log_path;
  }
  return reaper;
}

}  // namespace

Result<Helper> Helper::start(const HelperCommand& command) {
  // A socket, because send(2) can do without SIGPIPE.
  std::array<int, 2> input{-1, -1};
  const int made = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data());
  UniqueFd ours(input[0]);
  UniqueFd theirs(input[1]);
  auto output = process::make_pipe();
  if (made != 0 || !output || ::fcntl(output->reader.get(), F_SETFL, O_NONBLOCK) != 0) {
    return Error{ErrorCode::io, std::string("create a pipe: ") + std::strerror(errno)};
  }
  auto reaper = reaper_command(command);
  reaper.input = descriptor_stream(theirs.get());
  reaper.output = descriptor_stream(output->writer.get());
  auto child = process::ChildProcess::start(reaper);
  if (!child) {
    return child.error();
  }
  return Helper(*std::move(child), command.mark, std::move(ours), std::move(output->reader));
}

Helper& Helper::operator=(Helper&& other) noexcept {
  if (this != &other) {
    end_all();
    child_ = std::exchange(other.child_, std::nullopt);
    mark_ = std::move(other.mark_);
    input_ = std::move(other.input_);
    output_ = std::move(other.output_);
  }
  return *this;
}

Helper::~Helper() {
  end_all();
}

void Helper::send(const std::string& line) {
  const std::string text = line + "\n";
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t size = ::send(input_.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size < 0 && errno != EINTR) {
      return;
    }
    sent += size > 0 ? static_cast<std::size_t>(size) : 0;
  }
}

std::string Helper::read() {
  std::string text;
  std::array<char, 64 * 1024> buffer;
  while (output_) {
    const ssize_t size = ::read(output_.get(), buffer.data(), buffer.size());
    if (size > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    // A flood must not keep us from everything else.
    if ((size < 0 && errno == EAGAIN) || text.size() >= 16 * buffer.size()) {
      break;
    }
    if (size == 0 || (size < 0 && errno != EINTR)) {
      output_.reset();
    }
  }
  return text;
}

bool Helper::has_ended() const {
  return !child_ || !is_process_alive(child_->pid(), child_->start_ticks());
}

void Helper::terminate() const noexcept {
  if (child_) {
    ::kill(child_->pid(), SIGTERM);  // not to the group: the reaper alone knows what to do
  }
}

void Helper::kill() const noexcept {
  if (child_) {
    child_->send_signal(SIGKILL);
  }
}

process::Exit Helper::finish() {
  const process::Exit exit = child_->wait(k_patience);
  child_.reset();
  output_.reset();
  if (exit.signal || exit.timed_out) {
    kill_marked_processes(mark_);  // the reaper may have been killed before its work was done
  }
  return exit;
}

void Helper::end_all() noexcept {
  if (!child_) {
    return;
  }
  input_.reset();
  terminate();
  static_cast<void>(finish());
}

}  // namespace testtracker::notebook
