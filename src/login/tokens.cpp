#include "login/tokens.hpp"

#include "base/base64.hpp"
#include "http/url_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace testtracker::login {
namespace {

using std::chrono::steady_clock;

// The application id of Databricks in every Azure cloud.
constexpr const char* k_azure_resource = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A text of the object that the address answers with; empty = there is none.
std::string ask(http::HttpClient& http, const std::string& url, const char* name,
                steady_clock::time_point deadline) {
  http::Request request;
  request.url = url;
  const auto response = http.send(request, deadline);
  return response && response->status == 200
             ? text_of(Json::parse(response->body, nullptr, false), name)
             : std::string();
}

Error refused(const Credentials& credentials, const http::Response& response) {
  const Json words = Json::parse(response.body, nullptr, false);
  const std::string error = text_of(words, "error");
  const std::string why =
      error.empty() ? "no reason" : error + ": " + text_of(words, "error_description");
  const bool is_passing = response.status == 429 || response.status >= 500;
  return {
      is_passing ? ErrorCode::retry_later : ErrorCode::unauthorized,
      fmt::format("log in to {} with the client {} of {}: the server answered {} with {}{}",
                  http::redacted(credentials.host), credentials.client_id, credentials.source,
                  response.status, why, is_passing ? "" : "; check the client's id and secret")};
}

}  // namespace

Result<std::string> Tokens::authorization(steady_clock::time_point deadline) {
  if (credentials_.kind == AuthKind::token) {
    return "Bearer " + credentials_.token;
  }
  if (token_.empty() || steady_clock::now() >= renew_at_) {
    const auto fetched = fetch(deadline);
    if (!fetched) {
      return fetched.error();
    }
  }
  return "Bearer " + token_;
}

bool Tokens::renew() {
  token_.clear();
  return credentials_.kind != AuthKind::token;
}

// The workspace's own description first, as the official Go client has it.
std::string Tokens::endpoint(steady_clock::time_point deadline) {
  if (credentials_.kind == AuthKind::azure_client) {
    return credentials_.azure_login_url + "/" +
           http::percent_encoded(credentials_.azure_tenant_id) + "/oauth2/token";
  }
  const std::string& host = credentials_.host;
  std::string oidc = ask(http_, host + "/.well-known/databricks-config", "oidc_endpoint", deadline);
  oidc = oidc.empty() ? host + "/oidc" : oidc;
  std::string endpoint =
      ask(http_, oidc + "/.well-known/oauth-authorization-server", "token_endpoint", deadline);
  return endpoint.empty() ? host + "/oidc/v1/token" : endpoint;
}

http::Request Tokens::request_to(const std::string& endpoint) const {
  http::Request request;
  request.method = http::Method::post;
  request.url = endpoint;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  if (credentials_.kind == AuthKind::oauth_client) {
    request.headers.emplace_back(
        "Authorization",
        "Basic " + to_base64(credentials_.client_id + ":" + credentials_.client_secret));
    request.body = "grant_type=client_credentials&scope=all-apis";
  } else {
    request.body =
        fmt::format("grant_type=client_credentials&resource={}&client_id={}&client_secret={}",
                    k_azure_resource, http::percent_encoded(credentials_.client_id),
                    http::percent_encoded(credentials_.client_secret));
  }
  return request;
}

Result<void> Tokens::fetch(steady_clock::time_point deadline) {
  if (endpoint_.empty()) {
    endpoint_ = endpoint(deadline);
  }
  const auto response = http_.send(request_to(endpoint_), deadline);
  if (!response) {
    return Error{response.error().code,
                 fmt::format("log in to {}: {}", http::redacted(credentials_.host),
                             response.error().message)};
  }
  if (response->status != 200) {
    return refused(credentials_, *response);
  }
  const Json reply = Json::parse(response->body, nullptr, false);
  token_ = text_of(reply, "access_token");
  if (token_.empty()) {
    return Error{ErrorCode::bad_format,
                 fmt::format("log in to {}: {} answered without a token; is DATABRICKS_HOST a "
                             "workspace?",
                             http::redacted(credentials_.host), http::redacted(endpoint_))};
  }
  const auto told = reply.find("expires_in");
  const bool is_told = told != reply.end() && told->is_number_integer();
  const std::chrono::seconds life(is_told ? std::max<std::int64_t>(told->get<std::int64_t>(), 0)
                                          : 0);
  renew_at_ = steady_clock::now() + life -
              std::min<std::chrono::seconds>(life / 4, std::chrono::minutes(5));
  return {};
}

}  // namespace testtracker::login
