#include "cli/load_settings.hpp"

#include "recorder/project_directory.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace testtracker::cli {
namespace {

std::optional<std::string> own_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// Wrong settings are wrong usage, wherever they stand.
Result<settings::Settings> as_usage_error(Result<settings::Settings> loaded) {
  if (!loaded && loaded.error().code == ErrorCode::bad_format) {
    return Error{ErrorCode::invalid_argument, loaded.error().message};
  }
  return loaded;
}

}  // namespace

std::string project_directory(const std::string& directory) {
  std::error_code failed;
  const auto path = std::filesystem::canonical(directory, failed);
  return failed ? directory : recorder::project_directory_of(path.string());
}

Result<settings::Settings> load_settings(const std::string& directory,
                                         const CommonOptions& common) {
  return as_usage_error(
      settings::Settings::load(project_directory(directory), own_variable, common.flags));
}

Result<settings::Settings> load_settings(const spool::SessionInfo& session,
                                         const CommonOptions& common) {
  const auto recorded_or_own = [&session](const std::string& name) {
    for (const auto& [recorded, value] : session.environment) {
      if (recorded == name) {
        return std::optional<std::string>(value);
      }
    }
    return own_variable(name);
  };
  return as_usage_error(
      settings::Settings::load(session.project_directory, recorded_or_own, common.flags));
}

}  // namespace testtracker::cli
