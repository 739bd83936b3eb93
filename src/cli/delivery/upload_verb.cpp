// testtracker upload: delivers sessions to MLflow, those that wait in the spool or one that runs.

#include "cli/complain.hpp"
#include "cli/delivery/session_delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/judge/history_upkeep.hpp"
#include "cli/load_settings.hpp"
#include "cli/verbs.hpp"
#include "report/quantity_text.hpp"
#include "spool/session_folder.hpp"
#include "upload/spool_upkeep.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {
namespace {

using Json = nlohmann::ordered_json;

struct UploadOptions {
  bool follow = false;
  bool all = false;
  bool again = false;
  std::vector<std::string> sessions;  ///< folders, or ids of sessions in the spool
};

// How many older sessions one uploader delivers on its way out; the next one takes the rest.
constexpr std::size_t k_most_older_sessions = 50;

std::string_view outcome_word(DeliveryOutcome outcome) {
  switch (outcome) {
    case DeliveryOutcome::delivered:
      return "delivered";
    case DeliveryOutcome::retry_later:
      return "retry_later";
    case DeliveryOutcome::rejected:
      return "rejected";
  }
  return {};
}

Json to_json(const DeliveryReport& report) {
  return {{"session", report.session},
          {"outcome", outcome_word(report.outcome)},
          {"message", report.message},
          {"run_id", report.run_id},
          {"trend_url", report.trend_url},
          {"run_url", report.run_url},
          {"compare_url", report.compare_url},
          {"traces_url", report.traces_url},
          {"requests", report.requests},
          {"seconds", std::chrono::duration<double>(report.took).count()}};
}

void print_links(const DeliveryReport& report) {
  fmt::print("{}\n", report.session);
  for (const auto& [name, url] :
       {std::pair("trend", &report.trend_url), std::pair("run", &report.run_url),
        std::pair("compare", &report.compare_url), std::pair("traces", &report.traces_url)}) {
    if (!url->empty()) {
      fmt::print("  {:<8} {}\n", name, *url);
    }
  }
}

/// A session's folder from what was typed.
Result<spool::SessionFolder> find_session(const std::string& name) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) {
    return spool::SessionFolder(std::filesystem::canonical(name).string());
  }
  const auto sessions = spool::sessions_path();
  if (!sessions) {
    return sessions.error();
  }
  spool::SessionFolder folder(*sessions + "/" + name);
  if (name.find('/') == std::string::npos && folder.exists()) {
    return folder;
  }
  return Error{ErrorCode::not_found,
               fmt::format("there is no session {} (neither a folder nor a session in {}); "
                           "testtracker report --list shows what there is",
                           name, *sessions)};
}

/// One call of the verb.
class Upload {
 public:
  Upload(const UploadOptions& options, const CommonOptions& common)
      : options_(options), common_(common) {}

  Result<int> run() {
    auto folders = options_.all ? waiting_sessions() : named_sessions();
    if (!folders) {
      return folders.error();
    }
    for (auto& folder : *folders) {
      deliver_one(std::move(folder));
    }
    write_history();
    deliver_older();
    remove_old();
    if (common_.json) {
      fmt::print("{}\n", reports_.dump(2, ' ', false, Json::error_handler_t::replace));
    }
    return code_;
  }

 private:
  Result<std::vector<spool::SessionFolder>> named_sessions() {
    std::vector<spool::SessionFolder> folders;
    for (const auto& name : options_.sessions) {
      auto folder = find_session(name);
      if (!folder) {
        return folder.error();
      }
      folders.push_back(*std::move(folder));
    }
    return folders;
  }

  Result<std::vector<spool::SessionFolder>> waiting_sessions() {
    const auto sessions = spool::sessions_path();
    if (!sessions) {
      return sessions.error();
    }
    auto waiting = upload::undelivered_sessions(*sessions, true);
    if (waiting && waiting->empty() && !common_.quiet && !common_.json) {
      fmt::print("Everything in {} was delivered.\n", *sessions);
    }
    return waiting;
  }

  void deliver_one(spool::SessionFolder folder) {
    DeliveryRequest request{std::move(folder)};
    request.mode = options_.follow ? DeliveryMode::follow : DeliveryMode::finished;
    request.again = options_.again;
    const auto id = request.folder.id();
    const auto delivered_folder = request.folder;
    auto delivery = deliver(request, common_, [this](const auto& line) { tell(line); });
    if (delivery) {
      server_ = delivery->report.outcome == DeliveryOutcome::delivered ? delivery->server : "";
      if (!server_.empty() && delivery->report.requests > 0) {
        last_.emplace(Delivered{delivered_folder, delivery->report.run_id});
      }
      show(delivery->report);
      return;
    }
    if (options_.all && delivery.error().code == ErrorCode::busy) {
      return;  // it runs, or somebody else delivers it
    }
    DeliveryReport report;
    report.session = id;
    report.message = delivery.error().message;
    report.outcome = exit_codes::of(delivery.error().code) == exit_codes::k_usage
                         ? DeliveryOutcome::rejected
                         : DeliveryOutcome::retry_later;
    show(report, exit_codes::of(delivery.error().code));
  }

