#include "cli/deploy/deployment_place.hpp"

#include "base/process.hpp"
#include "cli/complain.hpp"
#include "context/machine.hpp"
#include "databricks/connect.hpp"
#include "databricks/workspace_target.hpp"
#include "deploy/local_target.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "login/config_file.hpp"
#include "spool/session_folder.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <unistd.h>

namespace testtracker::cli {
namespace {

namespace fs = std::filesystem;

std::string absolute(const std::string& path) {
  std::error_code ignored;
  return fs::absolute(path, ignored).lexically_normal().string();
}

/// Where the base came from, and what it is, as the beginning of a complaint.
std::string base_in_words(const settings::Value& base) {
  return base.source + (base.origin == settings::Origin::file ? ": deploy.base " : " ") + base.text;
}

Result<std::string> local_base(const settings::Settings& settings, const std::string& project) {
  const settings::Value& given = settings.get("deploy.base");
  if (given.text.empty()) {
    return project + "/.testtracker/deployments";
  }
  const bool is_of_file = given.origin == settings::Origin::file;
  const fs::path begin = is_of_file ? fs::path(settings.file()).parent_path() : fs::path();
  fs::path base = absolute(begin / given.text);
  base = base.has_filename() ? base : base.parent_path();
  // Whether files can be written there, only an attempt tells.
  std::error_code error;
  fs::create_directories(base, error);
  if (!error && ::access(base.c_str(), W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (error) {
    return Error{ErrorCode::invalid_argument,
                 base_in_words(given) + ": versions cannot lie there: " + error.message() +
                     "; name a folder of yours, such as --workspace /srv/deployments"};
  }
  return base.string();
}

Result<DeploymentPlace> local_place(const settings::Settings& settings,
                                    const std::string& project) {
  const auto given_base = local_base(settings, project);
  if (!given_base) {
    return given_base.error();
  }
  const std::string& base = *given_base;
  const std::string path = settings.is_set("deploy.ledger")
                               ? absolute(settings.text("deploy.ledger"))
                               : base + "/.ledger.db";
  DeploymentPlace place;
  place.target = deploy::make_local_target(base);
  place.open_ledger = [path] {
    ledger::SqliteLedgerOptions options;
    options.path = path;
    return ledger::open_sqlite_ledger(options);
  };
  place.identity = "local " + base + " " + path;
  place.engine = "local";
  return place;
}

std::string text_or(const settings::Settings& settings, const std::string& name,
                    const std::string& otherwise) {
  return settings.is_set(name) ? settings.text(name) : otherwise;
}

databricks::WorkspaceTargetOptions target_options(const settings::Settings& settings) {
  databricks::WorkspaceTargetOptions options;
  options.base = text_or(settings, "deploy.base", "/Shared/testtracker");
  options.artefacts = settings.text("deploy.databricks.artefacts");
  options.calls.connections =
      static_cast<std::size_t>(settings.integer("deploy.databricks.connections"));
  options.calls.requests_per_second = settings.number("deploy.databricks.requests_per_second");
  return options;
}

Result<DeploymentPlace> databricks_place(const settings::Settings& settings) {
  const settings::Value& base = settings.get("deploy.base");
  if (!base.text.empty() && base.text.front() != '/') {
    return Error{ErrorCode::invalid_argument,
                 base_in_words(base) +
                     ": a folder of a workspace is named from its root; name one, such as "
                     "--workspace /Shared/" +
                     base.text};
  }
  const char* const home = std::getenv("HOME");
  const auto credentials =
      login::finalize(databricks::credential_options(settings, home == nullptr ? "" : home));
  if (!credentials) {
    return credentials.error();
  }
  for (const std::string& warning : credentials->warnings) {
    complain(warning);
  }
  databricks::DeltaLedgerOptions ledger;
  ledger.warehouse_id = settings.text("deploy.databricks.warehouse_id");
  ledger.name = settings.text("deploy.databricks.ledger");
  const auto final_ledger = databricks::DeltaLedger::finalize(ledger);
  if (!final_ledger) {
    return final_ledger.error();
  }
  const databricks::WorkspaceTargetOptions options = target_options(settings);
  auto target = databricks::WorkspaceTarget::create(*credentials, options);
  if (!target) {
    return target.error();
  }
  DeploymentPlace place;
  place.target = *std::move(target);
  place.open_ledger = [credentials = *credentials, final_ledger = *final_ledger] {
    return databricks::connect_delta_ledger(credentials, final_ledger);
  };
  place.identity = "databricks " + credentials->host + " " + options.base + " " + ledger.name;
  place.engine = "databricks";
  place.write_credentials = [credentials = *credentials](const std::string& path) {
    return login::write_config_file(credentials, path);
  };
  place.secrets = login::secrets_of(*credentials);
  return place;
}

}  // namespace

Result<DeploymentPlace> deployment_place(const settings::Settings& settings,
                                         const std::string& project) {
  if (settings.text("deploy.target") == "local") {
    return local_place(settings, project);
  }
  return databricks_place(settings);
}

Result<std::string> work_root(const settings::Settings& settings) {
  if (settings.is_set("deploy.work")) {
    return absolute(settings.text("deploy.work"));
  }
  auto spool = spool::spool_path();
  return spool ? *spool + "/deployments" : spool;
}

Result<std::string> mirror_cache(const settings::Settings& settings) {
  if (settings.is_set("deploy.cache")) {
    return absolute(settings.text("deploy.cache"));
  }
  // The XDG Base Directory Specification: relative paths are to be ignored.
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') {
    return std::string(cache) + "/testtracker/git";
  }
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    return Error{ErrorCode::not_found,
                 "find a place for mirrors of repositories: neither XDG_CACHE_HOME nor HOME is "
                 "set; set TESTTRACKER_DEPLOY_CACHE"};
  }
  return std::string(home) + "/.cache/testtracker/git";
}

std::string deployer_name() {
  return context::user_name() + "@" + host_name();
}

}  // namespace testtracker::cli
