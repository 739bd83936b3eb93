#include "recorder/process_facts.hpp"

#include "base/unique_fd.hpp"
#include "recorder/chosen_environment.hpp"

#include <climits>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace testtracker::recorder {
namespace {

constexpr std::string_view k_mask = "****";

// Not a stream: the first one of a program costs more than all else that its start adds.
std::string read_proc_file(const std::string& path) {
  std::string text;
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> buffer;
  for (ssize_t size = 1; fd && size > 0;) {
    size = ::read(fd.get(), buffer.data(), buffer.size());
    text.append(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  return text;
}

std::string user_name() {
  for (const char* const name : {"USER", "LOGNAME"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return value;
    }
  }
  return std::to_string(::geteuid());  // getpwuid may load libraries of the name service
}

}  // namespace

void mask_secrets(std::vector<std::string>& arguments) {
  bool is_value_secret = false;
  for (std::string& argument : arguments) {
    const bool is_option = argument.compare(0, 1, "-") == 0;
    if (std::exchange(is_value_secret, false) && !is_option) {
      argument = k_mask;
      continue;
    }
    const std::size_t equals = argument.find('=');
    const std::string_view name = std::string_view(argument).substr(0, equals);
    const std::string_view value =
        equals == std::string::npos ? "" : std::string_view(argument).substr(equals + 1);
    if (!looks_secret(is_option ? name : "", is_option ? value : argument)) {
      continue;
    }
    if (equals != std::string::npos) {
      argument.resize(equals + 1);
      argument += k_mask;
    } else if (is_option) {
      is_value_secret = true;
    } else {
      argument = k_mask;
    }
  }
}

std::vector<std::string> command_line_of(std::int64_t pid) {
  const std::string text = read_proc_file("/proc/" + std::to_string(pid) + "/cmdline");
  std::vector<std::string> arguments;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\0', from), text.size());
    arguments.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  mask_secrets(arguments);
  return arguments;
}

std::string working_directory_of(std::int64_t pid) {
  std::array<char, PATH_MAX> path;
  const ssize_t size =
      ::readlink(("/proc/" + std::to_string(pid) + "/cwd").c_str(), path.data(), path.size());
  return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

std::string process_id(const ProcessStat& process) {
  std::string host = host_name();
  for (char& byte : host) {
    const bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= '0' && byte <= '9') || byte == '-' || byte == '.';
    byte = is_plain ? byte : '_';
  }
  return host + "-" + std::to_string(process.pid) + "-" + std::to_string(process.start_ticks);
}

ProgramStarted describe_process(const ProcessStat& self, const ProgramDescription& description) {
  ProgramStarted start;
  start.process = process_id(self);
  if (const char* const parent = std::getenv("TESTTRACKER_PROCESS")) {
    start.parent_process = parent;
  }
  if (const char* const entry = std::getenv("TESTTRACKER_ENTRY")) {
    start.entry = entry;
    const char* const pid = std::getenv("TESTTRACKER_ENTRY_PID");
    start.entry_pid = pid == nullptr ? 0 : std::strtoll(pid, nullptr, 10);
  }
  start.kind = "test_program";
  start.pid = self.pid;
  start.parent_pid = self.parent_pid;
  start.start_ticks = self.start_ticks;
  start.boot_id = boot_id();
  start.pid_namespace = pid_namespace();
  start.host = host_name();
  start.user = user_name();
  start.executable = executable_path();
  start.program = start.executable.substr(start.executable.rfind('/') + 1);
  start.arguments = command_line_of(self.pid);
  if (!start.arguments.empty()) {
    start.arguments.erase(start.arguments.begin());
  }
  start.working_directory = working_directory_of(self.pid);
  start.wall_time = std::chrono::system_clock::now().time_since_epoch();
  start.framework = description.framework;
  start.framework_version = description.framework_version;
  start.compiler = description.compiler;
  start.build_type = description.build_type;
  start.shard_index = description.shard_index;
  start.shard_total = description.shard_total;
  start.environment = test_environment();
  return start;
}

}  // namespace testtracker::recorder
