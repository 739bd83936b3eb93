#include "cli/judge/gate_confirm.hpp"

#include "base/process.hpp"
#include "cli/judge/plain_ctest.hpp"
#include "process/child_process.hpp"
#include "session/program_identity.hpp"
#include "session/session_reader.hpp"
#include "spool/session_folder.hpp"
#include "upload/test_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;
using session::TestResult;

constexpr std::chrono::minutes k_patience{10};

/// A folder in which processes record, removed at the end.
class ScratchSession {
 public:
  static Result<ScratchSession> create() {
    auto pattern = (fs::temp_directory_path() / "testtracker-gate-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      return Error{ErrorCode::io,
                   fmt::format("make a folder for --confirm: {}", std::strerror(errno))};
    }
    ScratchSession scratch(pattern);
    spool::SessionInfo info;
    info.id = "confirm";
    info.owner.kind = "runner";
    info.owner.pid = ::getpid();
    const auto made = spool::SessionFolder::create(scratch.folder().path(), info);
    return made ? Result<ScratchSession>(std::move(scratch)) : made.error();
  }
  ScratchSession(ScratchSession&& other) noexcept : root_(std::exchange(other.root_, {})) {}
  ScratchSession& operator=(ScratchSession&&) = delete;
  ~ScratchSession() {
    std::error_code ignored;
    if (!root_.empty()) {
      fs::remove_all(root_, ignored);
    }
  }
  [[nodiscard]] spool::SessionFolder folder() const {
    return spool::SessionFolder(root_ + "/confirm");
  }

 private:
  explicit ScratchSession(std::string root) : root_(std::move(root)) {}
  std::string root_;
};

/// Of a case the entry of ctest in which it ran: only ctest knows its environment.
const TestResult* runnable(const session::SessionResult& result, const TestResult& test) {
  if (test.entry.empty()) {
    return &test;
  }
  const auto entry = std::find_if(
      result.tests.begin(), result.tests.end(),
      [&](const TestResult& other) { return other.is_entry && other.identity.name == test.entry; });
  return entry == result.tests.end() ? &test : &*entry;
}

std::string name_of(const TestResult& test) {
  return test.identity.suite + "/" + test.identity.name;
}

/// For `sh -c`: the same program or ctest, behind the verb that records it.
std::string recorded_command(const std::string& self, const std::string& command) {
  constexpr std::string_view k_ctest = "ctest ";
  return command.rfind(k_ctest, 0) == 0
             ? fmt::format("exec {} {}", session::shell_quoted(self), command)
             : fmt::format("exec {} run -- {}", session::shell_quoted(self), command);
}

process::Command child_command(std::string line, std::string directory,
                               const spool::SessionFolder& folder) {
  process::Command command;
  command.arguments = {"/bin/sh", "-c", std::move(line)};
  command.directory = std::move(directory);
  command.environment = {{"TESTTRACKER_SESSION", folder.path()},
                         {"TESTTRACKER_PROCESS", std::nullopt},
                         {"TESTTRACKER", std::nullopt}};
  command.input.kind = process::Stream::Kind::nothing;
  command.output.kind = process::Stream::Kind::nothing;
  command.error.kind = process::Stream::Kind::nothing;
  command.own_group = true;
  return command;
}

class Confirmation {
 public:
  Confirmation(const StoredSession& session, const spool::SessionFolder& folder)
      : session_(session),
        folder_(folder),
        keys_(upload::assign_test_keys(session.result.tests)),
        ctest_(PlainCtest::of(session.path)) {}

  /// The tests that stand behind the keys, each once.
  std::vector<const TestResult*> chosen(const std::vector<std::string>& tests) {
    std::vector<const TestResult*> found;
    std::set<const TestResult*> known;
    for (const auto& key : tests) {
      const auto place = std::find(keys_.begin(), keys_.end(), key);
      if (place == keys_.end()) {
        problems_.push_back(fmt::format("{} was not run again: the session does not have it", key));
        continue;
      }
      const auto& test = session_.result.tests[static_cast<std::size_t>(place - keys_.begin())];
      const auto* const what = runnable(session_.result, test);
      if (known.insert(what).second) {
        found.push_back(what);
      }
    }
    return found;
  }

