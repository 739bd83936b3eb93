// testtracker report: what a session was, offline, from its folder or its archive.

#include "cli/colours.hpp"
#include "cli/delivery/session_table.hpp"
#include "cli/delivery/stored_session.hpp"
#include "cli/exit_codes.hpp"
#include "cli/terminal_width.hpp"
#include "cli/text_file.hpp"
#include "cli/verbs.hpp"
#include "recorder/session_choice.hpp"
#include "report/html.hpp"
#include "report/json_builder.hpp"
#include "report/junit.hpp"
#include "report/session_words.hpp"
#include "report/summary_json.hpp"
#include "report/terminal.hpp"
#include "session/program_identity.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

#include <unistd.h>

namespace testtracker::cli {
namespace {

struct ReportOptions {
  std::vector<std::string> sessions;  ///< none = the newest of the spool
  bool last = false;
  bool list = false;
  bool brief = false;
  bool of_ctest = false;
  std::string html;  ///< file, `-` = stdout, empty = none
  std::string junit;
};

bool writes_files(const ReportOptions& options) {
  return !options.html.empty() || !options.junit.empty();
}

Result<void> check(const ReportOptions& options) {
  const auto refuse = [](std::string sentence) {
    return Error{ErrorCode::invalid_argument, std::move(sentence)};
  };
  if (options.list && (options.last || writes_files(options) || !options.sessions.empty())) {
    return refuse("--list shows all sessions of the spool; it takes no session and no file");
  }
  if (options.last && !options.sessions.empty()) {
    return refuse("give a session or --last, not both");
  }
  if (options.brief && writes_files(options)) {
    return refuse("--brief prints one line; --html and --junit write files");
  }
  if (options.of_ctest && (options.last || writes_files(options) || !options.sessions.empty())) {
    return refuse(
        "--of-ctest shows the session of the ctest that runs it; it takes no session and no file");
  }
  if (writes_files(options) && options.sessions.size() > 1) {
    return refuse(fmt::format("--html and --junit write one session; {} were given",
                              options.sessions.size()));
  }
  if (options.html == k_standard_output && options.junit == k_standard_output) {
    return refuse("--html and --junit cannot both go to standard output; give one of them a file");
  }
  return {};
}

Result<std::vector<StoredSession>> read_sessions(const ReportOptions& options,
                                                 const CommonOptions& common) {
  std::vector<StoredSession> sessions;
  if (options.sessions.empty()) {
    const auto of_ctest = options.of_ctest ? recorder::session_of_ctest() : std::nullopt;
    if (options.of_ctest && !of_ctest) {
      return sessions;  // none of its programs has a listener
    }
    auto newest = of_ctest ? read_session_folder(*of_ctest, common) : read_newest_session(common);
    if (!newest) {
      return newest.error();
    }
    sessions.push_back(*std::move(newest));
  }
  for (const auto& name : options.sessions) {
    auto session = read_stored_session(name, common);
    if (!session) {
      return session.error();
    }
    sessions.push_back(*std::move(session));
  }
  return sessions;
}

Result<void> write_files(const ReportOptions& options, const StoredSession& session, bool quiet) {
  if (!options.html.empty()) {
    const auto page = report::html_page(session.result, session.context);
    if (auto written = write_text_file(options.html, page, "HTML", quiet); !written) {
      return written;
    }
  }
  if (!options.junit.empty()) {
    const auto xml = report::junit_xml(session.result, session.context);
    return write_text_file(options.junit, xml, "JUnit", quiet);
  }
  return {};
}

std::string delivery_word(Delivery delivery) {
  return delivery == Delivery::delivered ? "delivered"
         : delivery == Delivery::waiting ? "waiting"
                                         : "unknown";
}

void print_json(const std::vector<StoredSession>& sessions) {
  std::string text;
  report::JsonBuilder json(text);
  json.begin_object();
  json.key("sessions");
  json.begin_array();
  for (const auto& session : sessions) {
    json.begin_object();
    report::append_summary(json, session.result, session.context);
    json.text_field("path", session.path);
    json.text_field("delivery", delivery_word(session.delivery));
    json.text_field("run_url", session.run_url);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  fmt::print("{}\n", text);
}

std::string delivery_line(const StoredSession& session) {
  if (session.delivery == Delivery::delivered) {
    return session.run_url.empty() ? "Delivered to MLflow.\n"
                                   : "In MLflow: " + session.run_url + "\n";
  }
  const bool is_running = session.result.verdict == session::Verdict::running;
  if (session.delivery == Delivery::unknown || is_running) {
    return {};
  }
  const auto reason = session.reason.empty() ? std::string() : " (" + session.reason + ")";
  return fmt::format("Not in MLflow yet{}. To deliver it: testtracker upload {}\n", reason,
                     session::shell_quoted(session.path));
}

void print_text(const std::vector<StoredSession>& sessions, const CommonOptions& common) {
  report::TerminalOptions options;
  options.width = terminal_width(0);
  options.paint =
      shows_colour(STDOUT_FILENO, common.no_color) ? report::Paint::coloured : report::Paint::plain;
  const char* separator = "";
  for (const auto& session : sessions) {
    fmt::print("{}{}", separator, report::terminal_text(session.result, session.context, options));
    if (const auto line = delivery_line(session); !line.empty()) {
      fmt::print("\n{}", line);
    }
    separator = "\n\n";
  }
}

void print_lines(const std::vector<StoredSession>& sessions) {
  for (const auto& session : sessions) {
    const auto where =
        session.run_url.empty() ? "not in MLflow yet, " + session.path : session.run_url;
    fmt::print("testtracker: {}: {}\n", report::counts_line(session.result), where);
  }
}

Result<int> run_report(const ReportOptions& options, const CommonOptions& common) {
  if (auto checked = check(options); !checked) {
    return checked.error();
  }
  if (options.list) {
    return print_session_table(common);
  }
  const auto sessions = read_sessions(options, common);
  if (!sessions) {
    return sessions.error();
  }
  if (writes_files(options)) {
    const auto written = write_files(options, sessions->front(), common.quiet);
    return written ? Result<int>(exit_codes::k_ok) : written.error();
  }
  if (common.json) {
    print_json(*sessions);
  } else if (options.brief && !common.quiet) {
    print_lines(*sessions);
  } else if (!common.quiet) {
    print_text(*sessions, common);
  }
  return exit_codes::k_ok;
}

}  // namespace

void add_report(Program& program) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App& verb = program.add_verb(
      {"report", "Show a session: text, HTML, JUnit or JSON, without a server",
       [options, &common = program.common()] { return run_report(*options, common); }});
  verb.add_option("SESSION", options->sessions,
                  "Folder, id in the spool, or session.jsonl.gz; otherwise the newest session")
      ->type_name("");
  verb.add_flag("--last", options->last, "The newest session of the spool (the default)");
  verb.add_flag("--brief", options->brief, "One line: counts, and where the session is");
  verb.add_flag("--of-ctest", options->of_ctest,
                "The session of the ctest that runs this command; nothing when it has none");
  verb.add_flag("--list", options->list, "List the sessions of the spool");
  verb.add_option("--html", options->html, "Write one self-contained HTML file; - is stdout")
      ->type_name("FILE");
  verb.add_option("--junit", options->junit, "Write JUnit XML; - is stdout")->type_name("FILE");
}

}  // namespace testtracker::cli
