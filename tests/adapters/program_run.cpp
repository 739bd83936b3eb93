#include "program_run.hpp"

#include "process/child_process.hpp"
#include "session/session_reader.hpp"
#include "spool/session_folder.hpp"

#include <testtracker/journal_reader.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>

namespace testtracker::adapters {
namespace {

// Sanitizers turn a fatal signal into an exit; the programs die on purpose.
constexpr const char* k_sanitizer_options = "handle_segv=0:handle_abort=0:detect_leaks=0";

std::vector<Record> read_journal(const std::string& path) {
  std::vector<Record> records;
  auto reader = JournalReader::open(path);
  EXPECT_TRUE(reader) << reader.error().message;
  while (reader) {
    auto record = reader->next();
    EXPECT_TRUE(record) << record.error().message;
    if (!record || !*record) {
      EXPECT_EQ(reader->damaged_lines(), 0U) << path;
      break;
    }
    records.push_back(**std::move(record));
  }
  return records;
}

}  // namespace

std::string programs_folder() {
  const char* const folder = std::getenv("TESTTRACKER_TEST_PROGRAMS");
  return folder == nullptr
             ? std::filesystem::read_symlink("/proc/self/exe").parent_path() / "system"
             : std::filesystem::path(folder);
}

const TestResult& ProgramRun::test(const std::string& suite, const std::string& name) const {
  for (const TestResult& test : session.tests) {
    if (test.identity.suite == suite && test.identity.name == name) {
      return test;
    }
  }
  ADD_FAILURE() << "no result " << suite << "." << name;
  static const TestResult k_missing = [] {
    TestResult missing;
    missing.status = Status::expected_failure;
    missing.attempts.resize(1);
    return missing;
  }();
  return k_missing;
}

std::vector<std::string> ProgramRun::names() const {
  std::vector<std::string> names;
  for (const TestResult& test : session.tests) {
    names.push_back(test.identity.suite + "." + test.identity.name);
  }
  return names;
}

std::vector<std::string> ProgramRun::names_with(Status status) const {
  std::vector<std::string> names;
  for (const TestResult& test : session.tests) {
    if (test.status == status) {
      names.push_back(test.identity.suite + "." + test.identity.name);
    }
  }
  return names;
}

ProgramTest::ProgramTest() {
  spool::SessionInfo info;
  info.id = "s1";
  info.owner = {1, 1, "runner"};  // nobody: the session is over when its programs are
  const auto created = spool::SessionFolder::create(session_, info);
  EXPECT_TRUE(created && *created);
}

std::map<std::string, std::optional<std::string>> ProgramTest::environment_of_programs(
    const ProgramCall& call) const {
  std::map<std::string, std::optional<std::string>> environment = {
      {"TESTTRACKER_SESSION", session_},
      {"TESTTRACKER_SPOOL", dir_ / "spool"},
      {"TESTTRACKER_PROGRAM", "/bin/true"},
      {"TEST_MAIN", call.main},
      {"HOME", dir_ / "home"},
      {"ASAN_OPTIONS", k_sanitizer_options},
      {"TSAN_OPTIONS", k_sanitizer_options},
      {"UBSAN_OPTIONS", k_sanitizer_options}};
  // What the tests themselves may run under.
  for (const char* const name : {"TESTTRACKER", "TESTTRACKER_PROCESS", "XDG_STATE_HOME",
                                 "GTEST_FILTER", "GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX",
                                 "CTEST_INTERACTIVE_DEBUG_MODE", "DASHBOARD_TEST_FROM_CTEST"}) {
    environment[name] = std::nullopt;
  }
  for (const auto& [name, value] : call.environment) {
    environment[name] = value;
  }
  return environment;
}

process::Command ProgramTest::command(const ProgramCall& call) const {
  process::Command command;
  command.arguments = {programs_folder() + "/" + call.program};
  if (!call.filter.empty()) {
    command.arguments.push_back("--gtest_filter=" + call.filter);
  }
  command.arguments.insert(command.arguments.end(), call.arguments.begin(), call.arguments.end());
  command.directory = call.directory;
  command.output.kind = process::Stream::Kind::capture;
  command.error.kind = process::Stream::Kind::capture;
  command.max_captured_bytes = 64U * 1024 * 1024;
  command.own_group = true;
  for (const auto& [name, value] : environment_of_programs(call)) {
    command.environment.emplace_back(name, value);
  }
  return command;
}

process::Exit ProgramTest::run_only(const ProgramCall& call) const {
  process::Patience patience;
  patience.timeout = std::chrono::minutes(1);
  auto exit = process::run(command(call), patience);
  EXPECT_TRUE(exit) << exit.error().message;
  if (!exit) {
    return {};
  }
  EXPECT_FALSE(exit->timed_out);
  return *std::move(exit);
}

ProgramRun ProgramTest::run(const ProgramCall& call) const {
  ProgramRun run;
  run.exit = run_only(call);
  read(run);
  return run;
}

ProgramRun ProgramTest::run(const std::string& filter) const {
  ProgramCall call;
  call.filter = filter;
  return run(call);
}

void ProgramTest::read(ProgramRun& run) const {
  auto reader = session::SessionReader::open(spool::SessionFolder(session_));
  ASSERT_TRUE(reader) << reader.error().message;
  const auto polled = reader->poll();
  ASSERT_TRUE(polled) << polled.error().message;
  run.session = reader->result();
  run.records.clear();
  for (const std::string& path : journals()) {
    for (Record& record : read_journal(path)) {
      run.records.push_back(std::move(record));
    }
  }
}

std::vector<std::string> ProgramTest::journals() const {
  const auto journals = spool::SessionFolder(session_).journals();
  EXPECT_TRUE(journals);
  return journals ? *journals : std::vector<std::string>();
}

}  // namespace testtracker::adapters
