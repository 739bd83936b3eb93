#include "support/fake_mlflow/helper_program.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::test {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      std::perror("pipe2");
      std::abort();
    }
    reading.reset(ends[0]);
    writing.reset(ends[1]);
  }
  UniqueFd reading;
  UniqueFd writing;
};

pid_t spawn(std::vector<std::string>& command, int input, int output) {
  std::vector<char*> arguments;
  for (std::string& argument : command) {
    arguments.push_back(argument.data());
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t pid = -1;
  const int failed =
      ::posix_spawnp(&pid, arguments.front(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? pid : -1;
}

std::string read_line(int descriptor) {
  std::string line;
  char letter = 0;
  while (::read(descriptor, &letter, 1) == 1 && letter != '\n') {
    line += letter;
  }
  return letter == '\n' ? line : std::string();
}

}  // namespace

HelperProgram::HelperProgram(std::vector<std::string> command) {
  Pipe input;
  Pipe output;
  pid_ = spawn(command, input.reading.get(), output.writing.get());
  output.writing.reset();
  input_ = std::move(input.writing);
  first_line_ = pid_ > 0 ? read_line(output.reading.get()) : std::string();
  if (first_line_.empty()) {
    std::fprintf(stderr, "%s does not start\n", command.back().c_str());
    std::abort();
  }
}

HelperProgram::~HelperProgram() {
  input_.reset();
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace testtracker::test
