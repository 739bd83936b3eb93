#include "cli/delivery/session_table.hpp"

#include "cli/exit_codes.hpp"
#include "report/json_builder.hpp"
#include "report/line_fitting.hpp"
#include "report/plain_text.hpp"
#include "report/quantity_text.hpp"
#include "report/test_words.hpp"
#include "session/session_reader.hpp"
#include "spool/session_info_reader.hpp"
#include "spool/session_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace testtracker::cli {
namespace {

/// One session, without its tests.
struct Row {
  std::string id;
  std::string program;
  session::WallTime started{};
  session::Counts counts;
  session::Verdict verdict = session::Verdict::running;
  bool is_delivered = false;
  std::string error;  ///< why it cannot be read; then only the id is known
};

std::string program_of(const spool::SessionFolder& folder, const session::SessionResult& result) {
  const auto info = spool::read_session_info(folder);
  if (info && !info->command.empty()) {
    return std::filesystem::path(info->command.front()).filename().string();
  }
  return result.processes.empty() ? std::string() : result.processes.front().start.program;
}

Result<session::SessionResult> read_result(const spool::SessionFolder& folder) {
  auto reader = session::SessionReader::open(folder);
  if (!reader) {
    return reader.error();
  }
  if (const auto polled = reader->poll(); !polled) {
    return polled.error();
  }
  return reader->result();
}

Row row_of(const spool::SessionFolder& folder) {
  Row row;
  row.id = folder.id();
  const auto result = read_result(folder);
  if (!result) {
    row.error = result.error().message;
    return row;
  }
  std::error_code ignored;
  row.program = program_of(folder, *result);
  row.started = result->started;
  row.counts = result->counts;
  row.verdict = result->verdict;
  row.is_delivered = std::filesystem::exists(folder.delivered_path(), ignored);
  return row;
}

using Cells = std::array<std::string, 7>;

Cells cells_of(const Row& row) {
  if (!row.error.empty()) {
    return {"", "", "", "", "", "cannot be read: " + row.error, row.id};
  }
  const bool is_running = row.verdict == session::Verdict::running;
  return {report::time_text(row.started),
          report::visible_text(row.program),
          fmt::format("{}", row.counts.total),
          fmt::format("{}", row.counts.failed),
          std::string(report::verdict_word(row.verdict)),
          row.is_delivered ? "in MLflow"
          : is_running     ? ""
                           : "not delivered",
          row.id};
}

void print_table(const std::vector<Row>& rows) {
  std::vector<Cells> lines = {
      {"STARTED", "PROGRAM", "TESTS", "FAILED", "VERDICT", "DELIVERY", "SESSION"}};
  for (const auto& row : rows) {
    lines.push_back(cells_of(row));
  }
  std::array<std::size_t, 7> widths{};
  for (const auto& cells : lines) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], report::character_count(cells[i]));
    }
  }
  for (const auto& cells : lines) {
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
      const std::string padding(widths[i] - report::character_count(cells[i]), ' ');
      const bool is_number = i == 2 || i == 3;
      fmt::print("{}{}  ", is_number ? padding : cells[i], is_number ? cells[i] : padding);
    }
    fmt::print("{}\n", cells.back());
  }
}

void print_json(const std::vector<Row>& rows) {
  std::string text;
  report::JsonBuilder json(text);
  json.begin_object();
  json.key("sessions");
  json.begin_array();
  for (const auto& row : rows) {
    json.begin_object();
    json.text_field("id", row.id);
    json.text_field("error", row.error);
    if (row.error.empty()) {
      json.text_field("program", row.program);
      json.key("started");
      json.real(static_cast<double>(row.started.count()) / 1e9);
      json.text_field("verdict", report::verdict_word(row.verdict));
      json.key("tests");
      json.integer(static_cast<std::int64_t>(row.counts.total));
      json.key("failed");
      json.integer(static_cast<std::int64_t>(row.counts.failed));
      json.key("delivered");
      json.flag(row.is_delivered);
    }
    json.end_object();
  }
  json.end_array();
  json.end_object();
  fmt::print("{}\n", text);
}

}  // namespace

Result<int> print_session_table(const CommonOptions& common) {
  const auto path = spool::sessions_path();
  if (!path) {
    return path.error();
  }
  const auto sessions = spool::list_sessions(*path);
  if (!sessions) {
    return sessions.error();
  }
  std::vector<Row> rows;
  for (const auto& folder : *sessions) {
    rows.push_back(row_of(folder));
  }
  if (common.json) {
    print_json(rows);
  } else if (rows.empty()) {
    fmt::print("There is no session in {}.\n", *path);
  } else {
    print_table(rows);
  }
  return exit_codes::k_ok;
}

}  // namespace testtracker::cli
