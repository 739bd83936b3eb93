// testtracker import: reports of other tools become a session and are delivered like any other.

#include "cli/complain.hpp"
#include "cli/delivery/session_delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/flag_variables.hpp"
#include "cli/import/imported_session.hpp"
#include "cli/import/report_files.hpp"
#include "cli/verbs.hpp"
#include "session/program_identity.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ImportVerbOptions {
  std::vector<std::string> files;
  ImportOptions how;
  bool no_upload = false;
};

std::string in_words(const sources::TestTally::Counts& counts, std::size_t reports) {
  auto text = fmt::format("{} {}: {} {}", reports, reports == 1 ? "report" : "reports",
                          counts.total, counts.total == 1 ? "test" : "tests");
  const auto add = [&text](std::uint64_t count, const char* what) {
    text += count > 0 ? fmt::format(", {} {}", count, what) : "";
  };
  add(counts.failed, "failed");
  add(counts.skipped + counts.disabled, "skipped");
  add(counts.flaky, "flaky");
  return text;
}

Json to_json(const sources::TestTally::Counts& counts) {
  return {{"total", counts.total},       {"passed", counts.passed},
          {"failed", counts.failed},     {"skipped", counts.skipped},
          {"disabled", counts.disabled}, {"expected_failures", counts.expected_failures},
          {"not_run", counts.not_run},   {"flaky", counts.flaky}};
}

/// One call of the verb.
class Import {
 public:
  Import(const ImportVerbOptions& options, const CommonOptions& common)
      : options_(options), common_(common) {}

  Result<int> run() {
    remember_flags();
    const auto found = find_reports(options_.files);
    for (const auto& problem : found.problems) {
      report_problem(problem);
    }
    if (found.files.empty()) {
      print_json();
      return code_;
    }
    auto imported = import_reports(found.files, options_.how);
    if (!imported) {
      return imported.error();
    }
    session_.emplace(*std::move(imported));
    tell_what_was_read(found.files.size());
    if (session_->folder.exists()) {
      options_.no_upload ? keep_session() : deliver_session();
    }
    print_json();
    return code_;
  }

 private:
  /// The session's description takes them from the environment, so that a later upload knows them.
  void remember_flags() const {
    const auto variable = [](const std::string& name) {
      const char* const value = std::getenv(name.c_str());
      return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
    for (const auto& [name, value] : flag_variables(common_, variable)) {
      ::setenv(name.c_str(), value.c_str(), 1);
    }
  }

  void report_problem(const std::string& sentence) {
    code_ = exit_codes::k_failed;
    complain(sentence);
    problems_.push_back(sentence);
  }

  void tell_what_was_read(std::size_t reports) {
    for (const auto& report : session_->reports) {
      if (report.problem) {
        report_problem(fmt::format(
            "{}; {}", *report.problem,
            report.results == 0 ? "nothing in it could be read"
                                : fmt::format("{} results before it are kept", report.results)));
      }
    }
    if (!session_->folder.exists() && problems_.empty()) {
      report_problem("there is no test in these reports; nothing was imported");
    }
    if (common_.json || common_.quiet || !session_->folder.exists()) {
      return;
    }
    if (session_->existed) {
      fmt::print("already imported as {}; --again imports it once more\n", session_->folder.id());
    } else {
      fmt::print("{}\n", in_words(session_->counts, reports));
    }
  }

  void keep_session() {
    if (const auto kept = keep_context(session_->folder, common_); !kept) {
      report_problem(kept.error().message);
    }
    if (!common_.json && !common_.quiet) {
      fmt::print("kept, deliver with: {}\n", upload_command());
    }
  }

  void deliver_session() {
    const auto delivery = deliver({session_->folder}, common_, [this](const auto& sentence) {
      if (!common_.quiet) {
        complain(sentence);
      }
    });
    if (!delivery) {
      report_undelivered(delivery.error().message, exit_codes::of(delivery.error().code));
      return;
    }
    report_ = delivery->report;
    if (report_.outcome != DeliveryOutcome::delivered) {
      report_undelivered(report_.message, exit_codes::k_not_delivered);
    } else if (!common_.json && !common_.quiet) {
      print_links();
    }
  }

  void report_undelivered(const std::string& reason, int code) {
    report_.message = reason;
    code_ = std::max(code_, code == exit_codes::k_usage ? code : exit_codes::k_not_delivered);
    complain(fmt::format("not delivered: {}; kept, deliver with: {}", reason, upload_command()));
  }

  void print_links() const {
    for (const auto& [name, url] :
         {std::pair("trend", &report_.trend_url), std::pair("run", &report_.run_url),
          std::pair("compare", &report_.compare_url), std::pair("traces", &report_.traces_url)}) {
      if (!url->empty()) {
        fmt::print("  {:<8} {}\n", name, *url);
      }
    }
  }

  [[nodiscard]] std::string upload_command() const {
    return "testtracker upload " + session::shell_quoted(session_->folder.id());
  }

  void print_json() const {
    if (!common_.json) {
      return;
    }
    Json document = {{"session", nullptr}, {"already_imported", false}};
    if (session_ && session_->folder.exists()) {
      document["session"] = session_->folder.id();
      document["path"] = session_->folder.path();
      document["already_imported"] = session_->existed;
    }
    document["counts"] = to_json(session_ ? session_->counts : sources::TestTally::Counts{});
    document["reports"] = Json::array();
    for (const auto& report : session_ ? session_->reports : std::vector<ImportedReport>{}) {
      Json item = {{"file", report.file}, {"format", report.format}, {"results", report.results}};
      if (report.problem) {
        item["problem"] = *report.problem;
      }
      document["reports"].push_back(std::move(item));
    }
    document["problems"] = problems_;
    const bool is_delivered =
        report_.outcome == DeliveryOutcome::delivered && !report_.run_url.empty();
    document["outcome"] = is_delivered ? "delivered" : "spooled";
    document["reason"] = is_delivered ? "" : report_.message;
    document["trend_url"] = report_.trend_url;
    document["run_url"] = report_.run_url;
    document["compare_url"] = report_.compare_url;
    document["traces_url"] = report_.traces_url;
    fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
  }

  const ImportVerbOptions& options_;
  const CommonOptions& common_;
  std::optional<ImportedSession> session_;
  std::vector<std::string> problems_;
  DeliveryReport report_;
  int code_ = exit_codes::k_ok;
};

}  // namespace

void add_import(Program& program) {
  const auto options = std::make_shared<ImportVerbOptions>();
  CLI::App& verb = program.add_verb(
      {"import", "Deliver reports of other tools: JUnit and many more",
       [options, &common = program.common()] { return Import(*options, common).run(); }});
  verb.footer(
      "Formats are told by content: " + std::string(sources::understood_formats()) +
      ".\n  testtracker import build/reports\n  testtracker import 'build/*.xml' --suite nightly");
  verb.add_option("files", options->files, "Files, folders, patterns; - is standard input")
      ->type_name("FILE")
      ->required();
  verb.add_flag("--again", options->how.again, "Import once more what was imported before");
  verb.add_flag("--no-upload", options->no_upload, "Keep the session in the spool");
  verb.add_option("--program", options->how.program,
                  "Name of the program whose results these are, instead of what the reports say")
      ->type_name("NAME");
}

}  // namespace testtracker::cli
