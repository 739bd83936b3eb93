#include "http/curl_exchange.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <string_view>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace testtracker::http {
namespace {

void set_socket_option(int socket, int level, int name, int value) {
  // An option that this socket does not know (a proxy by Unix socket) is no reason to fail.
  static_cast<void>(::setsockopt(socket, level, name, &value, sizeof(value)));
}

// A server that writes headers and body apart and does not switch Nagle's algorithm off (uvicorn
// with several workers) sends the body only after the headers are acknowledged, which Linux delays
// by 40 ms. The option acknowledges what has arrived, once; it does not last. MLflow 3.17.2 with
// two workers takes 48 ms a call without it, 4 to 8 ms with it, 5 to 12 ms over a new connection
// each.
void acknowledge([[maybe_unused]] const Exchange& exchange) {
#ifdef TCP_QUICKACK
  for (const int socket : exchange.sockets) {
    set_socket_option(socket, IPPROTO_TCP, TCP_QUICKACK, 1);
  }
#endif
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(k_blank);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(k_blank) - begin + 1);
}

}  // namespace

std::size_t on_header(char* data, std::size_t, std::size_t bytes, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  acknowledge(exchange);
  const std::string_view line(data, bytes);
  if (line.rfind("HTTP/", 0) == 0) {  // of an answer before (redirect, 100), or the first
    exchange.response = {};
    exchange.has_all_headers = false;
    return bytes;
  }
  exchange.has_all_headers = exchange.has_all_headers || line == "\r\n" || line == "\n";
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return bytes;
  }
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  std::string& value = exchange.response.headers[name];
  value += (value.empty() ? "" : ", ") + std::string(trimmed(line.substr(colon + 1)));
  return bytes;
}

std::size_t on_body(char* data, std::size_t, std::size_t bytes, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  acknowledge(exchange);
  if (exchange.response.body.size() + bytes > exchange.options.max_response_bytes) {
    exchange.is_too_big = true;
    return 0;
  }
  exchange.response.body.append(data, bytes);
  return bytes;
}

std::size_t on_read(char* buffer, std::size_t, std::size_t room, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const auto wanted =
      std::min(static_cast<curl_off_t>(room), exchange.file_bytes - exchange.file_offset);
  if (wanted == 0) {
    return 0;
  }
  ssize_t got = -1;
  do {
    got = ::pread(exchange.body_file.get(), buffer, static_cast<std::size_t>(wanted),
                  exchange.file_offset);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) {  // at an end before the end, the file has become shorter
    exchange.file_error = got < 0 ? errno : ESTALE;
    return CURL_READFUNC_ABORT;
  }
  exchange.file_offset += got;
  return static_cast<std::size_t>(got);
}

int on_seek(void* context, curl_off_t offset, int whence) {
  if (whence != SEEK_SET) {
    return CURL_SEEKFUNC_CANTSEEK;
  }
  static_cast<Exchange*>(context)->file_offset = offset;
  return CURL_SEEKFUNC_OK;
}

int on_open_socket(void* context, curl_socket_t socket, curlsocktype) {
  auto& exchange = *static_cast<Exchange*>(context);
  exchange.sockets.push_back(socket);
  if (exchange.options.tcp_keepalive) {  // curl sets the other numbers, this one only since 8.9
    set_socket_option(socket, IPPROTO_TCP, TCP_KEEPCNT, exchange.options.keepalive_count);
  }
  return CURL_SOCKOPT_OK;
}

int on_close_socket(void* context, curl_socket_t socket) {
  auto& sockets = *static_cast<std::vector<int>*>(context);
  sockets.erase(std::remove(sockets.begin(), sockets.end(), socket), sockets.end());
  return ::close(socket);
}

}  // namespace testtracker::http
