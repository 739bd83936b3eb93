#include "cli/judge/plain_ctest.hpp"

#include "cli/ctest/ctest_question.hpp"
#include "session/program_identity.hpp"
#include "sources/ctest/ctest_command.hpp"
#include "spool/session_folder.hpp"
#include "spool/session_info_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

bool is_same_program(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return a == b || fs::equivalent(a, b, ignored);
}

/// Alone or behind a wrapper: `valgrind unit --fast` runs `unit --fast`.
bool runs(const std::vector<std::string>& command, const ProgramStarted& start) {
  const auto& arguments = start.arguments;
  return command.size() > arguments.size() &&
         std::equal(arguments.rbegin(), arguments.rend(), command.rbegin()) &&
         is_same_program(command[command.size() - arguments.size() - 1], start.executable);
}

}  // namespace

std::optional<PlainCtest> PlainCtest::of(const std::string& session_path) {
  const auto info = spool::read_session_info(spool::SessionFolder(session_path));
  if (!info || info->owner.kind != "ctest" || info->command.empty()) {
    return std::nullopt;
  }
  PlainCtest ctest;
  ctest.arguments_.assign(std::next(info->command.begin()), info->command.end());
  const auto command = sources::parse_ctest_command(ctest.arguments_, info->working_directory);
  const auto ask = [&](std::vector<std::string> arguments) {
    return ask_ctest(info->command.front(), std::move(arguments), info->working_directory)
        .value_or("");
  };
  if (command.chooses_directory) {
    return ctest;
  }
  ctest.directory_ =
      command.names_preset && !command.names_directory
          ? sources::told_directory(ask(sources::telling_arguments(ctest.arguments_)))
          : command.build_directory;
  auto entries = sources::parse_ctest_list(ask(sources::listing_arguments(ctest.arguments_)));
  if (entries) {
    ctest.entries_ = *std::move(entries);
  }
  return ctest;
}

Result<std::string> PlainCtest::rerun_command(const session::ProcessResult& process) const {
  const sources::CtestEntry* found = nullptr;
  for (const auto& entry : entries_) {
    if (!runs(entry.command, process.start)) {
      continue;
    }
    if (found != nullptr) {
      return Error{ErrorCode::not_found,
                   fmt::format("the entries '{}' and '{}' of ctest run the same command, and which "
                               "of them it was is unknown; `testtracker ctest` knows",
                               found->name, entry.name)};
    }
    found = &entry;
  }
  if (found == nullptr || directory_.empty()) {
    return Error{ErrorCode::not_found,
                 fmt::format("ctest no longer has an entry that runs {} so, and only ctest knows "
                             "its environment; `testtracker ctest` would have kept it",
                             process.start.program)};
  }
  return session::ctest_rerun_command(directory_, arguments_, found->name);
}

}  // namespace testtracker::cli
