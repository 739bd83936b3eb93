#include "databricks/dbfs_calls.hpp"

#include "base/base64.hpp"
#include "databricks/workspace_messages.hpp"

#include <utility>

namespace testtracker::databricks {
namespace {

// A block whose reply got lost may have been appended: the file is written from its beginning, as
// often as the network deserves.
constexpr int k_most_attempts = 3;

template <typename Message>
Call post_call(std::string action, const std::string& what, const Message& message) {
  Call call;
  call.action = std::move(action);
  call.method = http::Method::post;
  call.path = "/api/2.0/dbfs/" + what;
  call.body = mlflow::to_json_text(message);
  return call;
}

Result<void> done(const Outcome& outcome) {
  return outcome.error ? Result<void>(*outcome.error) : Result<void>();
}

/// What is longer than one block.
Result<void> write_blocks(Rest& rest, const std::string& path, std::string block,
                          const NextBlock& next) {
  const std::string action = "write dbfs:" + path;
  const auto handle =
      rest.ask<DbfsHandle>(post_call(action, "create", DbfsCreateMessage{path, true}));
  if (!handle) {
    return handle.error();
  }
  while (!block.empty()) {
    Call call = post_call(action, "add-block", DbfsBlockMessage{handle->handle, to_base64(block)});
    call.is_idempotent = false;
    if (Result<void> added = done(rest.send(call)); !added) {
      return added;
    }
    Result<std::string> following = next();
    if (!following) {
      return following.error();
    }
    block = *std::move(following);
  }
  Call close = post_call(action, "close", DbfsHandle{handle->handle});
  close.is_idempotent = false;
  return done(rest.send(close));
}

Result<void> write_once(Rest& rest, const std::string& path, const NextBlock& next) {
  Result<std::string> first = next();
  if (!first) {
    return first.error();
  }
  Result<std::string> second = next();
  if (!second) {
    return second.error();
  }
  if (second->empty()) {
    return done(rest.send(
        post_call("write dbfs:" + path, "put", DbfsPutMessage{path, to_base64(*first), true})));
  }
  bool is_second_given = false;
  return write_blocks(rest, path, *first, [&]() -> Result<std::string> {
    return std::exchange(is_second_given, true) ? next() : second;
  });
}

}  // namespace

Result<void> write_dbfs(Rest& rest, const std::string& path, const NextBlock& next,
                        const std::function<void()>& begin_again) {
  for (int attempt = 1;; ++attempt) {
    Result<void> written = write_once(rest, path, next);
    const bool is_lost = !written && (written.error().code == ErrorCode::unreachable ||
                                      written.error().code == ErrorCode::retry_later);
    if (!is_lost || attempt == k_most_attempts) {
      return written;
    }
    begin_again();
  }
}

Result<std::string> read_dbfs(Rest& rest, const std::string& path, std::size_t offset) {
  Call call;
  call.action = "read dbfs:" + path;
  call.path = "/api/2.0/dbfs/read";
  call.query = {{"path", path},
                {"offset", std::to_string(offset)},
                {"length", std::to_string(k_dbfs_block_bytes)}};
  const auto piece = rest.ask<DbfsPiece>(call);
  if (!piece) {
    return piece.error();
  }
  auto bytes = from_base64(piece->data);
  return bytes ? Result<std::string>(*std::move(bytes))
               : Error{ErrorCode::bad_format, call.action + ": what came is not base 64"};
}

// Of many files Databricks answers 503 after a while, and the call goes on where it was: Rest
// repeats it.
Result<void> delete_from_dbfs(Rest& rest, const std::string& path) {
  const Outcome outcome =
      rest.send(post_call("delete dbfs:" + path, "delete", DeleteMessage{path, true}));
  return outcome.error && outcome.error->code == ErrorCode::not_found ? Result<void>()
                                                                      : done(outcome);
}

}  // namespace testtracker::databricks
