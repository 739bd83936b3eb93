#include "cli/run/output_relay.hpp"

#include "cli/stream_writing.hpp"

#include <cerrno>
#include <csignal>

#include <unistd.h>

namespace testtracker::cli {

void OutputRelay::redirect(process::Command& command) {
  command.output.kind = process::Stream::Kind::relay;
  command.output.is_terminal = ::isatty(STDOUT_FILENO) != 0;
  command.output.on_bytes = [this](std::string_view bytes) { show(bytes); };
  if (lead_to_the_same_place(STDOUT_FILENO, STDERR_FILENO)) {
    command.error.kind = process::Stream::Kind::output;
  }
}

void OutputRelay::belongs_to(const process::ChildProcess& child) {
  child_ = &child;
  std::signal(SIGPIPE,
              SIG_IGN);  // NOLINT: after the start, so that the program does not inherit it
}

void OutputRelay::show(std::string_view bytes) {
  if (!is_closed_ && !write_all(STDOUT_FILENO, bytes)) {
    is_closed_ = true;
    if (errno == EPIPE && child_ != nullptr) {
      child_->send_signal(SIGPIPE);
    }
  }
  also_(bytes);
}

}  // namespace testtracker::cli
