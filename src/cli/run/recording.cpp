#include "cli/run/recording.hpp"

#include "base/process.hpp"
#include "cli/exit_codes.hpp"
#include "cli/flag_variables.hpp"
#include "cli/load_settings.hpp"
#include "cli/run/run_summary.hpp"
#include "recorder/uploader_start.hpp"
#include "server/local_server.hpp"

#include <chrono>
#include <cstdlib>
#include <utility>

#include <sys/stat.h>

namespace testtracker::cli {
namespace {

constexpr std::chrono::seconds k_usual_wait{10};
constexpr std::chrono::seconds k_required_wait{600};

std::optional<std::string> variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::chrono::milliseconds in_milliseconds(const DeliveryPatience& patience) {
  if (patience.wait_s >= 0) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(patience.wait_s * 1000));
  }
  return patience.is_upload_required ? k_required_wait : k_usual_wait;
}

}  // namespace

Result<Recording> begin_recording(const CommonOptions& common) {
  auto settings = load_settings(".", common);
  if (!settings) {
    return settings.error();
  }
  Recording recording;
  recording.settings = *std::move(settings);
  recording.is_upload_required = recording.settings.boolean("require_upload");
  for (const auto& [name, value] : flag_variables(common, variable)) {
    recording.former_environment.emplace_back(name, variable(name));
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  const auto word = variable("TESTTRACKER");
  recording.is_switched_off = word == "off" || word == "OFF" || word == "0";
  return recording;
}

Uploader start_session_uploader(const spool::SessionFolder& folder, std::string& log_path) {
  Uploader uploader;
  const auto spool = spool::spool_path();
  const std::string program = recorder::find_uploader(executable_path());
  if (!spool || program.empty()) {
    return uploader;
  }
  const std::string logs = *spool + "/logs";
  ::mkdir(logs.c_str(), 0700);
  log_path = logs + "/" + folder.id() + ".log";
  if (auto pid = recorder::start_uploader(program, folder.path(), log_path)) {
    uploader.pid = *pid;
    if (const auto stat = read_process_stat(*pid)) {
      uploader.start_ticks = stat->start_ticks;
    }
  }
  return uploader;
}

int await_delivery_and_tell(const SessionDelivery& session, const DeliveryPatience& patience,
                            const CommonOptions& common,
                            const std::function<bool()>& is_asked_to_stop, int code) {
  RunSummary summary(session.folder, common);
  summary.print_counts();
  WaitOptions wait;
  wait.patience = in_milliseconds(patience);
  wait.is_excused = [here = project_directory(".")] { return server::is_starting(here); };
  wait.is_cancelled = is_asked_to_stop;
  wait.on_wait = [&summary](const Outcome& outcome, std::chrono::milliseconds waited) {
    summary.show_progress(outcome, waited);
  };
  const Outcome outcome = await_delivery(session.folder, session.uploader, wait);
  summary.print_outcome(outcome, session.uploader, session.log_path);
  const bool is_delivered = outcome.state == Outcome::State::delivered;
  return code == 0 && patience.is_upload_required && !is_delivered ? exit_codes::k_not_delivered
                                                                   : code;
}

}  // namespace testtracker::cli
