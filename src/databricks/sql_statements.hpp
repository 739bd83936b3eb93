#pragma once

// SQL on a warehouse of Databricks (Statement Execution API 2.0). Used by DeltaLedger. Source:
// https://docs.databricks.com/api/workspace/statementexecution

#include "databricks/rest.hpp"
#include "databricks/sql_messages.hpp"

#include <testtracker/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace testtracker::databricks {

struct SqlStatement {
  std::string action;  ///< for messages: `read the history of prod`
  std::string text;    ///< with `:name` for each parameter; user text is never part of it
  std::vector<SqlParameter> parameters;
};

[[nodiscard]] SqlParameter sql_text(std::string name, std::string value);
[[nodiscard]] SqlParameter sql_number(std::string name, std::int64_t value);

/// Runs a statement to its end and returns its rows; those of a MERGE count what it changed. A lost
/// reply makes it run again: every statement given here must be one that may run twice. Errors: of
/// Rest; `not_found` only when a table is missing, `busy` when another transaction was in the way
/// (it changed nothing), else `rejected`, with the words of Databricks.
Result<std::vector<SqlRow>> run_sql(Rest& rest, const std::string& warehouse_id,
                                    const SqlStatement& statement);

}  // namespace testtracker::databricks
