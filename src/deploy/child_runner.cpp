#include "deploy/child_runner.hpp"

#include "process/child_process.hpp"

#include <cstdint>

#include <sys/timerfd.h>
#include <unistd.h>

namespace testtracker::deploy {
namespace {

Error stopped(const std::string& program) {
  return {ErrorCode::busy, "run " + program + ": stopped on request"};
}

}  // namespace

/// Lets the waiting for the child call on_tick; without a timer of the kernel nobody is told.
UniqueFd ChildRunner::start_timer(process::Command& command) const {
  if (!hooks_.on_tick) {
    return {};
  }
  UniqueFd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  constexpr long k_tick_ns = 200'000'000;
  itimerspec often{};
  often.it_value.tv_nsec = often.it_interval.tv_nsec = k_tick_ns;
  if (timer && ::timerfd_settime(timer.get(), 0, &often, nullptr) == 0) {
    command.side_descriptor = timer.get();
    command.on_side_news = [this, fd = timer.get()] {
      std::uint64_t ticks = 0;
      if (::read(fd, &ticks, sizeof ticks) == static_cast<ssize_t>(sizeof ticks)) {
        hooks_.on_tick();
      }
    };
  }
  return timer;
}

Result<process::Exit> ChildRunner::run(process::Command command,
                                       const process::Patience& patience) const {
  const std::string program = command.arguments.front();
  const auto is_cancelled = [this] { return hooks_.is_cancelled && hooks_.is_cancelled(); };
  if (is_cancelled()) {
    return stopped(program);
  }
  const std::vector<std::string> above = {reaper_, "--parent", std::to_string(::getpid()), "--"};
  command.arguments.insert(command.arguments.begin(), above.begin(), above.end());
  command.input.kind = process::Stream::Kind::nothing;
  command.own_group = true;
  const UniqueFd timer = start_timer(command);
  auto child = process::ChildProcess::start(command);
  if (!child) {
    return child.error();
  }
  if (hooks_.on_start) {
    hooks_.on_start(child->pid());
  }
  process::Exit exit = child->wait(patience);
  if (hooks_.on_end) {
    hooks_.on_end();
  }
  if (is_cancelled() && !exit.succeeded()) {
    return stopped(program);
  }
  return exit;
}

}  // namespace testtracker::deploy
