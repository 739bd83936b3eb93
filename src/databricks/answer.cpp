#include "databricks/answer.hpp"

#include "http/url_text.hpp"
#include "mlflow/outcome.hpp"
#include "mlflow/retry_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace testtracker::databricks {
namespace {

struct Words {
  std::string code;
  std::string message;
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string one_line(std::string text) {
  constexpr std::size_t k_most = 500;
  text.resize(std::min(text.size(), k_most));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20; }, ' ');
  return text;
}

std::string text_of(const mlflow::Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// API 2.x, 1.2 (`error`) and SCIM (`detail`) name their errors differently; gateways send HTML.
Words words_of(const http::Response& response) {
  const mlflow::Json json = mlflow::Json::parse(response.body, nullptr, false);
  if (!json.is_object()) {
    return {"", mlflow::is_html(response.body) ? "an HTML page" : one_line(response.body)};
  }
  Words words{text_of(json, "error_code"), text_of(json, "message")};
  for (const char* key : {"error", "detail"}) {
    if (words.message.empty()) {
      words.message = text_of(json, key);
    }
  }
  words.message = one_line(words.message);
  return words;
}

bool is_not_found(const Call& call, int status, const Words& words) {
  // Runs and clusters that do not exist are answered with 400.
  const bool is_missing_run = call.method == http::Method::get &&
                              contains(words.message, "does not exist") &&
                              words.code == "INVALID_PARAMETER_VALUE";
  return status == 404 || words.code == "RESOURCE_DOES_NOT_EXIST" || is_missing_run;
}

// Of the official clients' lists, what passes by itself.
bool is_passing(const Call& call, int status, const Words& words) {
  if (status == 429 || status == 503 || status == 408) {
    return true;
  }
  if (call.is_idempotent && (status == 500 || status == 502 || status == 504)) {
    return true;
  }
  constexpr std::array<std::string_view, 5> k_messages{
      "worker environment", "UnknownWorkerEnvironmentException", "ClusterNotReadyException",
      "RPC token bucket limit has been exceeded", "jobs created in past 3600 seconds"};
  return status >= 400 &&
         std::any_of(k_messages.begin(), k_messages.end(),
                     [&](std::string_view part) { return contains(words.message, part); });
}

std::string hint_of(const Credentials& credentials, int status) {
  if (status == 401) {
    return fmt::format("; the credentials of {} are wrong or have expired", credentials.source);
  }
  return status == 403 ? fmt::format("; who is known by {} may not do this", credentials.source)
                       : std::string();
}

ErrorCode code_of(const Call& call, const Outcome& outcome, const Words& words) {
  const int status = outcome.response.status;
  if (outcome.is_repeatable) {
    return ErrorCode::retry_later;
  }
  if (status == 401 || status == 403) {
    return ErrorCode::unauthorized;
  }
  return is_not_found(call, status, words) ? ErrorCode::not_found : ErrorCode::rejected;
}

Outcome no_answer(const Call& call, const Error& error) {
  Outcome outcome;
  outcome.error = Error{error.code, call.action + ": " + error.message};
  // `retry_later`: the login was told so, and nothing has been sent.
  outcome.is_repeatable = error.code == ErrorCode::retry_later ||
                          (error.code == ErrorCode::unreachable && call.is_idempotent);
  return outcome;
}

void judge_success(const Credentials& credentials, const Call& call, Outcome& outcome) {
  if (!call.takes_any_reply && mlflow::is_html(outcome.response.body)) {
    outcome.error =
        Error{ErrorCode::unauthorized,
              fmt::format("{}: {} answered {} with a page instead of data; it asks for a login, as "
                          "behind a private link: is DATABRICKS_HOST reachable from this network?",
                          call.action, http::redacted(credentials.host), outcome.response.status)};
  }
}

}  // namespace

Outcome judge(const Credentials& credentials, const Call& call, Result<http::Response> reply) {
  if (!reply) {
    return no_answer(call, reply.error());
  }
  Outcome outcome;
  outcome.response = std::move(*reply);
  const int status = outcome.response.status;
  if (status >= 200 && status < 300) {
    judge_success(credentials, call, outcome);
    return outcome;
  }
  const Words words = words_of(outcome.response);
  outcome.error_code = words.code;
  outcome.is_repeatable = is_passing(call, status, words);
  const auto header = outcome.response.headers.find("retry-after");
  if (header != outcome.response.headers.end()) {
    outcome.retry_after =
        mlflow::parse_retry_after(header->second, std::chrono::system_clock::now());
  }
  outcome.error = Error{
      code_of(call, outcome, words),
      fmt::format("{}: {} answered {} with {}{}{}{}", call.action, http::redacted(credentials.host),
                  status, words.code, words.code.empty() ? "" : ": ", words.message,
                  hint_of(credentials, status))};
  return outcome;
}

}  // namespace testtracker::databricks
