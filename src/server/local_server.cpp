#include "server/local_server.hpp"

#include "base/process.hpp"
#include "server/free_port.hpp"
#include "server/mlflow_program.hpp"
#include "server/server_lock.hpp"
#include "server/server_processes.hpp"
#include "spool/replace_file.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include <unistd.h>

namespace testtracker::server {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds k_pause{100};
constexpr std::chrono::seconds k_health_patience{2};
constexpr std::chrono::seconds k_time_to_end{10};  // MLflow needs about 5 s
constexpr std::chrono::seconds k_time_to_die{5};
constexpr int k_attempts = 3;  // another process may take the port between choice and bind

bool is_alive(const LocalServer& server) {
  return server.boot_id == boot_id() && is_process_alive(server.pid, server.start_ticks);
}

std::string get(http::HttpClient& http, const std::string& url) {
  http::Request request;
  request.url = url;
  const auto response = http.send(request, Clock::now() + k_health_patience);
  return response && response->status == 200 ? response->body : std::string();
}

bool is_healthy(http::HttpClient& http, const LocalServer& server) {
  return !get(http, server.url + "/health").empty();
}

// The last lines of the log from `begin` on: why a server did not start stands there.
std::string last_words(const ServerFolder& folder, std::uintmax_t begin) {
  constexpr std::size_t k_most = 600;
  std::ifstream log(folder.log(), std::ios::binary);
  log.seekg(static_cast<std::streamoff>(begin));
  std::string text{std::istreambuf_iterator<char>(log), {}};
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  if (text.size() > k_most) {
    text.erase(0, text.find('\n', text.size() - k_most) + 1);
  }
  return text;
}

std::uintmax_t size_of(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(path, failed);
  return failed ? 0 : size;
}

// Waits for the end of all processes; those that are left are returned.
std::vector<ServerProcess> wait_for_end(const std::string& project, Clock::duration patience) {
  const auto deadline = Clock::now() + patience;
  auto left = processes_of(project);
  while (!left.empty() && Clock::now() < deadline) {
    std::this_thread::sleep_for(k_pause);
    left = processes_of(project);
  }
  return left;
}

// Also cleans up behind a starter that was killed before it could write server.json.
Result<Stopped> end_processes(const ServerFolder& folder) {
  auto left = processes_of(folder.project());
  const Stopped outcome = left.empty() ? Stopped::none_was_running : Stopped::stopped;
  signal_all(left, SIGTERM);
  left = left.empty() ? left : wait_for_end(folder.project(), k_time_to_end);
  signal_all(left, SIGKILL);
  left = left.empty() ? left : wait_for_end(folder.project(), k_time_to_die);
  if (!left.empty()) {
    return Error{ErrorCode::io, "stop the server of " + folder.project() + ": process " +
                                    std::to_string(left.front().pid) + " does not end"};
  }
  ::unlink(folder.file().c_str());
  return outcome;
}

// One call of `start`, with the lock held.
class Starter {
 public:
  Starter(ServerFolder folder, const StartOptions& options, http::HttpClient& http)
      : folder_(std::move(folder)), options_(options), http_(http) {}

  Result<LocalServer> run() {
    if (auto known = read_server_file(folder_); known && is_alive(*known)) {
      return wait_until_healthy(*known, 0) == Health::good ? Result<LocalServer>(*known)
                                                           : silent(*known);
    }
    if (auto ended = end_processes(folder_); !ended) {
      return ended.error();
    }
    auto mlflow = find_mlflow(options_.mlflow);
    if (!mlflow) {
      return mlflow.error();
    }
    for (int attempt = 0; attempt < k_attempts; ++attempt) {
      auto server = launch(*mlflow);
      if (server || !is_port_taken_) {
        return server;
      }
    }
    return Error{ErrorCode::unreachable, "start " + *mlflow + ": other programs took every port " +
                                             "that was chosen; try again"};
  }

 private:
  enum class Health { good, ended, late };

