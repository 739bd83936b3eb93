#include "cli/ctest/ctest_preparation.hpp"

#include "base/process.hpp"
#include "cli/complain.hpp"
#include "cli/ctest/ctest_question.hpp"
#include "process/child_process.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

// Beside our own program, where it is built and installed.
std::string launcher_path() {
  return (fs::path(executable_path()).parent_path() / "testtracker-launch").string();
}

std::vector<std::string> with_program(const std::string& program,
                                      std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program);
  return arguments;
}

// What ctest answers to these arguments, where and as `command` would run.
std::optional<std::string> ask(const process::Command& command,
                               std::vector<std::string> arguments) {
  return ask_ctest(command.arguments.front(), std::move(arguments), command.directory);
}

}  // namespace

CtestPreparation::CtestPreparation(std::string work, sources::CtestCommand command)
    : work_(std::move(work)),
      command_(std::move(command)),
      launcher_(launcher_path()),
      launches_(work_ + "/launches") {}

void CtestPreparation::prepare(process::Command& command) {
  find_directory_of_preset(command);
  if (!command_.script.empty()) {
    replace_script(command);
  } else if (!command_.chooses_directory) {
    make_shadow(command);
    list_entries(command);
  }
  if (relay_ && command_.wants_progress && !entries_.empty()) {
    relay_->show_progress(entries_.size());
  }
  if (command_.output_log.empty()) {
    command_.output_log = work_ + "/output";
    command.arguments.insert(command.arguments.begin() + 1, {"-O", command_.output_log});
  }
  if (!command_.chooses_directory) {
    log_ = std::make_unique<sources::CtestLog>(command_.build_directory + "/Testing/Temporary");
  }
}

void CtestPreparation::find_directory_of_preset(const process::Command& command) {
  if (!command_.names_preset || command_.names_directory) {
    return;
  }
  const auto answer = ask(command, sources::telling_arguments(command_.arguments));
  const std::string directory = answer ? sources::told_directory(*answer) : std::string();
  command_.chooses_directory = directory.empty();
  if (!directory.empty()) {
    command_.build_directory = directory;
  }
}

Result<sources::CtestShadow> CtestPreparation::new_shadow(const std::string& path) const {
  using Client = sources::CtestShadow::Client;
  return sources::CtestShadow::create(path, command_.build_directory, launcher_,
                                      command_.is_test_step ? Client::dashboard : Client::plain);
}

// Before CMake 3.31 a preset's directory is stronger than --test-dir; but it follows the sources.
bool CtestPreparation::has_shadow_for_preset(const process::Command& command) {
  const auto leads_to = [&](const process::Command& changed,
                            const std::vector<std::string>& arguments) {
    const auto answer = ask(changed, sources::telling_arguments(arguments));
    return answer && sources::told_directory(*answer) == shadow_->path();
  };
  if (leads_to(command, with_directory(command_, shadow_->path()))) {
    return true;
  }
  shadow_->remove();
  auto around = sources::SourceShadow::create(work_ + "/sources", fs::current_path().string(),
                                              command_.build_directory);
  auto shadow = around ? new_shadow(around->build_path()) : around.error();
  if (!shadow) {
    return false;
  }
  source_shadow_.emplace(*std::move(around));
  shadow_.emplace(*std::move(shadow));
  process::Command moved = command;
  moved.directory = source_shadow_->path();
  return leads_to(moved, command_.arguments);
}

bool CtestPreparation::has_launcher() const {
  if (::access(launcher_.c_str(), X_OK) == 0) {
    return true;
  }
  complain("the tests' processes are not observed, entries have no exit code and no memory: run " +
           launcher_ + ": " + std::strerror(errno) +
           "; it is built and installed with testtracker and belongs beside it");
  return false;
}

void CtestPreparation::make_shadow(process::Command& command) {
  if (!has_launcher() || !launches_.create()) {
    return;
  }
  auto shadow = new_shadow(work_ + "/shadow");
  if (!shadow) {
    return;  // no tests there: ctest has its own words for that
  }
  shadow_.emplace(*std::move(shadow));
  if (command_.names_preset && !has_shadow_for_preset(command)) {
    remove_shadows();
    return;
  }
  if (!relay_output(command, {shadow_->path(), shadow_->build_directory(), {}, launcher_})) {
    remove_shadows();
    return;
  }
  lead_into_shadow(command);
}

bool CtestPreparation::relay_output(process::Command& command, const HiddenWords& words) {
  auto relay = CtestOutput::create(words);
  if (!relay) {
    complain("the tests' processes are not observed: " + relay.error().message);
    return false;
  }
  relay_.emplace(*std::move(relay));
  relay_->redirect(command);
  return true;
}

// Which directories a script tests, and whether it prints anything of it, only it knows.
void CtestPreparation::replace_script(process::Command& command) {
  command_.is_quiet = true;
  if (!has_launcher() || !launches_.create()) {
    return;
  }
  const auto shadow = sources::ScriptShadow::create(work_, command_.script, launcher_);
  if (!shadow || !relay_output(command, {shadow->shadow(), {}, shadow->build_file(), launcher_})) {
    return;  // no such script: ctest has its own words for that
  }
  command.arguments =
      with_program(command.arguments.front(), with_script(command_, shadow->script()));
  command.environment.emplace_back("TESTTRACKER_LAUNCHES", work_ + "/launches");
  log_ = std::make_unique<sources::CtestLog>(shadow->shadow() + "/Testing/Temporary");
}

void CtestPreparation::lead_into_shadow(process::Command& command) {
  if (source_shadow_) {
    command.directory = source_shadow_->path();
  } else {
    command.arguments =
        with_program(command.arguments.front(), with_directory(command_, shadow_->path()));
  }
  if (!command_.names_directory && !command_.names_preset) {
    command.directory = shadow_->path();
  }
  command.environment.emplace_back("TESTTRACKER_LAUNCHES", work_ + "/launches");
  command.environment.emplace_back("TESTTRACKER_SHADOW", shadow_->path());
  command.environment.emplace_back("TESTTRACKER_BUILD", shadow_->build_directory());
}

void CtestPreparation::remove_shadows() {
  if (shadow_) {
    shadow_->remove();
    shadow_.reset();
  }
  if (source_shadow_) {
    source_shadow_->remove();
    source_shadow_.reset();
  }
}

void CtestPreparation::list_entries(const process::Command& command) {
  const auto answer =
      ask(command,
          sources::listing_arguments({command.arguments.begin() + 1, command.arguments.end()}));
  if (!answer) {
    return;
  }
  if (auto entries = sources::parse_ctest_list(*answer)) {
    entries_ = *std::move(entries);
  }
}

}  // namespace testtracker::cli
