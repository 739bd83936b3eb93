#include "mlflow/rest.hpp"

#include "http/url_text.hpp"

namespace testtracker::mlflow {
Rest::Rest(Server server, http::HttpClient& http, RetryPolicy policy)
    : server_(std::move(server)), http_(http), policy_(std::move(policy)) {
  if (server_.workspace_login) {
    authorized_.emplace(*server_.workspace_login, http_);
  }
}

Call Rest::get(std::string action, const std::string& route, const Query& query) const {
  Call call;
  call.action = std::move(action);
  call.request.url = server_.base_url + k_api + route;
  char separator = '?';
  for (const auto& [name, value] : query) {
    call.request.url += separator + name + "=" + http::percent_encoded(value);
    separator = '&';
  }
  return call;
}

Call Rest::post_text(std::string action, const std::string& path, std::string json) const {
  Call call;
  call.action = std::move(action);
  call.request.method = http::Method::post;
  call.request.url = server_.base_url + path;
  call.request.headers = {{"Content-Type", "application/json"}};
  call.request.body = std::move(json);
  return call;
}

Outcome Rest::once(const Call& call) {
  http::Request request = call.request;
  if (call.sends_credentials && !server_.authorization.empty()) {
    request.headers.emplace_back("Authorization", server_.authorization);
  }
  if (!server_.workspace.empty()) {
    request.headers.emplace_back("X-MLFLOW-WORKSPACE", server_.workspace);
  }
  ++requests_;
  const auto deadline = std::chrono::steady_clock::now() + policy_.request_timeout + call.more_time;
  http::HttpClient& http = authorized_ && call.sends_credentials ? *authorized_ : http_;
  return judge(server_, call.action, request, http.send(request, deadline));
}

Outcome Rest::send(const Call& call) {
  Retries retries = this->retries();
  while (true) {
    Outcome outcome = once(call);
    if (!outcome.is_repeatable || !retries.wait(outcome.reason, outcome.retry_after)) {
      return outcome;
    }
  }
}

Error Rest::unreadable(const Call& call, const http::Response& response, const Error& problem) {
  if (is_html(response.body)) {
    return not_mlflow(call.action, call.request, "an HTML page");
  }
  if (response.body.empty()) {
    return not_mlflow(call.action, call.request, "nothing");
  }
  return not_mlflow(call.action, call.request, "something else (" + problem.message + ")");
}

}  // namespace testtracker::mlflow
