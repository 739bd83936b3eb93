#include "mlflow/tracking_uri.hpp"

#include "base/base64.hpp"
#include "http/url_text.hpp"
#include "login/ini_file.hpp"
#include "mlflow/databricks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace testtracker::mlflow {
namespace {

Error wrong(const std::string& message) {
  return {ErrorCode::invalid_argument, message};
}

Error not_supported(const std::string& message) {
  return {ErrorCode::unsupported, message};
}

// Header values are lines: a line break in one would begin another header.
bool has_control_bytes(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; });
}

Result<void> check_settings(const ServerOptions& options) {
  if (!options.auth_plugin.empty()) {
    return not_supported(
        fmt::format("MLFLOW_TRACKING_AUTH={}: plug-ins of the Python client do not exist here; "
                    "unset it and use MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and "
                    "MLFLOW_TRACKING_PASSWORD",
                    options.auth_plugin));
  }
  if (options.aws_sigv4) {
    return not_supported(
        "MLFLOW_TRACKING_AWS_SIGV4: AWS signatures are not supported; unset it and use "
        "MLFLOW_TRACKING_TOKEN, or a proxy that signs");
  }
  if (options.insecure_tls && !options.ca_bundle.empty()) {
    return wrong(
        "MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH are both set: verify "
        "with that certificate or not at all; unset one of them");
  }
  const std::array<std::pair<const char*, const std::string*>, 4> lines{{
      {"MLFLOW_TRACKING_TOKEN", &options.token},
      {"MLFLOW_WORKSPACE", &options.workspace},
      {"DATABRICKS_TOKEN", &options.databricks.token},
      {"MLFLOW_TRACKING_URI", &options.tracking_uri},
  }};
  for (const auto& [name, text] : lines) {
    if (has_control_bytes(*text)) {
      return wrong(
          fmt::format("{} has a line break or another control character in it; set it "
                      "again without",
                      name));
    }
  }
  return {};
}

struct Login {
  std::string username;
  std::string password;
  std::string source;
};

// Both from the options, or each that is missing from ~/.mlflow/credentials.
Result<Login> login_of(const ServerOptions& options) {
  Login login{options.username, options.password,
              "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"};
  if (options.home.empty() || (!login.username.empty() && !login.password.empty())) {
    return login;
  }
  const std::string path = options.home + "/.mlflow/credentials";
  auto file = login::read_ini_file(path);
  if (!file) {
    return file.error();
  }
  login::IniSection& section = (*file)["mlflow"];
  const auto fill = [&](std::string& value, const char* key) {
    if (value.empty() && !section[key].empty()) {
      value = section[key];
      login.source = path;
    }
  };
  fill(login.username, "mlflow_tracking_username");
  fill(login.password, "mlflow_tracking_password");
  return login;
}

std::string basic(const std::string& username, const std::string& password) {
  return "Basic " + to_base64(username + ":" + password);
}

// Takes the credentials out of `url`; true when there were some.
bool move_login(std::string& url, Server& server) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t end = std::min(url.find('/', begin), url.size());
  const std::size_t at = url.rfind('@', end);
  if (at == std::string::npos || at < begin) {
    return false;
  }
  const std::string login = url.substr(begin, at - begin);
  url.erase(begin, at - begin + 1);
  const std::size_t colon = login.find(':');
  server.authorization = basic(
      http::percent_decoded(login.substr(0, colon)),
      colon == std::string::npos ? std::string() : http::percent_decoded(login.substr(colon + 1)));
  server.credentials = "the user name and password in MLFLOW_TRACKING_URI";
  return true;
}

Result<void> set_login(const ServerOptions& options, Server& server) {
  auto login = login_of(options);
  if (!login) {
    return login.error();
  }
  if (!login->username.empty() && !login->password.empty()) {
    server.authorization = basic(login->username, login->password);
    server.credentials = login->source;
  } else if (!options.token.empty()) {
    server.authorization = "Bearer " + options.token;
    server.credentials = "MLFLOW_TRACKING_TOKEN";
  }
  return {};
}

