#include "databricks/sql_statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

namespace testtracker::databricks {
namespace {

using std::chrono::steady_clock;

// A warehouse that sleeps needs minutes to start.
constexpr std::chrono::minutes k_patience{15};
// The API waits so long by itself, then the statement is asked for.
constexpr const char* k_wait = "30s";
// What is known of a statement may lag behind its submission by 5 s: six looks.
constexpr int k_lagging_looks = 8;

bool is_over(const std::string& state) {
  return state != "PENDING" && state != "RUNNING";
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

ErrorCode code_of(const std::string& message) {
  if (has_any(message, {"TABLE_OR_VIEW_NOT_FOUND"})) {
    return ErrorCode::not_found;
  }
  // Of Delta: DELTA_CONCURRENT_APPEND …, and what the later one of two gets that make a table at
  // once.
  return has_any(message, {"DELTA_CONCURRENT", "DELTA_METADATA_CHANGED", "DELTA_PROTOCOL_CHANGED",
                           "DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION"})
             ? ErrorCode::busy
             : ErrorCode::rejected;
}

Error failure_of(const SqlStatement& statement, const StatementStatus& status) {
  return {code_of(status.error.message),
          fmt::format("{}: the SQL statement ended as {}{}{}{}{}", statement.action, status.state,
                      status.error.error_code.empty() ? "" : " with ", status.error.error_code,
                      status.error.message.empty() ? "" : ": ", status.error.message)};
}

// 404 means a warehouse or a statement, never a table: a statement that misses one answers 200.
Error not_of_a_table(Error error) {
  if (error.code == ErrorCode::not_found) {
    error.code = ErrorCode::rejected;
  }
  return error;
}

Call submit_call(const std::string& warehouse_id, const SqlStatement& statement) {
  Call call;
  call.action = statement.action;
  call.method = http::Method::post;
  call.path = "/api/2.0/sql/statements";
  call.body =
      mlflow::to_json_text(StatementMessage{statement.text, warehouse_id, statement.parameters,
                                            k_wait, "CONTINUE", "INLINE", "JSON_ARRAY"});
  return call;
}

Call get_call(const SqlStatement& statement, const std::string& what) {
  Call call;
  call.action = statement.action;
  call.path = "/api/2.0/sql/statements/" + what;
  return call;
}

/// Nobody waits for the statement any more: a MERGE that runs later would surprise. Whether it
/// stops cannot be known, so nothing depends on it.
void cancel(Rest& rest, const SqlStatement& statement, const std::string& id) {
  Call call = get_call(statement, id + "/cancel");
  call.method = http::Method::post;
  static_cast<void>(rest.once(call));
}

/// Asks until the statement has ended.
Result<StatementReply> wait_for(Rest& rest, const SqlStatement& statement, StatementReply reply) {
  const auto end = steady_clock::now() + k_patience;
  for (int look = 0; !is_over(reply.status.state); ++look) {
    if (steady_clock::now() > end) {
      cancel(rest, statement, reply.statement_id);
      return Error{ErrorCode::retry_later,
                   statement.action +
                       ": the SQL warehouse did not do it within 15 minutes; it was "
                       "asked to stop"};
    }
    if (!rest.sleep(std::min(std::chrono::milliseconds(200) * (look + 1),
                             std::chrono::milliseconds(5000)))) {
      cancel(rest, statement, reply.statement_id);
      return Error{ErrorCode::busy, statement.action + ": stopped on request"};
    }
    auto next = rest.ask<StatementReply>(get_call(statement, reply.statement_id));
    if (next) {
      reply = *std::move(next);
    } else if (next.error().code != ErrorCode::not_found || look >= k_lagging_looks) {
      return next.error();
    }
  }
  return reply;
}

}  // namespace

SqlParameter sql_text(std::string name, std::string value) {
  return {std::move(name), std::move(value), "STRING"};
}

SqlParameter sql_number(std::string name, std::int64_t value) {
  return {std::move(name), std::to_string(value), "BIGINT"};
}

Result<std::vector<SqlRow>> run_sql(Rest& rest, const std::string& warehouse_id,
                                    const SqlStatement& statement) {
  auto submitted = rest.ask<StatementReply>(submit_call(warehouse_id, statement));
  if (!submitted) {
    return not_of_a_table(submitted.error());
  }
  auto reply = wait_for(rest, statement, *std::move(submitted));
  if (!reply) {
    return not_of_a_table(reply.error());
  }
  if (reply->status.state != "SUCCEEDED") {
    return failure_of(statement, reply->status);
  }
  std::vector<SqlRow> rows = std::move(reply->result.data_array);
  for (auto next = reply->result.next_chunk_index; next;) {
    auto chunk = rest.ask<StatementChunk>(
        get_call(statement, fmt::format("{}/result/chunks/{}", reply->statement_id, *next)));
    if (!chunk) {
      return not_of_a_table(chunk.error());
    }
    std::move(chunk->data_array.begin(), chunk->data_array.end(), std::back_inserter(rows));
    next = chunk->next_chunk_index;
  }
  return rows;
}

}  // namespace testtracker::databricks
