#include "http/curl_client.hpp"

#include "http/curl_exchange.hpp"
#include "http/curl_handle.hpp"
#include "http/url_text.hpp"

#include <testtracker/version.hpp>

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

namespace testtracker::http {
namespace {

using Clock = std::chrono::steady_clock;

// uvicorn closes a connection after 5 s without a request, and a POST on it would be lost.
constexpr long k_max_idle_s = 4;
constexpr long k_max_redirects = 5;

const char* name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::delete_:
      break;
  }
  return "DELETE";
}

HeaderList header_list(const Request& request) {
  HeaderList list(nullptr, curl_slist_free_all);
  const auto append = [&list](const std::string& line) {
    list.reset(curl_slist_append(list.release(), line.c_str()));
  };
  append("Expect:");        // no waiting for 100 Continue
  append("Content-Type:");  // not the one of forms, unless the request names one
  for (const auto& [name, value] : request.headers) {
    append(value.empty() ? name + ";" : name + ": " + value);
  }
  return list;
}

// The alerts of TLS (RFC 8446 section 6.2) by which a server refuses our certificate, in OpenSSL's
// words. With TLS 1.3 they come only after the handshake, as a connection that cannot be read.
bool is_refused_certificate(std::string_view text) {
  const std::size_t alert = text.find("alert ");
  if (alert == std::string_view::npos) {
    return false;
  }
  const std::string_view what = text.substr(alert);
  return what.find("certificate") != std::string_view::npos ||
         what.find("unknown ca") != std::string_view::npos ||
         what.find("access denied") != std::string_view::npos;
}

