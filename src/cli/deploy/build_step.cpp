#include "cli/deploy/build_step.hpp"

#include "cli/complain.hpp"
#include "redact/redactor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include <unistd.h>

namespace testtracker::cli {
namespace {

constexpr std::size_t k_most_log_bytes = std::size_t{4} * 1024 * 1024;

// What programs need to start at all, and what says where and in which language they work.
constexpr std::array<std::string_view, 9> k_always = {"PATH", "HOME", "USER",   "LOGNAME", "SHELL",
                                                      "LANG", "TERM", "TMPDIR", "TZ"};

bool is_allowed(std::string_view name, const std::vector<std::string>& further) {
  return name.substr(0, 3) == "LC_" ||
         std::find(k_always.begin(), k_always.end(), name) != k_always.end() ||
         std::find(further.begin(), further.end(), name) != further.end();
}

}  // namespace

BuildStep::Variables BuildStep::environment() const {
  const auto further = settings_.list("deploy.build_environment");
  Variables changes;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    if (!is_allowed(name, further)) {
      changes.emplace_back(name, std::nullopt);
    }
  }
  changes.insert(changes.end(), variables_.begin(), variables_.end());
  return changes;
}

void BuildStep::take(const std::string& text) {
  if (text.empty()) {
    return;
  }
  show_(text);
  log_ += text;
  if (log_.size() > 2 * k_most_log_bytes) {
    log_.erase(0, log_.size() - k_most_log_bytes);
  }
}

Result<void> BuildStep::run(const std::string& folder, const deploy::ChildRunner& runner,
                            Show show) {
  show_ = std::move(show);
  const bool has_short = std::any_of(secrets_.begin(), secrets_.end(), [](const auto& secret) {
    return secret.size() < redact::k_shortest_secret_bytes;
  });
  if (has_short) {
    complain("a secret of fewer than 4 bytes is not taken out of the build's output");
  }
  redact::Redactor redactor(secrets_);
  process::Command command;
  command.arguments = {"sh", "-c", settings_.text("deploy.build_command")};
  command.directory = folder;
  command.environment = environment();
  command.output.kind = process::Stream::Kind::relay;
  command.output.on_bytes = [&](std::string_view bytes) { take(redactor.feed(bytes)); };
  command.error.kind = process::Stream::Kind::output;
  process::Patience patience;
  patience.timeout = std::chrono::seconds(settings_.integer("deploy.build_timeout_s"));
  const auto exit = runner.run(std::move(command), patience);
  take(redactor.finish());
  if (!exit) {
    return exit.error();
  }
  if (exit->succeeded()) {
    return {};
  }
  const std::string how =
      exit->timed_out ? fmt::format("took longer than {} s, the setting deploy.build_timeout_s",
                                    settings_.integer("deploy.build_timeout_s"))
      : exit->signal  ? fmt::format("was killed by signal {}", *exit->signal)
                      : fmt::format("ended with exit code {}", exit->exit_code.value_or(-1));
  return Error{ErrorCode::rejected, "the build " + how + "; its output is in build.log of the run"};
}

}  // namespace testtracker::cli