  Result<LocalServer> launch(const std::string& mlflow) {
    const std::uint16_t port = choose_port(folder_.port());
    const std::uintmax_t log_begin = size_of(folder_.log());
    auto pid = start_detached(server_command(folder_, mlflow, port), ExecCheck::wait);
    if (!pid) {
      return pid.error();
    }
    LocalServer server;
    server.project = folder_.project();
    server.url = "http://127.0.0.1:" + std::to_string(port);
    server.pid = *pid;
    server.boot_id = boot_id();
    server.mlflow = mlflow;
    server.started = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    if (const auto stat = read_process_stat(*pid)) {
      server.start_ticks = stat->start_ticks;
    }
    const Health health = wait_until_healthy(server, port);
    if (health != Health::good) {
      is_port_taken_ = health == Health::ended && !is_port_free(port);
      auto failure = failed(server, health, log_begin);
      static_cast<void>(end_processes(folder_));  // the failure to start is what matters
      return failure;
    }
    server.version = get(http_, server.url + "/version");
    if (auto written = write_server_file(folder_, server); !written) {
      static_cast<void>(end_processes(folder_));
      return written.error();
    }
    static_cast<void>(spool::replace_file(folder_.port(), std::to_string(port)));
    return server;
  }

  // With a port, it is also made sure that the answer comes from our processes.
  Health wait_until_healthy(const LocalServer& server, std::uint16_t port) {
    const auto begin = Clock::now();
    while (Clock::now() - begin < options_.patience) {
      if (is_healthy(http_, server) &&
          (port == 0 || listens_on(processes_of(folder_.project()), port))) {
        return Health::good;
      }
      if (!is_alive(server)) {
        return Health::ended;
      }
      if (options_.on_wait) {
        options_.on_wait(
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin));
      }
      std::this_thread::sleep_for(k_pause);
    }
    return Health::late;
  }

  Error failed(const LocalServer& server, Health health, std::uintmax_t log_begin) const {
    const std::string words = last_words(folder_, log_begin);
    const std::string what =
        health == Health::ended
            ? " ended before it answered"
            : " did not answer within " + std::to_string(options_.patience.count()) + " s";
    return {ErrorCode::unreachable, "start " + server.mlflow + ": it" + what + "; its log is " +
                                        folder_.log() + (words.empty() ? "" : ":\n" + words)};
  }

  static Error silent(const LocalServer& server) {
    return {ErrorCode::unreachable, "the local MLflow at " + server.url + " (process " +
                                        std::to_string(server.pid) +
                                        ") does not answer; type: testtracker server stop"};
  }

  ServerFolder folder_;
  const StartOptions& options_;
  http::HttpClient& http_;
  bool is_port_taken_ = false;
};

}  // namespace

std::optional<LocalServer> find_running(const std::string& directory, http::HttpClient& http) {
  std::error_code failed;
  fs::path folder = fs::canonical(directory, failed);
  while (!failed && !folder.empty()) {
    auto server = read_server_file(ServerFolder(folder.string()));
    if (server && is_alive(*server) && is_healthy(http, *server)) {
      return *std::move(server);
    }
    if (folder == folder.parent_path()) {
      break;
    }
    folder = folder.parent_path();
  }
  return std::nullopt;
}

bool is_starting(const std::string& directory) {
  return ServerLock::is_held(project_of(directory));
}

Result<LocalServer> start(const std::string& directory, const StartOptions& options,
                          http::HttpClient& http) {
  if (auto running = find_running(directory, http)) {
    return *std::move(running);
  }
  const ServerFolder folder = project_of(directory);
  if (auto created = folder.create(); !created) {
    return created.error();
  }
  auto lock = ServerLock::take(folder, options.patience, options.on_wait);
  if (!lock) {
    return lock.error();
  }
  return Starter(folder, options, http).run();
}

Result<Stopped> stop(const std::string& directory) {
  const ServerFolder folder = project_of(directory);
  std::error_code failed;
  if (!fs::exists(folder.path(), failed)) {
    return Stopped::none_was_running;
  }
  auto lock = ServerLock::take(folder, k_time_to_end, nullptr);
  if (!lock) {
    return lock.error();
  }
  return end_processes(folder);
}

}  // namespace testtracker::server