Error failure(const std::string& action, CURLcode code, std::string_view text) {
  const std::string message = fmt::format("{}: {}", action, text);
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    return {ErrorCode::unauthorized,
            message +
                "; the server's certificate is not trusted: set "
                "MLFLOW_TRACKING_SERVER_CERT_PATH to the PEM file of who signed it"};
  }
  if (is_refused_certificate(text)) {
    return {ErrorCode::unauthorized,
            message +
                "; the server wants another client certificate: set "
                "MLFLOW_TRACKING_CLIENT_CERT_PATH to a PEM file with certificate and key"};
  }
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
      return {ErrorCode::invalid_argument, message};
    default:
      return {ErrorCode::unreachable, message};
  }
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(CurlOptions options) : options_(std::move(options)) {}

  [[nodiscard]] bool is_open() const { return handle_.is_open(); }

  Result<Response> send(const Request& request, Clock::time_point deadline) override {
    Exchange exchange(options_, sockets_);
    if (auto opened = open_body(request, exchange); !opened) {
      return opened.error();
    }
    CURLcode code = exchange_once(request, exchange, deadline, request.is_sent_once);
    if (is_stale(code, exchange) && !request.is_sent_once) {
      exchange.file_offset = 0;
      code = exchange_once(request, exchange, deadline, /*fresh=*/true);
    }
    if (code == CURLE_OK && !exchange.has_all_headers) {  // for curl, that is an empty answer
      code = CURLE_PARTIAL_FILE;
    }
    if (code != CURLE_OK) {
      return explain(request, exchange, code);
    }
    exchange.response.status = static_cast<int>(handle_.number(CURLINFO_RESPONSE_CODE));
    return std::move(exchange.response);
  }

 private:
  static Result<void> open_body(const Request& request, Exchange& exchange) {
    if (request.body_file.empty()) {
      return {};
    }
    exchange.body_file = UniqueFd(::open(request.body_file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts {};
    if (!exchange.body_file || ::fstat(exchange.body_file.get(), &facts) != 0) {
      return Error{ErrorCode::io, fmt::format("send {}: {}", request.body_file,
                                              std::generic_category().message(errno))};
    }
    if (!S_ISREG(facts.st_mode)) {
      return Error{ErrorCode::io, fmt::format("send {}: it is not a file", request.body_file)};
    }
    exchange.file_bytes = facts.st_size;
    return {};
  }

  CURLcode exchange_once(const Request& request, Exchange& exchange, Clock::time_point deadline,
                         bool fresh) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    error_text_.front() = '\0';
    if (left.count() <= 0) {  // for curl, 0 is no limit
      return CURLE_OPERATION_TIMEDOUT;
    }
    handle_.reset();
    handle_.error_buffer(error_text_.data());
    set_connection();
    set_tls();
    handle_.callbacks(exchange);
    handle_.fresh_connection(fresh);
    handle_.time_left(left);
    handle_.url(request.url);
    set_body(request, exchange);
    const HeaderList headers = header_list(request);
    handle_.headers(headers);
    return handle_.refusal() == CURLE_OK ? handle_.perform() : handle_.refusal();
  }

  void set_connection() {
    handle_.user_agent(options_.user_agent);
    handle_.no_signals();
    handle_.only_http();
    handle_.http_1_1();
    handle_.no_delay();
    handle_.max_connections(1);
    handle_.max_idle_s(k_max_idle_s);
    handle_.keepalive(options_.tcp_keepalive);
    handle_.keepalive_idle(options_.keepalive_idle);
    handle_.keepalive_interval(options_.keepalive_interval);
    handle_.follow(options_.follow_redirects);
    handle_.max_redirects(k_max_redirects);
    handle_.keep_post();
  }

  void set_tls() {
    handle_.verify_peer(options_.verify_tls);
    handle_.verify_host(options_.verify_tls);
    if (!options_.ca_bundle.empty()) {
      std::error_code ignored;
      std::filesystem::is_directory(options_.ca_bundle, ignored)
          ? handle_.ca_folder(options_.ca_bundle)
          : handle_.ca_file(options_.ca_bundle);
    }
    if (!options_.client_certificate.empty()) {
      handle_.certificate(options_.client_certificate);
      handle_.certificate_key(options_.client_certificate);
      handle_.key_password("");  // otherwise OpenSSL asks on the terminal
    }
  }

  void set_body(const Request& request, const Exchange& exchange) {
    if (!request.body_file.empty()) {
      handle_.upload_bytes(exchange.file_bytes);
    } else if (request.method != Method::get) {
      handle_.body(request.body);
    }
    if (request.method != Method::get && request.method != Method::post) {
      handle_.method_name(name_of(request.method));
    }
  }

  // Curl itself repeats what finds its kept connection closed, but not when it notices only while
  // it sends a long body.
  [[nodiscard]] bool is_stale(CURLcode code, const Exchange& exchange) const {
    const bool is_broken =
        code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING;
    return is_broken && handle_.number(CURLINFO_NUM_CONNECTS) == 0 &&
           exchange.response.headers.empty();
  }

  Error explain(const Request& request, const Exchange& exchange, CURLcode code) const {
    const std::string action = fmt::format("{} {}", name_of(request.method), redacted(request.url));
    if (exchange.file_error != 0) {
      return {ErrorCode::io,
              fmt::format("send {}: {}", request.body_file,
                          exchange.file_error == ESTALE
                              ? "it became shorter while it was sent"
                              : std::generic_category().message(exchange.file_error))};
    }
    if (exchange.is_too_big) {
      return {ErrorCode::bad_format, fmt::format("{}: the answer is longer than {} bytes", action,
                                                 options_.max_response_bytes)};
    }
    const std::string_view text = error_text_.data();
    return failure(action, code, text.empty() ? curl_easy_strerror(code) : text);
  }

  CurlOptions options_;
  std::vector<int> sockets_;  // open ones; outlives the handle, which closes them
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  Handle handle_;
};

Result<void> check_readable(const std::string& path, const char* what) {
  if (path.empty() || ::access(path.c_str(), R_OK) == 0) {
    return {};
  }
  return Error{ErrorCode::io, fmt::format("read the {} {}: {}", what, path,
                                          std::generic_category().message(errno))};
}

}  // namespace

Result<std::unique_ptr<HttpClient>> make_curl_client(const CurlOptions& options) {
  static const CURLcode k_started = curl_global_init(CURL_GLOBAL_DEFAULT);
  for (const auto& [path, what] : {std::pair(options.ca_bundle, "CA bundle"),
                                   std::pair(options.client_certificate, "client certificate")}) {
    if (auto readable = check_readable(path, what); !readable) {
      return readable.error();
    }
  }
  CurlOptions complete = options;
  if (complete.user_agent.empty()) {
    complete.user_agent = "testtracker/" + std::string(version());
  }
  auto client = std::make_unique<CurlClient>(std::move(complete));
  if (k_started != CURLE_OK || !client->is_open()) {
    return Error{ErrorCode::unsupported, "start libcurl: it does not start on this machine"};
  }
  return std::unique_ptr<HttpClient>(std::move(client));
}

}  // namespace testtracker::http
