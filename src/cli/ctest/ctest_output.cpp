#include "cli/ctest/ctest_output.hpp"

#include "cli/stream_writing.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

struct Ends {
  UniqueFd reader;
  UniqueFd writer;
};

// Output of the child reaches us unchanged; the real terminal behind us does the rest.
void make_raw(int terminal, int like) {
  termios mode{};
  if (::tcgetattr(terminal, &mode) == 0) {
    ::cfmakeraw(&mode);
    ::tcsetattr(terminal, TCSANOW, &mode);
  }
  winsize size{};
  if (::ioctl(like, TIOCGWINSZ, &size) == 0) {
    ::ioctl(terminal, TIOCSWINSZ, &size);
  }
}

Ends open_terminal(int like) {
  Ends ends;
  ends.reader.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, 64> name;
  if (!ends.reader || ::grantpt(ends.reader.get()) != 0 || ::unlockpt(ends.reader.get()) != 0 ||
      ::ptsname_r(ends.reader.get(), name.data(), name.size()) != 0) {
    return {};
  }
  ends.writer.reset(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (ends.writer) {
    make_raw(ends.writer.get(), like);
  }
  return ends;
}

Ends open_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) {
    return {};
  }
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

// How many bytes at the end of `text` may be the beginning of `word`.
std::size_t beginning_at_end(const std::string& text, const std::string& word) {
  for (std::size_t size =
           std::min(text.size(), word.size() - std::min<std::size_t>(1, word.size()));
       size > 0; --size) {
    if (text.compare(text.size() - size, size, word, 0, size) == 0) {
      return size;
    }
  }
  return 0;
}

}  // namespace

std::string OutputFilter::build() const {
  if (words_.build_file.empty()) {
    return words_.build;
  }
  std::ifstream file(words_.build_file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string OutputFilter::add(const std::string& piece) {
  pending_ += piece;
  return take(false);
}

std::string OutputFilter::finish() {
  return take(true);
}

std::string OutputFilter::take(bool is_last) {
  std::string shown;
  const auto show = [&](std::size_t size) {
    shown.append(pending_, 0, size);
    pending_.erase(0, size);
  };
  while (!words_.shadow.empty()) {
    const std::size_t shadow = pending_.find(words_.shadow);
    const std::size_t launcher =
        words_.launcher.empty() ? std::string::npos : pending_.find(words_.launcher + " \"");
    if (shadow == std::string::npos && launcher == std::string::npos) {
      break;
    }
    if (shadow < launcher) {
      show(shadow);
      pending_.erase(0, words_.shadow.size());
      shown += build();
      continue;
    }
    show(launcher);
    const std::size_t program = pending_.find("\" \"");
    const std::size_t end =
        program == std::string::npos ? program : pending_.find('"', program + 3);
    if (end == std::string::npos || pending_.find('\n') < end) {
      if (!is_last && pending_.find('\n') == std::string::npos) {
        return shown;  // the line goes on
      }
      show(words_.launcher.size());
      continue;
    }
    shown.append(pending_, program + 3, end - program - 3);
    pending_.erase(0, end + 1);
  }
  const std::size_t kept = is_last ? 0
                                   : std::max(beginning_at_end(pending_, words_.shadow),
                                              beginning_at_end(pending_, words_.launcher + " \""));
  show(pending_.size() - kept);
  return shown;
}

Result<CtestOutput> CtestOutput::create(const HiddenWords& words) {
  CtestOutput relay;
  for (const int target : {STDOUT_FILENO, STDERR_FILENO}) {
    if (target == STDERR_FILENO && lead_to_the_same_place(STDOUT_FILENO, STDERR_FILENO)) {
      break;
    }
    Ends ends = ::isatty(target) != 0 ? open_terminal(target) : open_pipe();
    if (!ends.reader || !ends.writer || ::fcntl(ends.reader.get(), F_SETFL, O_NONBLOCK) != 0) {
      return Error{ErrorCode::io,
                   "open a pipe for the output of ctest: " + std::string(std::strerror(errno))};
    }
    relay.channels_.push_back(
        {std::move(ends.reader), std::move(ends.writer), target, OutputFilter(words)});
  }
  return relay;
}

void CtestOutput::redirect(process::Command& command) const {
  const auto stream_to = [](const Channel& channel) {
    process::Stream stream;
    stream.kind = process::Stream::Kind::descriptor;
    stream.descriptor = channel.writer.get();
    return stream;
  };
  command.output = stream_to(channels_.front());
  command.error = stream_to(channels_.back());
}

void CtestOutput::show_progress(std::size_t entries) {
  // As ctest decides it.
  const char* const kind = std::getenv("TERM");
  if (::isatty(STDOUT_FILENO) != 0 && kind != nullptr && std::strcmp(kind, "dumb") != 0) {
    progress_ = std::make_unique<CtestProgress>(entries);
  }
}

void CtestOutput::show(const Channel& channel, const std::string& text) const {
  const bool is_rewritten = progress_ && channel.target == STDOUT_FILENO;
  write_all(channel.target, is_rewritten ? progress_->add(text) : text);
}

void CtestOutput::pass_on(Channel& channel) const {
  std::array<char, 65536> buffer;
  for (ssize_t size = 0; (size = ::read(channel.reader.get(), buffer.data(), buffer.size())) > 0;) {
    const std::string piece(buffer.data(), static_cast<std::size_t>(size));
    show(channel, channel.filter.add(piece));
    if (listener_ && channel.target == STDOUT_FILENO) {
      listener_(piece);
    }
  }
}

void CtestOutput::pump(int milliseconds) {
  std::vector<pollfd> watched;
  for (const auto& channel : channels_) {
    watched.push_back({channel.reader.get(), POLLIN, 0});
  }
  if (::poll(watched.data(), watched.size(), milliseconds) > 0) {
    for (auto& channel : channels_) {
      pass_on(channel);
    }
  }
}

void CtestOutput::finish() {
  for (auto& channel : channels_) {
    pass_on(channel);
    show(channel, channel.filter.finish());
  }
  if (progress_) {
    write_all(STDOUT_FILENO, progress_->finish());
  }
}

}  // namespace testtracker::cli
