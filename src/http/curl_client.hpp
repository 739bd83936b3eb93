#pragma once

// The HttpClient of the product, on libcurl. Proxies are curl's defaults: http_proxy, HTTPS_PROXY,
// ALL_PROXY, NO_PROXY.

#include "http/http_client.hpp"

#include <testtracker/result.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace testtracker::http {

struct CurlOptions {
  bool verify_tls = true;
  std::string ca_bundle;           ///< PEM file or folder; empty = the system's
  std::string client_certificate;  ///< PEM file with certificate and key, no password
  bool follow_redirects = true;    ///< at most 5; POST stays POST unless the status is 303
  bool tcp_keepalive = true;
  std::chrono::seconds keepalive_idle{30};
  std::chrono::seconds keepalive_interval{10};
  int keepalive_count = 3;
  std::string user_agent;                                 ///< empty = testtracker/<version>
  std::size_t max_response_bytes = std::size_t{1} << 30;  ///< above: `bad_format`
};

/// A client with one kept connection. Error: `io` for a CA bundle or certificate that cannot be
/// read, `unsupported` when curl itself cannot start.
Result<std::unique_ptr<HttpClient>> make_curl_client(const CurlOptions& options);

}  // namespace testtracker::http
