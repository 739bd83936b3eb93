#include "context/collect.hpp"

#include "base/process.hpp"
#include "context/ci_job.hpp"
#include "context/git_state.hpp"
#include "context/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>

namespace testtracker::context {
namespace {

namespace fs = std::filesystem;

std::string first_of(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (!text.empty()) {
      return std::string(text);
    }
  }
  return {};
}

// Programs that start tests and say nothing about which.
bool is_launcher(const std::string& program) {
  constexpr std::array<std::string_view, 14> k_launchers = {
      "ctest", "cmake", "make",    "ninja", "bash",     "sh",     "dash",
      "env",   "nice",  "timeout", "xargs", "valgrind", "mpirun", "testtracker"};
  return std::find(k_launchers.begin(), k_launchers.end(), program) != k_launchers.end() ||
         program.rfind("python", 0) == 0;
}

// The program that the session is about, empty when it is about many.
std::string program_of(const spool::SessionInfo& session) {
  auto first = session.command.begin();
  if (session.owner.kind == "runner") {
    const auto dashes = std::find(first, session.command.end(), "--");
    first = dashes == session.command.end() ? first : dashes + 1;
  }
  const std::string program =
      first == session.command.end() ? "" : fs::path(*first).filename().string();
  return is_launcher(program) ? "" : program;
}

std::string quoted(const std::string& argument) {
  // Letters, digits, and what no shell gives a meaning to.
  const bool is_plain =
      !argument.empty() && std::all_of(argument.begin(), argument.end(), [](unsigned char letter) {
        return std::isalnum(letter) != 0 ||
               std::string_view("-_./:=,+@%^").find(static_cast<char>(letter)) !=
                   std::string_view::npos;
      });
  if (is_plain) {
    return argument;
  }
  std::string text = "'";
  for (const char letter : argument) {
    text += letter == '\'' ? "'\\''" : std::string(1, letter);
  }
  return text + "'";
}

std::string joined(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& argument : command) {
    text += (text.empty() ? "" : " ") + quoted(argument);
  }
  return text;
}

// `GCC 12.2.0` → `gcc12`, `Clang 14.0.6` → `clang14`.
std::string short_compiler(const std::string& compiler) {
  std::string name;
  for (const char letter : compiler.substr(0, compiler.find('.'))) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0) {
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return name;
}

void add_source(RunContext& context, const spool::SessionInfo& session,
                const settings::Settings& settings) {
  const CiJob ci = recognise_ci(session.environment);
  const GitState git = read_git_state(session.project_directory, session.git_commit);
  context.ci_name = ci.name;
  context.ci_url = ci.url;
  context.commit = first_of({settings.text("commit"), session.git_commit, git.commit, ci.commit});
  context.branch = first_of({settings.text("branch"), ci.branch, git.branch});
  context.dirty = git.is_dirty;
  context.repository = git.remote;
  context.project =
      first_of({git.name, fs::path(session.project_directory).filename().string(), "tests"});
  context.build = ci.build ? ci.build : git.ordinal;
  if (settings.is_set("build")) {
    context.build = settings.integer("build");
  }
}

}  // namespace

RunContext collect(const spool::SessionInfo& session, const settings::Settings& settings) {
  RunContext context;
  add_source(context, session, settings);
  context.host = session.host.empty() ? host_name() : session.host;
  context.user = user_name();
  context.os = operating_system();
  context.machine = machine_name();
  context.platform = settings.text("platform");
  context.series = settings.text("series");
  context.suite = first_of({settings.text("suite"), program_of(session), context.project});
  context.command = joined(session.command);
  for (const auto& [key, value] : settings.tags()) {
    context.tags.emplace_back(key, value.text);
  }
  return context;
}

void set_build_facts(RunContext& context, const std::string& compiler,
                     const std::string& build_type) {
  context.compiler = compiler;
  context.build_type = build_type;
  if (!context.platform.empty()) {
    return;
  }
  context.platform = context.machine;
  for (const std::string& part : {short_compiler(compiler), build_type}) {
    if (!part.empty()) {
      context.platform += (context.platform.empty() ? "" : "-") + part;
    }
  }
}

}  // namespace testtracker::context
