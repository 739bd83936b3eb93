#include "base/unique_fd.hpp"
#include "cli/doctor/doctor_check.hpp"
#include "process/child_process.hpp"
#include "server/mlflow_program.hpp"
#include "spool/session_folder.hpp"
#include "spool/session_info_reader.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t k_little_space_bytes = 200U * 1024U * 1024U;

Check good(std::string name, std::string text) {
  return {std::move(name), Check::State::good, std::move(text), {}};
}

Check check_settings_file(const settings::Settings& settings) {
  return good("settings", settings.file().empty() ? "no testtracker.toml; defaults and environment"
                                                  : settings.file());
}

// Why nothing can be written into the folder, empty when it can.
std::string why_not_writable(const std::string& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) {
    return failed.message();
  }
  const std::string probe = folder + "/.probe-" + std::to_string(::getpid());
  const UniqueFd fd(::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const int error_number = errno;
  ::unlink(probe.c_str());
  return fd ? std::string() : std::string(std::strerror(error_number));
}

Check check_spool() {
  const auto path = spool::spool_path();
  if (!path) {
    return {"spool", Check::State::problem, path.error().message, "set TESTTRACKER_SPOOL"};
  }
  if (const std::string why = why_not_writable(*path); !why.empty()) {
    return {"spool", Check::State::problem, *path + " cannot be written: " + why,
            "set TESTTRACKER_SPOOL to a folder of yours"};
  }
  std::error_code failed;
  const auto space = fs::space(*path, failed);
  const std::string text = fmt::format("{}, {} MB free", *path, space.available / (1024U * 1024U));
  if (!failed && space.available < k_little_space_bytes) {
    return {"spool", Check::State::problem, text,
            "free some space, or set TESTTRACKER_SPOOL to a folder on another disk"};
  }
  return good("spool", text);
}

// Somebody delivers it, or it still runs.
bool is_being_worked_on(const spool::SessionFolder& folder) {
  const UniqueFd lock(::open(folder.lock_path().c_str(), O_RDONLY | O_CLOEXEC));
  if (lock && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0) {
    return true;
  }
  const auto info = spool::read_session_info(folder);
  return info && spool::is_owner_alive(*info);
}

Check check_waiting_sessions() {
  const auto sessions = spool::sessions_path();
  std::size_t count = 0;
  fs::file_time_type oldest = fs::file_time_type::max();
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(sessions ? *sessions : std::string(), failed)) {
    const spool::SessionFolder folder(entry.path().string());
    std::error_code gone;
    if (!fs::exists(folder.delivered_path(), gone) && !is_being_worked_on(folder)) {
      ++count;
      oldest = std::min(oldest, fs::last_write_time(entry.path(), gone));
    }
  }
  if (count == 0) {
    return good("sessions", "all are delivered");
  }
  const auto age = fs::file_time_type::clock::now() - oldest;
  return {"sessions", Check::State::problem,
          fmt::format("{} wait{} for delivery, the oldest for {} h", count, count == 1 ? "s" : "",
                      std::chrono::duration_cast<std::chrono::hours>(age).count()),
          "type: testtracker upload --all"};
}

Check check_git() {
  process::Command command;
  command.arguments = {"git", "--version"};
  command.output.kind = process::Stream::Kind::capture;
  command.error.kind = process::Stream::Kind::nothing;
  process::Patience patience;
  patience.timeout = std::chrono::seconds(5);
  const auto exit = process::run(command, patience);
  if (!exit || !exit->succeeded()) {
    return {"git", Check::State::notice, "there is no git: commit and branch stay unknown",
            "install git, or give --commit, --branch and --build"};
  }
  return good("git", exit->output.substr(0, exit->output.find('\n')));
}

Check check_mlflow(const settings::Settings& settings) {
  const auto found = server::find_mlflow(settings.text("server.mlflow"));
  if (found) {
    return good("mlflow", *found);
  }
  // Nobody needs it where there is a server.
  const bool is_needed = !settings.is_set("tracking_uri");
  return {"mlflow", is_needed ? Check::State::notice : Check::State::good,
          "no local server can be started", is_needed ? found.error().message : ""};
}

}  // namespace

std::vector<Check> check_machine(const settings::Settings& settings) {
  return {check_settings_file(settings), check_spool(), check_waiting_sessions(), check_git(),
          check_mlflow(settings)};
}

}  // namespace testtracker::cli
