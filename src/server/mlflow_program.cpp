#include "server/mlflow_program.hpp"

#include "base/program_path.hpp"
#include "server/server_processes.hpp"

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace testtracker::server {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string absolute(const std::string& path) {
  std::error_code failed;
  const fs::path result = fs::absolute(path, failed);
  return failed ? path : result.lexically_normal().string();
}

Result<std::string> find_given(const std::string& setting) {
  for (const std::string& candidate : {setting, setting + "/bin/mlflow"}) {
    if (is_executable_file(candidate)) {
      return absolute(candidate);
    }
  }
  if (setting.find('/') == std::string::npos) {
    if (auto found = find_program(setting, variable("PATH"))) {
      return absolute(*found);
    }
  }
  return Error{ErrorCode::not_found,
               "the setting server.mlflow names '" + setting +
                   "', which is neither a program nor an environment with bin/mlflow in it"};
}

// A link such as ~/.local/bin/mlflow leads to the folder that holds the workers' programs too.
std::string search_path_for(const std::string& mlflow) {
  std::error_code failed;
  const fs::path real = fs::canonical(mlflow, failed);
  std::string path = fs::path(mlflow).parent_path().string();
  if (!failed && real.parent_path() != fs::path(path)) {
    path += ":" + real.parent_path().string();
  }
  const std::string inherited = variable("PATH");
  return inherited.empty() ? path : path + ":" + inherited;
}

bool is_for_server(std::string_view entry) {
  for (const std::string_view prefix : {"MLFLOW_", "_MLFLOW_", "TESTTRACKER", "PATH="}) {
    if (entry.substr(0, prefix.size()) == prefix) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<std::string> find_mlflow(const std::string& setting) {
  if (!setting.empty()) {
    return find_given(setting);
  }
  if (auto found = find_program("mlflow", variable("PATH"))) {
    return absolute(*found);
  }
  const std::string environment = variable("VIRTUAL_ENV");
  if (!environment.empty() && is_executable_file(environment + "/bin/mlflow")) {
    return environment + "/bin/mlflow";
  }
  return Error{ErrorCode::not_found,
               "there is no program 'mlflow' in PATH; type: pip install mlflow, or set "
               "TESTTRACKER_SERVER_MLFLOW to one, or MLFLOW_TRACKING_URI to a server"};
}

DetachedCommand server_command(const ServerFolder& folder, const std::string& mlflow,
                               std::uint16_t port) {
  DetachedCommand command;
  command.program = mlflow;
  // Paths are relative to the folder: no character in its name can upset SQLAlchemy's URLs, and the
  // project may be moved.
  command.arguments = {mlflow,
                       "server",
                       "--workers",
                       "1",
                       "--host",
                       "127.0.0.1",
                       "--port",
                       std::to_string(port),
                       "--backend-store-uri",
                       "sqlite:///mlflow.db",
                       "--artifacts-destination",
                       "artifacts"};
  command.directory = folder.path();
  command.log_path = folder.log();
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (is_for_server(*entry)) {
      command.environment.emplace_back(*entry);
    }
  }
  command.environment.push_back("PATH=" + search_path_for(mlflow));
  command.environment.emplace_back("MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false");
  command.environment.push_back(std::string(k_marker_variable) + "=" + folder.project());
  return command;
}

}  // namespace testtracker::server
