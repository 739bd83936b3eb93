#include "mlflow/outcome.hpp"

#include "http/url_text.hpp"
#include "mlflow/json_describe.hpp"
#include "mlflow/retry_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace testtracker::mlflow {
namespace {

constexpr const char* k_is_it_mlflow = "is MLFLOW_TRACKING_URI the address of an MLflow server?";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string header(const http::Response& response, const char* name) {
  const auto found = response.headers.find(name);
  return found == response.headers.end() ? std::string() : found->second;
}

// One line of at most 500 bytes: messages of databases quote whole statements.
std::string one_line(std::string text) {
  constexpr std::size_t k_most = 500;
  const bool is_long = text.size() > k_most;
  text.resize(std::min(text.size(), k_most));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20; }, ' ');
  return is_long ? text + "…" : text;
}

std::string words_of(const http::Response& response, const ErrorReply& words) {
  if (!words.error_code.empty() || !words.message.empty()) {
    return fmt::format("{}: {}", words.error_code, one_line(words.message));
  }
  if (response.body.empty()) {
    return "nothing more";
  }
  return is_html(response.body) ? "an HTML page" : one_line(response.body);
}

std::string host_of(const Server& server) {
  const std::string origin = http::origin(server.base_url);
  return origin.substr(origin.find("://") + 3);
}

std::string hint_for_unauthorized(const Server& server, const http::Response& response) {
  if (contains(response.body, "Invalid Host header")) {
    return fmt::format(
        "the MLflow server does not accept the host name {}; it must be started with "
        "--allowed-hosts {}",
        host_of(server), host_of(server));
  }
  if (!has_credentials(server)) {
    return "it wants credentials; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or "
           "MLFLOW_TRACKING_TOKEN";
  }
  if (response.status == 401) {
    return fmt::format("it does not accept {}; set it to what the server knows",
                       server.credentials);
  }
  return fmt::format("who is known by {} may not do this; ask for the permission EDIT",
                     server.credentials);
}

// A run or experiment that somebody deleted refuses changes.
std::string hint_for_deleted(const std::string& message) {
  const std::size_t experiment = message.find("The experiment ");
  const std::size_t run = message.find("The run ");
  const bool is_run = run != std::string::npos;
  const std::size_t begin = is_run ? run + 8 : experiment + 15;
  if (!is_run && experiment == std::string::npos) {
    return "somebody deleted it";
  }
  const std::string id = message.substr(begin, message.find(' ', begin) - begin);
  return is_run ? fmt::format(
                      "somebody deleted the run; to go on with it, type: mlflow runs "
                      "restore --run-id {}",
                      id)
                : fmt::format(
                      "somebody deleted the experiment; type: mlflow experiments restore "
                      "-x {}, or choose another with MLFLOW_EXPERIMENT_NAME",
                      id);
}

struct Verdict {
  ErrorCode code = ErrorCode::rejected;
  std::string hint;
};

Verdict verdict_of_disabled(const std::string& body) {
  if (contains(body, "--artifacts-only")) {
    return {ErrorCode::unsupported,
            "this server keeps only artifacts; set MLFLOW_TRACKING_URI to a tracking server"};
  }
  return {ErrorCode::unsupported,
          "this server was started with --no-serve-artifacts; started with --serve-artifacts and "
          "--artifacts-destination, it would keep them"};
}

bool is_disabled(const http::Response& response) {
  return response.status == 503 && (contains(response.body, "Artifact serving is disabled") ||
                                    contains(response.body, "--no-serve-artifacts") ||
                                    contains(response.body, "--artifacts-only"));
}

