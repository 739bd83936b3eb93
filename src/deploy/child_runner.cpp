#include "deploy/child_runner.hpp"

#include "process/child_process.hpp"

#include <unistd.h>

namespace testtracker::deploy {
namespace {

Error stopped(const std::string& program) {
  return {ErrorCode::busy, "run " + program + ": stopped on request"};
}

}  // namespace

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
