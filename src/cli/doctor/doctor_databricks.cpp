#include "cli/doctor/doctor_check.hpp"
#include "cli/doctor/doctor_clock.hpp"
#include "databricks/connect.hpp"
#include "databricks/rest.hpp"
#include "http/curl_client.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace testtracker::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds k_patience{10};

// Somebody wants it: a file ~/.databrickscfg alone, for other programs, says nothing.
bool is_wanted(const settings::Settings& settings) {
  constexpr std::array k_signs = {"databricks.host",           "databricks.token",
                                  "databricks.client_id",      "databricks.azure_client_id",
                                  "databricks.config_profile", "databricks.config_file"};
  return settings.text("notebook.engine") == "databricks" ||
         std::any_of(k_signs.begin(), k_signs.end(),
                     [&](const char* name) { return settings.is_set(name); });
}

std::string kind_in_words(login::AuthKind kind) {
  switch (kind) {
    case login::AuthKind::token:
      return "a personal access token";
    case login::AuthKind::oauth_client:
      return "an OAuth client";
    case login::AuthKind::azure_client:
      return "an Azure service principal";
  }
  return {};
}

databricks::Call who_am_i() {
  databricks::Call call;
  call.action = "ask Databricks who we are";
  call.path = "/api/2.0/preview/scim/v2/Me";
  return call;
}

std::string user_of(const http::Response& response) {
  const auto reply = nlohmann::json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  const auto name = reply.is_object() ? reply.find("userName") : reply.end();
  return name != reply.end() && name->is_string() ? name->get<std::string>() : std::string();
}

Check check_user(const login::Credentials& credentials, const databricks::Outcome& outcome) {
  Check check{"databricks user", Check::State::problem, {}, {}};
  const std::string user = user_of(outcome.response);
  if (outcome.error) {
    check.text = outcome.error->message;
  } else if (user.empty()) {
    check.text = credentials.host + " does not say who we are; is DATABRICKS_HOST a workspace?";
  } else {
    check.state = Check::State::good;
    check.text =
        fmt::format("{}, by {} from {}", user, kind_in_words(credentials.kind), credentials.source);
  }
  return check;
}

}  // namespace

std::vector<Check> check_databricks(const settings::Settings& settings) {
  if (!is_wanted(settings)) {
    return {};
  }
  const char* const home = std::getenv("HOME");
  const auto credentials =
      login::finalize(databricks::credential_options(settings, home == nullptr ? "" : home));
  if (!credentials) {
    return {{"databricks", Check::State::problem, credentials.error().message, ""}};
  }
  std::vector<Check> checks;
  for (const auto& warning : credentials->warnings) {
    checks.push_back({"databricks", Check::State::notice, warning, ""});
  }
  auto http = http::make_curl_client({});
  if (!http) {
    return {{"databricks", Check::State::problem, http.error().message, ""}};
  }
  databricks::RestOptions options;
  options.request_timeout = k_patience;
  databricks::Rest rest(*credentials, **http, options);
  const auto begin = steady_clock::now();
  const auto outcome = rest.once(who_am_i());
  const auto time = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
  if (outcome.error && outcome.error->code == ErrorCode::unreachable) {
    checks.push_back({"databricks", Check::State::problem, outcome.error->message,
                      "check DATABRICKS_HOST, the network and the proxy variables"});
    return checks;
  }
  checks.push_back({"databricks", Check::State::good,
                    fmt::format("{} answers in {} ms", credentials->host, time.count()), ""});
  checks.push_back(check_user(*credentials, outcome));
  if (auto clock = check_clock("databricks clock", outcome.response,
                               "set the clocks (NTP): tokens end by them")) {
    checks.push_back(*std::move(clock));
  }
  return checks;
}

}  // namespace testtracker::cli