Verdict verdict_of_4xx(const Server& server, const Outcome& outcome) {
  const int status = outcome.response.status;
  if (status == 401 || status == 403) {
    return {ErrorCode::unauthorized, hint_for_unauthorized(server, outcome.response)};
  }
  if (status == 404 && (outcome.words.error_code == "RESOURCE_DOES_NOT_EXIST" ||
                        outcome.words.error_code == "NOT_FOUND")) {
    return {ErrorCode::not_found, {}};
  }
  if (status == 404 || status == 405) {
    return {ErrorCode::unsupported, k_is_it_mlflow};
  }
  if (contains(outcome.words.message, "must be in the 'active' state")) {
    return {ErrorCode::rejected, hint_for_deleted(outcome.words.message)};
  }
  return {};
}

// For what is not worth a repetition.
Verdict verdict_of(const Server& server, const http::Request& request, const Outcome& outcome) {
  const http::Response& response = outcome.response;
  if (response.status < 400) {
    return {ErrorCode::unsupported,
            fmt::format("it redirects to {}; set MLFLOW_TRACKING_URI to where it leads, or "
                        "MLFLOW_ALLOW_HTTP_REDIRECTS to true",
                        http::redacted(header(response, "location")))};
  }
  if (response.status < 500) {
    return verdict_of_4xx(server, outcome);
  }
  if (is_disabled(response)) {
    return verdict_of_disabled(response.body);
  }
  if (outcome.words.error_code == "FEATURE_DISABLED" && !server.workspace.empty()) {
    return {ErrorCode::rejected, "this server has no workspaces; unset MLFLOW_WORKSPACE"};
  }
  if (request.method == http::Method::post && is_html(response.body)) {
    return {ErrorCode::rejected, "so MLflow answers a message that it cannot read at all"};
  }
  return {};
}

// Statuses that usually pass, in a form that never does.
bool is_permanent(const http::Request& request, const Outcome& outcome) {
  return outcome.words.error_code == "FEATURE_DISABLED" || is_disabled(outcome.response) ||
         (outcome.response.status == 500 && request.method == http::Method::post &&
          is_html(outcome.response.body));
}

ErrorReply error_reply(const std::string& body) {
  const auto words = from_json_text<ErrorReply>(body);
  return words ? *words : ErrorReply{};
}

Outcome no_answer(const std::string& action, const Error& error) {
  Outcome outcome;
  outcome.error = Error{error.code, action + ": " + error.message};
  outcome.is_repeatable =
      error.code == ErrorCode::unreachable || error.code == ErrorCode::retry_later;
  outcome.reason = fmt::format("does not answer ({})", error.message);
  return outcome;
}

}  // namespace

bool is_html(const std::string& body) {
  const std::size_t begin = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return begin != std::string::npos && body[begin] == '<';
}

Outcome judge(const Server& server, const std::string& action, const http::Request& request,
              Result<http::Response> reply) {
  if (!reply) {
    return no_answer(action, reply.error());
  }
  Outcome outcome;
  outcome.response = std::move(*reply);
  const int status = outcome.response.status;
  if (status >= 200 && status < 300) {
    return outcome;
  }
  outcome.words = error_reply(outcome.response.body);
  outcome.reason = fmt::format("answers {}", status);
  outcome.retry_after =
      parse_retry_after(header(outcome.response, "retry-after"), std::chrono::system_clock::now());
  outcome.is_repeatable =
      is_repeatable(status, outcome.retry_after.has_value()) && !is_permanent(request, outcome);
  std::string message =
      fmt::format("{}: {} answered {} with {}", action, http::redacted(server.base_url), status,
                  words_of(outcome.response, outcome.words));
  if (outcome.is_repeatable) {
    outcome.error = Error{ErrorCode::retry_later, std::move(message)};
    return outcome;
  }
  const Verdict verdict = verdict_of(server, request, outcome);
  outcome.error =
      Error{verdict.code, verdict.hint.empty() ? message : message + "; " + verdict.hint};
  return outcome;
}

Error not_mlflow(const std::string& action, const http::Request& request,
                 const std::string& problem) {
  return {ErrorCode::bad_format, fmt::format("{}: {} answered 200 with {}; {}", action,
                                             http::redacted(request.url), problem, k_is_it_mlflow)};
}

}  // namespace testtracker::mlflow
