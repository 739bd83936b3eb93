// testtracker server start, stop, status, open: the local MLflow of a project.

#include "base/detached_process.hpp"
#include "base/program_path.hpp"
#include "cli/complain.hpp"
#include "cli/delivery/wait_line.hpp"
#include "cli/exit_codes.hpp"
#include "cli/load_settings.hpp"
#include "cli/server/tracking_server.hpp"
#include "cli/verbs.hpp"
#include "http/curl_client.hpp"
#include "server/local_server.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <unistd.h>

namespace testtracker::cli {
namespace {

using server::LocalServer;

struct ServerOptions {
  std::string directory = ".";
};

std::string started_text(const LocalServer& server) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(server.started.count()));
}

nlohmann::ordered_json to_json(const LocalServer& server) {
  const server::ServerFolder folder(server.project);
  return {{"running", true},
          {"url", server.url},
          {"pid", server.pid},
          {"version", server.version},
          {"started", server.started.count()},
          {"project", server.project},
          {"database", folder.database()},
          {"log", folder.log()},
          {"mlflow", server.mlflow}};
}

void print_json(const nlohmann::ordered_json& document) {
  fmt::print("{}\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void print(const LocalServer& server, const CommonOptions& common) {
  if (common.json) {
    print_json(to_json(server));
  } else if (!common.quiet) {
    const server::ServerFolder folder(server.project);
    fmt::print("MLflow {} runs at {}\n", server.version, server.url);
    fmt::print("  project   {}\n  process   {}, since {}\n  database  {}\n  log       {}\n",
               server.project, server.pid, started_text(server), folder.database(), folder.log());
  }
}

Result<int> run_start(const ServerOptions& options, const CommonOptions& common) {
  const auto settings = load_settings(options.directory, common);
  if (!settings) {
    return settings.error();
  }
  auto http = make_local_client();
  if (!http) {
    return http.error();
  }
  WaitLine line("starting MLflow", common);
  server::StartOptions start;
  start.mlflow = settings->text("server.mlflow");
  start.on_wait = [&line](std::chrono::milliseconds waited) { line.show(waited); };
  auto started = server::start(options.directory, start, **http);
  line.clear();
  if (!started) {
    return started.error();
  }
  print(*started, common);
  if (settings->is_set("tracking_uri") && !common.quiet) {
    complain(fmt::format("sessions are not delivered there but to {}, as {} says",
                         settings->shown("tracking_uri"), settings->get("tracking_uri").source));
  }
  return exit_codes::k_ok;
}

Result<int> run_stop(const ServerOptions& options, const CommonOptions& common) {
  const auto stopped = server::stop(options.directory);
  if (!stopped) {
    return stopped.error();
  }
  const bool was_running = *stopped == server::Stopped::stopped;
  if (common.json) {
    print_json({{"stopped", was_running}});
  } else if (!common.quiet) {
    fmt::print("{}\n",
               was_running ? "The local MLflow is stopped." : "No local MLflow was running.");
  }
  return exit_codes::k_ok;
}

Result<int> run_status(const ServerOptions& options, const CommonOptions& common) {
  auto http = make_local_client();
  if (!http) {
    return http.error();
  }
  const auto running = server::find_running(options.directory, **http);
  if (running) {
    print(*running, common);
    return exit_codes::k_ok;
  }
  const std::string project = server::project_of(options.directory).project();
  if (common.json) {
    print_json({{"running", false}, {"project", project}});
  } else if (!common.quiet) {
    fmt::print("No local MLflow runs for {}; type: testtracker server start\n", project);
  }
  return exit_codes::k_failed;
}

// Nothing happens on a machine without a screen: the address was printed.
void open_in_browser(const std::string& url) {
  const bool has_screen =
      std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
  const char* const path = std::getenv("PATH");
  const auto opener = find_program("xdg-open", path == nullptr ? "" : path);
  if (!has_screen || !opener) {
    return;
  }
  DetachedCommand command;
  command.program = *opener;
  command.arguments = {*opener, url};
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    command.environment.emplace_back(*entry);
  }
  command.log_path = "/dev/null";
  if (auto started = start_detached(command, ExecCheck::wait); !started) {
    complain(started.error().message);
  }
}

Result<int> run_open(const ServerOptions& options, const CommonOptions& common) {
  const auto settings = load_settings(options.directory, common);
  if (!settings) {
    return settings.error();
  }
  const auto found = find_tracking_server(*settings, options.directory, ServerStart::never);
  if (!found) {
    return found.error();
  }
  fmt::print("{}\n", found->server.ui_url);
  std::fflush(stdout);
  open_in_browser(found->server.ui_url);
  return exit_codes::k_ok;
}

void add(Program& program, CLI::App& group, const char* name, const char* help,
         Result<int> (*run)(const ServerOptions&, const CommonOptions&)) {
  const auto options = std::make_shared<ServerOptions>();
  CLI::App& verb = program.add_verb({name, help,
                                     [options, run, &common = program.common()] {
                                       return run({project_directory(options->directory)}, common);
                                     }},
                                    &group);
  verb.add_option("--directory", options->directory,
                  "A folder of the project; otherwise the working directory")
      ->type_name("FOLDER")
      ->check(CLI::ExistingDirectory);
}

}  // namespace

void add_server(Program& program) {
  CLI::App& group = program.add_group("server", "The local MLflow of this project");
  add(program, group, "start", "Start it, if it does not run", run_start);
  add(program, group, "stop", "Stop it", run_stop);
  add(program, group, "status", "Show where it runs", run_status);
  add(program, group, "open", "Print the address of the server in use, open it in a browser",
      run_open);
}

}  // namespace testtracker::cli
