#include "cli/run/run_summary.hpp"

#include "base/process.hpp"
#include "cli/complain.hpp"
#include "report/session_words.hpp"
#include "session/program_identity.hpp"
#include "session/session_reader.hpp"
#include "settings/value_check.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace testtracker::cli {
namespace {

session::SessionResult read_result(const spool::SessionFolder& folder) {
  auto reader = session::SessionReader::open(folder);
  if (!reader || !reader->poll()) {
    return {};
  }
  return reader->result();
}

const char* word_of(Outcome::State state) {
  switch (state) {
    case Outcome::State::delivered:
      return "delivered";
    case Outcome::State::delivering:
      return "delivering";
    case Outcome::State::spooled:
      return "spooled";
    case Outcome::State::unknown:
      break;
  }
  return "unknown";
}

}  // namespace

RunSummary::RunSummary(const spool::SessionFolder& folder, const CommonOptions& common)
    : folder_(folder), common_(common), line_("waiting for MLflow", common) {}

void RunSummary::print_counts() {
  const session::SessionResult result = read_result(folder_);
  const session::Counts& counts = result.counts;
  counts_ = report::counts_line(result);
  counts_json_ =
      nlohmann::json{{"total", counts.total},       {"passed", counts.passed},
                     {"failed", counts.failed},     {"skipped", counts.skipped},
                     {"disabled", counts.disabled}, {"flaky", counts.flaky},
                     {"crashed", counts.crashed},   {"expected_failures", counts.expected_failures}}
          .dump();
  if (!common_.quiet && !common_.json) {
    complain(counts_);
  }
}

void RunSummary::show_progress(const Outcome& outcome, std::chrono::milliseconds waited) {
  line_.show(outcome.state == Outcome::State::delivering
                 ? "delivering (Ctrl-C leaves it to the background)"
                 : "waiting for MLflow (Ctrl-C leaves it to the background)",
             waited);
}

void RunSummary::print_outcome(const Outcome& outcome, const Uploader& uploader,
                               const std::string& log_path) {
  line_.clear();
  if (common_.json) {
    print_json(outcome);
    return;
  }
  if (outcome.state == Outcome::State::delivered) {
    if (!common_.quiet) {
      print_links(outcome);
    }
    return;
  }
  if (outcome.state == Outcome::State::spooled) {
    complain(
        fmt::format("not delivered: {}; kept, deliver with: {}", outcome.reason, upload_command()));
  } else if (uploader.pid > 0 && is_process_alive(uploader.pid, uploader.start_ticks)) {
    complain(fmt::format("still being delivered in the background{}{}; log: {}",
                         outcome.run_url.empty() ? "" : ": ", outcome.run_url, log_path));
  } else {
    complain(fmt::format("not delivered: the uploader {}; kept, deliver with: {}",
                         uploader.pid > 0 ? "ended early, see " + log_path : "did not start",
                         upload_command()));
  }
}

void RunSummary::print_links(const Outcome& outcome) const {
  for (const auto& [name, url] :
       {std::pair("trend", &outcome.trend_url), std::pair("run", &outcome.run_url),
        std::pair("compare", &outcome.compare_url), std::pair("traces", &outcome.traces_url)}) {
    if (!url->empty()) {
      fmt::print(stderr, "  {:<8} {}\n", name, *url);
    }
  }
}

void RunSummary::print_json(const Outcome& outcome) const {
  const nlohmann::ordered_json document = {
      {"session", folder_.path()},          {"counts", nlohmann::ordered_json::parse(counts_json_)},
      {"outcome", word_of(outcome.state)},  {"reason", outcome.reason},
      {"trend_url", outcome.trend_url},     {"run_url", outcome.run_url},
      {"compare_url", outcome.compare_url}, {"traces_url", outcome.traces_url}};
  fmt::print(stderr, "{}\n",
             document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

// A server that was given for this run alone has to be given again.
std::string RunSummary::upload_command() const {
  std::string command = "testtracker upload " + session::shell_quoted(folder_.path());
  if (const auto uri = common_.flags.find("tracking_uri"); uri != common_.flags.end()) {
    command +=
        " --tracking-uri " + session::shell_quoted(settings::without_credentials(uri->second));
  }
  return command;
}

}  // namespace testtracker::cli
