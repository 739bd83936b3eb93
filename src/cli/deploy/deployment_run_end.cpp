// The part of DeploymentRun that ends a change: what is told, recorded and delivered.

#include "cli/complain.hpp"
#include "cli/deploy/deployment_run.hpp"
#include "cli/exit_codes.hpp"
#include "cli/run/recording.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>

namespace testtracker::cli {

std::string DeploymentRun::last_words() const {
  if (is_active_) {
    return fmt::format("{} is at {}", environment_, deploy::short_hash(githash_));
  }
  const std::string stays = previous_.empty()
                                ? environment_ + " is not changed"
                                : environment_ + " stays at " + deploy::short_hash(previous_);
  return fmt::format("{}: {}", stays, failure_ ? failure_->message : "");
}

int DeploymentRun::end(const std::function<void()>& before_finish) {
  const bool was_stopped = signals_.has_caught_any() && !is_active_;
  if (failure_) {
    clean_up_failure();
    journal_->param("reason", failure_->message);
  }
  if (before_finish) {
    before_finish();
  }
  lease_.reset();
  work_.reset();
  journal_->attach("deploy.log", log_);
  journal_->finish(is_active_, was_stopped);
  if (common_.json) {
    print_json();
  } else if (!common_.quiet || !is_active_) {
    complain(last_words());
  }
  int code = is_active_ ? exit_codes::k_ok : exit_codes::k_failed;
  if (was_stopped) {
    code = exit_codes::k_signal_base + SIGINT;
  } else if (failure_ && failure_->code == ErrorCode::busy) {
    code = exit_codes::k_not_delivered;  // later it may be possible
  }
  const SessionDelivery session{journal_->folder(), journal_->uploader(), journal_->log_path()};
  return await_delivery_and_tell(
      session, {-1, settings_.boolean("require_upload")}, common_,
      [this, was_stopped] { return !was_stopped && signals_.has_caught_any(); }, code);
}

void DeploymentRun::print_json() const {
  using Json = nlohmann::ordered_json;
  Json steps = Json::array();
  for (const auto& step : steps_) {
    steps.push_back({{"name", step.name},
                     {"status", to_string(step.status)},
                     {"duration_s", std::chrono::duration<double>(step.duration).count()},
                     {"words", step.words}});
  }
  const Json document = {{"id", id_},
                         {"environment", environment_},
                         {"githash", githash_},
                         {"previous", previous_},
                         {"is_active", is_active_},
                         {"reason", failure_ ? failure_->message : ""},
                         {"location", place_.target->location(version())},
                         {"run_url", journal_->run_url()},
                         {"steps", steps}};
  fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
  std::fflush(stdout);
}

}  // namespace testtracker::cli