  /// After many sessions the last one's run shows them all.
  void write_history() {
    if (!last_) {
      return;
    }
    const auto written = cli::write_history(last_->folder, last_->run_id, common_);
    if (!written) {
      tell("the run is complete, but the history beside it was not written: " +
           written.error().message);
    }
  }

  void show(const DeliveryReport& report, int code = exit_codes::k_not_delivered) {
    reports_.push_back(to_json(report));
    if (report.outcome != DeliveryOutcome::delivered) {
      code_ = std::max(code_, code);
      tell_failure(report.message);
    } else if (options_.follow) {
      tell(fmt::format("delivered in {} with {} requests: {}", report::duration_text(report.took),
                       report.requests, report.run_url));
    } else if (!common_.json && !common_.quiet) {
      print_links(report);
    }
  }

  /// While following, stderr is a log file and every line has its time.
  void tell(const std::string& sentence) const {
    if (options_.follow) {
      fmt::print(stderr, "{}Z {}\n", report::iso_time(now()), sentence);
    } else if (!common_.quiet) {
      complain(sentence);
    }
  }
  void tell_failure(const std::string& sentence) const {
    options_.follow ? tell("not delivered: " + sentence) : complain(sentence);
  }
  static std::chrono::nanoseconds now() {
    return std::chrono::system_clock::now().time_since_epoch();
  }

  /// The server is there again: what waited for it goes on, unasked. Only for an uploader that was
  /// started by a session; people say what they want.
  void deliver_older() {
    const auto sessions = spool::sessions_path();
    if (!options_.follow || server_.empty() || !sessions) {
      return;
    }
    const auto waiting = upload::undelivered_sessions(*sessions, false);
    if (!waiting) {
      return;
    }
    std::size_t count = 0;
    for (const auto& folder : *waiting) {
      if (count == k_most_older_sessions) {
        return;
      }
      DeliveryRequest request{folder};
      request.only_server = server_;
      const auto delivery = deliver(request, common_, [](const auto&) {});
      if (!delivery) {
        continue;  // it runs, another process delivers it, or it belongs elsewhere
      }
      ++count;
      tell(fmt::format("older session {}: {}", folder.id(),
                       delivery->report.outcome == DeliveryOutcome::delivered
                           ? "delivered"
                           : delivery->report.message));
      if (delivery->report.outcome == DeliveryOutcome::retry_later) {
        return;  // the server is away again
      }
    }
  }

  void remove_old() const {
    const auto sessions = spool::sessions_path();
    const auto settings = load_settings(".", common_);
    if (sessions && settings) {
      upload::remove_delivered_sessions(*sessions,
                                        std::chrono::hours(24) * settings->integer("keep_days"));
    }
  }

  struct Delivered {
    spool::SessionFolder folder;
    std::string run_id;
  };

  const UploadOptions& options_;
  const CommonOptions& common_;
  std::optional<Delivered> last_;
  Json reports_ = Json::array();
  std::string server_;  ///< that took the last session
  int code_ = exit_codes::k_ok;
};

Result<int> run_upload(const UploadOptions& options, const CommonOptions& common) {
  if (options.all == !options.sessions.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "say which sessions to deliver: testtracker upload SESSION…, or testtracker "
                 "upload --all for every one that was not delivered"};
  }
  return Upload(options, common).run();
}

}  // namespace

void add_upload(Program& program) {
  const auto options = std::make_shared<UploadOptions>();
  CLI::App& verb = program.add_verb(
      {"upload", "Deliver sessions to MLflow",
       [options, &common = program.common()] { return run_upload(*options, common); }});
  verb.add_option("sessions", options->sessions, "Folders of sessions, or their ids in the spool")
      ->type_name("SESSION");
  verb.add_flag("--all", options->all, "Every session of the spool that was not delivered");
  verb.add_flag("--follow", options->follow, "Deliver while the tests run, until they have ended");
  verb.add_flag("--again", options->again,
                "Deliver as a new run, also what was delivered or deleted");
}

}  // namespace testtracker::cli
