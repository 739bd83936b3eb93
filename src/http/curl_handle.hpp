#pragma once

// libcurl's easy handle with types. Private to curl_client.cpp.

#include "http/curl_exchange.hpp"

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>

namespace testtracker::http {

using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// curl takes its options through C varargs, which check nothing: each setter gives one of them its
/// type. The first refusal is kept.
class Handle {
 public:
  Handle() : curl_(curl_easy_init(), curl_easy_cleanup) {}

  [[nodiscard]] bool is_open() const { return curl_ != nullptr; }
  [[nodiscard]] CURLcode refusal() const { return refusal_; }
  /// Forgets all options; connections stay.
  void reset() {
    curl_easy_reset(curl_.get());
    refusal_ = CURLE_OK;
  }
  CURLcode perform() { return curl_easy_perform(curl_.get()); }
  [[nodiscard]] long number(CURLINFO info) const {
    long value = 0;
    return curl_easy_getinfo(curl_.get(), info, &value) == CURLE_OK ? value : 0;
  }

  void url(const std::string& text) { set(CURLOPT_URL, text.c_str()); }
  void user_agent(const std::string& text) { set(CURLOPT_USERAGENT, text.c_str()); }
  void method_name(const char* name) { set(CURLOPT_CUSTOMREQUEST, name); }
  void headers(const HeaderList& list) { set(CURLOPT_HTTPHEADER, list.get()); }
  void time_left(std::chrono::milliseconds time) { set(CURLOPT_TIMEOUT_MS, to_long(time)); }
  void error_buffer(char* buffer) { set(CURLOPT_ERRORBUFFER, buffer); }
  void fresh_connection(bool on) { set(CURLOPT_FRESH_CONNECT, to_long(on)); }
  void max_connections(long count) { set(CURLOPT_MAXCONNECTS, count); }
  void max_idle_s(long seconds) { set(CURLOPT_MAXAGE_CONN, seconds); }
  void no_signals() { set(CURLOPT_NOSIGNAL, 1L); }
  void http_1_1() { set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1}); }
  void no_delay() { set(CURLOPT_TCP_NODELAY, 1L); }
  void keepalive(bool on) { set(CURLOPT_TCP_KEEPALIVE, to_long(on)); }
  void keepalive_idle(std::chrono::seconds time) { set(CURLOPT_TCP_KEEPIDLE, to_long(time)); }
  void keepalive_interval(std::chrono::seconds time) { set(CURLOPT_TCP_KEEPINTVL, to_long(time)); }
  void follow(bool on) { set(CURLOPT_FOLLOWLOCATION, to_long(on)); }
  void max_redirects(long count) { set(CURLOPT_MAXREDIRS, count); }
  void keep_post() { set(CURLOPT_POSTREDIR, long{CURL_REDIR_POST_301 | CURL_REDIR_POST_302}); }
  void verify_peer(bool on) { set(CURLOPT_SSL_VERIFYPEER, to_long(on)); }
  void verify_host(bool on) { set(CURLOPT_SSL_VERIFYHOST, on ? 2L : 0L); }
  void ca_file(const std::string& path) { set(CURLOPT_CAINFO, path.c_str()); }
  void ca_folder(const std::string& path) { set(CURLOPT_CAPATH, path.c_str()); }
  void certificate(const std::string& path) { set(CURLOPT_SSLCERT, path.c_str()); }
  void certificate_key(const std::string& path) { set(CURLOPT_SSLKEY, path.c_str()); }
  void key_password(const char* password) { set(CURLOPT_KEYPASSWD, password); }
  void body(const std::string& bytes) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
    set(CURLOPT_POSTFIELDS, bytes.c_str());
  }
  void upload_bytes(curl_off_t bytes) {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, bytes);
  }
  void only_http() {
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
    set(CURLOPT_PROTOCOLS, long{CURLPROTO_HTTP | CURLPROTO_HTTPS});
    set(CURLOPT_REDIR_PROTOCOLS, long{CURLPROTO_HTTP | CURLPROTO_HTTPS});
#endif
  }
  void callbacks(Exchange& exchange) {
    void* const context = &exchange;
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, context);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, context);
    set(CURLOPT_READFUNCTION, &on_read);
    set(CURLOPT_READDATA, context);
    set(CURLOPT_SEEKFUNCTION, &on_seek);
    set(CURLOPT_SEEKDATA, context);
    set(CURLOPT_SOCKOPTFUNCTION, &on_open_socket);
    set(CURLOPT_SOCKOPTDATA, context);
    // Connections outlive the exchange.
    set(CURLOPT_CLOSESOCKETFUNCTION, &on_close_socket);
    set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(&exchange.sockets));
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(curl_.get(), option, value);
    refusal_ = refusal_ == CURLE_OK ? code : refusal_;
  }
  template <typename Time>
  static long to_long(Time time) {
    return static_cast<long>(time.count());
  }
  static long to_long(bool on) {
    return on ? 1 : 0;
  }

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  CURLcode refusal_ = CURLE_OK;
};

}  // namespace testtracker::http
