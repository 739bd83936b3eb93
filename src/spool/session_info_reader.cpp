#include "spool/session_info_reader.hpp"

#include "base/process.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

namespace testtracker::spool {
namespace {

using Json = nlohmann::json;

std::string text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <typename Integer>
Integer number(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<Integer>() : Integer{0};
}

SessionInfo from_json(const Json& object) {
  SessionInfo info;
  info.id = text(object, "id");
  if (const auto owner = object.find("owner"); owner != object.end() && owner->is_object()) {
    info.owner.kind = text(*owner, "kind");
    info.owner.pid = number<std::int64_t>(*owner, "pid");
    info.owner.start_ticks = number<std::uint64_t>(*owner, "start_ticks");
  }
  info.boot_id = text(object, "boot_id");
  info.pid_namespace = text(object, "pid_namespace");
  info.host = text(object, "host");
  info.working_directory = text(object, "working_directory");
  info.project_directory = object.contains("project_directory")
                               ? text(object, "project_directory")
                               : info.working_directory;  // an older writer
  for (const Json& argument : object.value("command", Json::array())) {
    if (argument.is_string()) {
      info.command.push_back(argument.get<std::string>());
    }
  }
  info.wall_time = std::chrono::nanoseconds(number<std::int64_t>(object, "wall_time"));
  info.git_commit = text(object, "git_commit");
  const Json environment = object.value("environment", Json::object());
  for (const auto& [name, value] : environment.items()) {
    if (value.is_string()) {
      info.environment.emplace_back(name, value.get<std::string>());
    }
  }
  return info;
}

}  // namespace

Result<SessionInfo> read_session_info(const SessionFolder& folder) {
  std::ifstream file(folder.info_path(), std::ios::binary);
  if (!file) {
    return Error{ErrorCode::not_found, "open " + folder.info_path() + ": no such file; is " +
                                           folder.path() + " the folder of a session?"};
  }
  try {
    const Json object = Json::parse(file, nullptr, /*allow_exceptions=*/false);
    if (!object.is_object() || text(object, "id").empty()) {
      return Error{ErrorCode::bad_format,
                   "read " + folder.info_path() + ": it is no description of a session"};
    }
    return from_json(object);
  } catch (const std::exception& failure) {
    return Error{ErrorCode::bad_format, "read " + folder.info_path() + ": " + failure.what()};
  }
}

bool is_owner_alive(const SessionInfo& info) {
  const bool is_visible =
      info.boot_id == boot_id() && info.pid_namespace == pid_namespace() && info.owner.pid > 0;
  return is_visible && is_process_alive(info.owner.pid, info.owner.start_ticks);
}

}  // namespace testtracker::spool
