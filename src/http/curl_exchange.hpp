#pragma once

// One exchange as libcurl's callbacks see it. Private to curl_client.cpp.

#include "base/unique_fd.hpp"
#include "http/curl_client.hpp"

#include <curl/curl.h>

#include <cstddef>
#include <vector>

namespace testtracker::http {

/// One request and what came of it so far.
struct Exchange {
  Exchange(const CurlOptions& client_options, std::vector<int>& open_sockets)
      : options(client_options), sockets(open_sockets) {}

  const CurlOptions& options;
  std::vector<int>& sockets;  ///< those that curl has open
  Response response;
  bool has_all_headers = false;
  bool is_too_big = false;
  UniqueFd body_file;
  curl_off_t file_bytes = 0;
  curl_off_t file_offset = 0;
  int file_error = 0;  ///< errno; ESTALE = the file became shorter
};

// Callbacks for the options of the same names; `context` is an Exchange.
std::size_t on_header(char* data, std::size_t, std::size_t bytes, void* context);
std::size_t on_body(char* data, std::size_t, std::size_t bytes, void* context);
std::size_t on_read(char* buffer, std::size_t, std::size_t room, void* context);
int on_seek(void* context, curl_off_t offset, int whence);
int on_open_socket(void* context, curl_socket_t socket, curlsocktype purpose);
/// `context` is the list of open sockets, because connections outlive the exchange.
int on_close_socket(void* context, curl_socket_t socket);

}  // namespace testtracker::http
