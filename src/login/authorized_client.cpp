#include "login/authorized_client.hpp"

namespace testtracker::login {

Result<http::Response> AuthorizedClient::send_once(const http::Request& request,
                                                   std::chrono::steady_clock::time_point deadline) {
  const auto authorization = tokens_.authorization(deadline);
  if (!authorization) {
    return authorization.error();
  }
  http::Request authorized = request;
  authorized.headers.emplace_back("Authorization", *authorization);
  return http_.send(authorized, deadline);
}

Result<http::Response> AuthorizedClient::send(const http::Request& request,
                                              std::chrono::steady_clock::time_point deadline) {
  auto reply = send_once(request, deadline);
  return reply && reply->status == 401 && tokens_.renew() ? send_once(request, deadline) : reply;
}

}  // namespace testtracker::login