  void run(const TestResult& test, const std::string& self) {
    if (test.attempts.empty()) {
      complain_of(test, "was not run again: it never ran");
      return;
    }
    const auto& process = session_.result.processes.at(test.attempts.back().process);
    const auto line = command_of(process, test);
    if (!line) {
      complain_of(test, "was not run again: " + line.error().message);
    } else if (lines_.insert(*line).second) {  // else it ran together with another
      const auto exit = process::run(
          child_command(recorded_command(self, *line), process.start.working_directory, folder_),
          {k_patience});
      if (!exit) {
        complain_of(test, "was not run again: " + exit.error().message);
      }
    }
  }

  /// A program that is gone, or does not know the test any more, records nothing.
  void look_for_silence(const std::vector<const TestResult*>& chosen,
                        const session::SessionResult& again) {
    for (const auto* const test : chosen) {
      const bool is_there =
          std::any_of(again.tests.begin(), again.tests.end(), [&](const TestResult& other) {
            return other.identity.suite == test->identity.suite &&
                   other.identity.name == test->identity.name && other.finished;
          });
      if (!is_there && !test->outside_tests && complained_.count(test) == 0) {
        complain_of(*test, "was run again and nobody reported how it ended");
      }
    }
  }

  /// A rerun knows fewer programs, so that names may be unique in it that were not in the session.
  [[nodiscard]] std::vector<std::string> keys_in_session(
      const session::SessionResult& again) const {
    auto keys = upload::assign_test_keys(again.tests);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto& tests = session_.result.tests;
      const auto same = std::find_if(tests.begin(), tests.end(), [&](const TestResult& test) {
        return test.identity == again.tests[i].identity;
      });
      if (same != tests.end()) {
        keys[i] = keys_[static_cast<std::size_t>(same - tests.begin())];
      }
    }
    return keys;
  }

  [[nodiscard]] std::vector<std::string> take_problems() { return std::move(problems_); }

 private:
  [[nodiscard]] Result<std::string> command_of(const session::ProcessResult& process,
                                               const TestResult& test) const {
    if (ctest_) {
      return ctest_->rerun_command(process);
    }
    auto line = session::rerun_command(process, test);
    return line.empty()
               ? Result<std::string>(Error{
                     ErrorCode::unsupported,
                     fmt::format("nobody knows how to run one test of {}", process.start.program)})
               : Result<std::string>(std::move(line));
  }

  void complain_of(const TestResult& test, const std::string& what) {
    complained_.insert(&test);
    problems_.push_back(name_of(test) + " " + what);
  }

  const StoredSession& session_;
  const spool::SessionFolder& folder_;
  std::vector<std::string> keys_;
  std::optional<PlainCtest> ctest_;
  std::set<std::string> lines_;
  std::set<const TestResult*> complained_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<Rerun> run_again(const StoredSession& session, const std::vector<std::string>& tests,
                        const std::function<void(const std::string&)>& tell) {
  const auto scratch = ScratchSession::create();
  if (!scratch) {
    return scratch.error();
  }
  const auto folder = scratch->folder();
  Confirmation confirmation(session, folder);
  const auto chosen = confirmation.chosen(tests);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    tell(fmt::format("running again: {} ({} of {})", name_of(*chosen[i]), i + 1, chosen.size()));
    confirmation.run(*chosen[i], executable_path());
  }
  auto reader = session::SessionReader::open(folder);
  if (!reader) {
    return reader.error();
  }
  if (const auto polled = reader->poll(); !polled) {
    return polled.error();
  }
  auto result = reader->result();
  confirmation.look_for_silence(chosen, result);
  auto keys = confirmation.keys_in_session(result);
  return Rerun{std::move(result), std::move(keys), confirmation.take_problems()};
}

}  // namespace testtracker::cli
