#include "cli/run/catch2_lists.hpp"

#include "process/child_process.hpp"
#include "sources/line_splitter.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string_view>
#include <utility>

namespace testtracker::cli {
namespace {

constexpr auto k_timeout = std::chrono::seconds(10);
constexpr std::size_t k_most_bytes = 64 * 1024 * 1024;

// `#name` is put into quotes, and `-v high` adds the place behind a tab.
std::string name_in(std::string_view line) {
  line = line.substr(0, line.find("\t@"));
  const bool is_quoted = line.size() > 2 && line.substr(0, 2) == "\"#" && line.back() == '"';
  return std::string(is_quoted ? line.substr(1, line.size() - 2) : line);
}

/// One question, answered in lines. Catch2's exit code is then the number of names.
class Question {
 public:
  using Lines = std::vector<std::string>;

  std::optional<Lines> ask(std::vector<std::string> arguments) {
    process::Command command;
    command.arguments = std::move(arguments);
    command.environment = {{"TESTTRACKER", "off"}};
    command.input.kind = command.error.kind = process::Stream::Kind::nothing;
    command.output.kind = process::Stream::Kind::relay;
    command.output.on_bytes = [this](std::string_view bytes) { take(bytes); };
    command.own_group = true;
    auto child = process::ChildProcess::start(command);
    if (!child) {
      return std::nullopt;
    }
    child_ = &*child;
    const auto exit = child->wait({k_timeout, std::chrono::seconds(0)});
    splitter_.finish();
    // It may die behind its answer; a list that was cut does not agree with the totals.
    return !exit.timed_out && !runs_tests_ ? std::make_optional(std::move(lines_)) : std::nullopt;
  }

 private:
  void take(std::string_view bytes) {
    size_ += bytes.size();
    splitter_.feed(bytes);
    if (runs_tests_ || size_ > k_most_bytes) {
      runs_tests_ = true;
      child_->send_signal(SIGKILL);
    }
  }

  // Catch2 introduces itself when a test fails, and sums up when some ran.
  void read_line(std::string_view line) {
    runs_tests_ = runs_tests_ || line.find(" is a Catch v") != std::string_view::npos ||
                  line.rfind("All tests passed (", 0) == 0 || line.rfind("test cases:", 0) == 0;
    lines_.emplace_back(line);
  }

  const process::ChildProcess* child_ = nullptr;
  std::size_t size_ = 0;
  bool runs_tests_ = false;
  Lines lines_;
  sources::LineSplitter splitter_{[this](std::string_view line) { read_line(line); }};
};

// A project may have built in another reporter (CATCH_CONFIG_DEFAULT_REPORTER), or a `main` that
// does not hand its arguments to Catch2: such a one is not asked for more.
bool answers_in_console(const std::string& program) {
  const auto lines = Question().ask({program, "testtracker asks for no test"});
  return lines && std::find(lines->begin(), lines->end(), "No tests ran") != lines->end() &&
         std::any_of(lines->begin(), lines->end(), [](const std::string& line) {
           return line.rfind("====================", 0) == 0;
         });
}

std::vector<std::string> names_of(std::vector<std::string> command) {
  command.emplace_back("--list-test-names-only");
  std::vector<std::string> names;
  if (const auto lines = Question().ask(std::move(command))) {
    for (const auto& line : *lines) {
      if (!line.empty()) {
        names.push_back(name_in(line));
      }
    }
  }
  return names;
}

std::set<std::string> names_tagged(const std::string& program, const std::string& tags) {
  const auto names = names_of({program, tags});
  return {names.begin(), names.end()};
}

}  // namespace

std::optional<sources::Catch2Lists> ask_for_catch2_lists(const std::vector<std::string>& command) {
  const auto& program = command.front();
  sources::Catch2Lists lists;
  if (answers_in_console(program)) {
    lists.chosen = names_of(command);
  }
  if (lists.chosen.empty()) {
    return std::nullopt;
  }
  if (!names_tagged(program, "[!mayfail],[!shouldfail]").empty()) {
    lists.may_fail = names_tagged(program, "[!mayfail]");
    lists.should_fail = names_tagged(program, "[!shouldfail]");
  }
  // `--rng-seed time` shuffles the list in another way than the tests.
  lists.is_ordered = std::none_of(command.begin(), command.end(), [](const std::string& argument) {
    return argument == "time" || argument == "--rng-seed=time";
  });
  return lists;
}

}  // namespace testtracker::cli
