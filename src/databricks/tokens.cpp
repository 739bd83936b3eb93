#include "databricks/tokens.hpp"

#include "base/base64.hpp"
#include "databricks/messages.hpp"
#include "http/url_text.hpp"
#include "mlflow/json_describe.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace testtracker::databricks {
namespace {

using std::chrono::steady_clock;

// The application id of Databricks in every Azure cloud.
constexpr const char* k_azure_resource = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

template <typename Reply>
std::optional<Reply> get(http::HttpClient& http, const std::string& url,
                         steady_clock::time_point deadline) {
  http::Request request;
  request.url = url;
  const auto response = http.send(request, deadline);
  if (!response || response->status != 200) {
    return std::nullopt;
  }
  auto reply = mlflow::from_json_text<Reply>(response->body);
  return reply ? std::optional<Reply>(std::move(*reply)) : std::nullopt;
}

Error refused(const Credentials& credentials, const http::Response& response) {
  const auto words = mlflow::from_json_text<OAuthReply>(response.body);
  const std::string why = words && words->error
                              ? *words->error + ": " + words->error_description.value_or("")
                              : std::string("no reason");
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
  const auto metadata = get<HostMetadata>(http_, host + "/.well-known/databricks-config", deadline);
  const std::string oidc =
      metadata && !metadata->oidc_endpoint.empty() ? metadata->oidc_endpoint : host + "/oidc";
  const auto discovery =
      get<OidcDiscovery>(http_, oidc + "/.well-known/oauth-authorization-server", deadline);
  return discovery && !discovery->token_endpoint.empty() ? discovery->token_endpoint
                                                         : host + "/oidc/v1/token";
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
  const auto reply = mlflow::from_json_text<OAuthReply>(response->body);
  if (!reply || reply->access_token.empty()) {
    return Error{ErrorCode::bad_format,
                 fmt::format("log in to {}: {} answered without a token; is DATABRICKS_HOST a "
                             "workspace?",
                             http::redacted(credentials_.host), http::redacted(endpoint_))};
  }
  token_ = reply->access_token;
  const std::chrono::seconds life(std::max<std::int64_t>(reply->expires_in, 0));
  renew_at_ = steady_clock::now() + life -
              std::min<std::chrono::seconds>(life / 4, std::chrono::minutes(5));
  return {};
}

}  // namespace testtracker::databricks
