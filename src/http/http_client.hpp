#pragma once

// The seam to the network. Statuses are data: any answer with a status line is a response; an
// Error means that none came (DNS, connect, TLS, time-out, connection closed mid-reply).

#include <testtracker/result.hpp>

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace testtracker::http {

enum class Method { get, post, put, patch, delete_ };

struct Request {
  Method method = Method::get;
  std::string url;  ///< absolute, already percent-encoded
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;       ///< sent with Content-Length
  std::string body_file;  ///< if not empty: this file is streamed instead of `body`
  /// For what must not happen twice: it gets a new connection, so that no stale one can lead to a
  /// silent second sending.
  bool is_sent_once = false;
};

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// Sends requests one after the other over a kept connection. Not thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// One exchange, no retries except the silent reopening of a stale kept-alive connection.
  /// Errors: `unreachable` (the server may have acted nevertheless), `unauthorized` when TLS fails
  /// over a certificate, the server's or ours, `io` for an unreadable body_file,
  /// `invalid_argument` for a URL or TLS file that cannot be used, `bad_format` for an endless
  /// answer. Only the first is worth a repetition. Messages never hold credentials.
  virtual Result<Response> send(const Request& request,
                                std::chrono::steady_clock::time_point deadline) = 0;
};

}  // namespace testtracker::http
