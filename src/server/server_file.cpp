#include "server/server_file.hpp"

#include "spool/replace_file.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace testtracker::server {
namespace {

namespace fs = std::filesystem;

// The nearest folder from `start` upwards that has an entry of that name, empty = none.
std::string nearest_with(const fs::path& start, const char* name) {
  std::error_code ignored;
  for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
    if (fs::exists(folder / name, ignored)) {
      return folder.string();
    }
    if (folder == folder.parent_path()) {
      break;
    }
  }
  return {};
}

}  // namespace

Result<void> ServerFolder::create() const {
  const std::string folder = path();
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
    return Error{ErrorCode::io, "create " + folder + ": " + std::strerror(errno)};
  }
  const std::string ignore = folder + "/.gitignore";
  std::error_code ignored;
  if (fs::exists(ignore, ignored)) {
    return {};
  }
  return spool::replace_file(ignore, "*\n");
}

ServerFolder project_of(const std::string& directory) {
  std::error_code failed;
  fs::path start = fs::canonical(directory, failed);
  if (failed) {
    start = fs::absolute(directory, failed).lexically_normal();
  }
  for (const char* const name : {".testtracker", "testtracker.toml", ".git"}) {
    if (const std::string found = nearest_with(start, name); !found.empty()) {
      return ServerFolder(found);
    }
  }
  return ServerFolder(start.string());
}

Result<LocalServer> read_server_file(const ServerFolder& folder) {
  std::ifstream file(folder.file(), std::ios::binary);
  if (!file) {
    return Error{ErrorCode::not_found, "there is no " + folder.file()};
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  try {
    LocalServer server;
    server.project = folder.project();
    server.url = json.at("url").get<std::string>();
    server.pid = json.at("pid").get<std::int64_t>();
    server.start_ticks = json.at("start_ticks").get<std::uint64_t>();
    server.boot_id = json.at("boot_id").get<std::string>();
    server.version = json.at("version").get<std::string>();
    server.mlflow = json.at("mlflow").get<std::string>();
    server.started = std::chrono::seconds(json.at("started").get<std::int64_t>());
    return server;
  } catch (const nlohmann::json::exception&) {
    return Error{ErrorCode::bad_format, folder.file() + " does not describe a server; remove it"};
  }
}

Result<void> write_server_file(const ServerFolder& folder, const LocalServer& server) {
  const nlohmann::ordered_json json = {{"url", server.url},
                                       {"pid", server.pid},
                                       {"start_ticks", server.start_ticks},
                                       {"boot_id", server.boot_id},
                                       {"version", server.version},
                                       {"mlflow", server.mlflow},
                                       {"log", folder.log()},
                                       {"started", server.started.count()}};
  return spool::replace_file(
      folder.file(), json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace testtracker::server