Result<Server> http_server(const ServerOptions& options) {
  const std::string shown = http::redacted(options.tracking_uri);
  if (options.tracking_uri.find_first_of("?# ") != std::string::npos) {
    return wrong(fmt::format(
        "MLFLOW_TRACKING_URI={}: that is the address of a page; leave out everything from the "
        "first ?, # or space on",
        shown));
  }
  Server server;
  std::string url = options.tracking_uri;
  if (url.back() == '/' && url.size() > url.find("://") + 3) {
    url.pop_back();
  }
  if (!move_login(url, server)) {
    if (auto set = set_login(options, server); !set) {
      return set.error();
    }
  }
  const std::size_t host = url.find("://") + 3;
  if (host >= url.size() || url[host] == '/' || url[host] == ':') {
    return wrong(
        fmt::format("MLFLOW_TRACKING_URI={}: there is no host in it; for example "
                    "http://localhost:5000",
                    shown));
  }
  server.base_url = url;
  server.ui_url = url;
  return server;
}

// For what the Python client opens itself: only a server can be talked to over REST.
Error local_store(const std::string& uri) {
  const std::size_t colon = uri.find(':');
  const std::string after = colon == std::string::npos ? "" : uri.substr(colon + 1);
  if (uri.find('/') > uri.size() && !after.empty() &&
      after.find_first_not_of("0123456789") == std::string::npos) {
    return wrong(fmt::format(
        "MLFLOW_TRACKING_URI={}: there is no scheme in it; set it to http://{}", uri, uri));
  }
  return not_supported(fmt::format(
      "MLFLOW_TRACKING_URI={}: this is a store and not a server, and testtracker writes only "
      "through a server's REST API; type `mlflow server --backend-store-uri {}` and set "
      "MLFLOW_TRACKING_URI to the address it prints, or unset it and type `testtracker server "
      "start`",
      http::redacted(uri), http::redacted(uri)));
}

std::string scheme_of(const std::string& uri) {
  std::string scheme = uri.substr(0, uri.find("://"));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return scheme;
}

Result<Server> server_of(const ServerOptions& options) {
  const std::string& uri = options.tracking_uri;
  if (uri.empty()) {
    return wrong(
        "no MLflow server is configured; set MLFLOW_TRACKING_URI, for example to "
        "http://localhost:5000, or type `testtracker server start`");
  }
  const std::string scheme = scheme_of(uri);
  if (scheme == "databricks") {
    return databricks_server(options);
  }
  const bool is_http = scheme == "http" || scheme == "https";
  return is_http && uri.size() > scheme.size() ? http_server(options) : local_store(uri);
}

}  // namespace

Result<Server> finalize(const ServerOptions& options) {
  if (auto good = check_settings(options); !good) {
    return good.error();
  }
  auto server = server_of(options);
  if (!server) {
    return server.error();
  }
  if (has_control_bytes(server->authorization)) {
    return wrong(
        fmt::format("{} has a control character in it; set it again without", server->credentials));
  }
  const auto is_blank = [](unsigned char byte) { return std::isspace(byte) != 0; };
  const auto& workspace = options.workspace;
  const auto begin = std::find_if_not(workspace.begin(), workspace.end(), is_blank);
  const auto end = std::find_if_not(workspace.rbegin(), workspace.rend(), is_blank).base();
  server->workspace = begin < end ? std::string(begin, end) : std::string();
  server->verify_tls = !options.insecure_tls;
  server->ca_bundle = options.ca_bundle;
  server->client_certificate = options.client_certificate;
  return server;
}

bool has_credentials(const Server& server) {
  return !server.authorization.empty() || server.workspace_login;
}

http::CurlOptions curl_options(const Server& server) {
  http::CurlOptions options;
  options.verify_tls = server.verify_tls;
  options.ca_bundle = server.ca_bundle;
  options.client_certificate = server.client_certificate;
  return options;
}

}  // namespace testtracker::mlflow
