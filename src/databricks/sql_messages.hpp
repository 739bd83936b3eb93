#pragma once

// Messages of the Statement Execution API 2.0 as plain structs; member names are the names on the
// wire.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::databricks {

struct SqlParameter {
  std::string name;
  std::string value;
  std::string type;  ///< STRING, BIGINT
};
BOOST_DESCRIBE_STRUCT(SqlParameter, (), (name, value, type))

struct StatementMessage {
  std::string statement;
  std::string warehouse_id;
  std::vector<SqlParameter> parameters;
  std::string wait_timeout;
  std::string on_wait_timeout;
  std::string disposition;
  std::string format;
};
BOOST_DESCRIBE_STRUCT(StatementMessage, (),
                      (statement, warehouse_id, parameters, wait_timeout, on_wait_timeout,
                       disposition, format))

struct StatementError {
  std::string error_code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(StatementError, (), (error_code, message))

struct StatementStatus {
  std::string state;
  StatementError error;
};
BOOST_DESCRIBE_STRUCT(StatementStatus, (), (state, error))

using SqlRow = std::vector<std::optional<std::string>>;

struct StatementChunk {
  std::vector<SqlRow> data_array;
  std::optional<std::int64_t> next_chunk_index;
};
BOOST_DESCRIBE_STRUCT(StatementChunk, (), (data_array, next_chunk_index))

struct StatementReply {
  std::string statement_id;
  StatementStatus status;
  StatementChunk result;
};
BOOST_DESCRIBE_STRUCT(StatementReply, (), (statement_id, status, result))

}  // namespace testtracker::databricks
