#include "mlflow/artifact_address.hpp"

#include "http/url_text.hpp"
#include "mlflow/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace testtracker::mlflow {
namespace {

constexpr std::string_view k_proxy_scheme = "mlflow-artifacts:";
constexpr std::string_view k_proxy_path = "/api/2.0/mlflow-artifacts/artifacts";

bool starts_with(std::string_view text, std::string_view begin) {
  return text.substr(0, begin.size()) == begin;
}

std::string scheme_of(const std::string& url) {
  return url.substr(0, url.find("://") + 3);
}

bool is_downgrade(const Server& server, const std::string& url) {
  return scheme_of(server.base_url) == "https://" && scheme_of(url) != "https://";
}

// `mlflow-artifacts:/1/run/artifacts` or `mlflow-artifacts://host:port/1/run/artifacts`.
std::string proxy_url(const Server& server, std::string_view uri) {
  uri.remove_prefix(k_proxy_scheme.size());
  std::string base = server.base_url;
  if (starts_with(uri, "//")) {
    const std::size_t slash = std::min(uri.find('/', 2), uri.size());
    const std::string_view host = uri.substr(2, slash - 2);
    base = host.empty() ? base : scheme_of(base) + std::string(host);
    uri.remove_prefix(slash);
  }
  return base + std::string(k_proxy_path) + (starts_with(uri, "/") ? "" : "/") +
         http::percent_encoded_path(uri);
}

Error not_proxied(const Server& server, const std::string& uri) {
  if (server.is_databricks) {
    return {ErrorCode::unsupported,
            "write an artifact: Databricks keeps artifacts where only its own clients can write"};
  }
  return {ErrorCode::unsupported,
          fmt::format("write an artifact to {}: the MLflow server does not keep artifacts of this "
                      "experiment itself, and testtracker writes only through it; start the server "
                      "with --artifacts-destination instead of --default-artifact-root and use a "
                      "new experiment",
                      http::redacted(uri))};
}

}  // namespace

Result<ArtifactAddress> artifact_address(const Server& server, const std::string& artifact_uri,
                                         const std::string& path) {
  if (auto good = check_artifact_path(path); !good) {
    return good.error();
  }
  const std::string end = "/" + http::percent_encoded_path(path);
  ArtifactAddress address;
  if (starts_with(artifact_uri, k_proxy_scheme)) {
    address.url = proxy_url(server, artifact_uri) + end;
    address.sends_credentials = !is_downgrade(server, address.url);
    return address;
  }
  if (starts_with(artifact_uri, "http://") || starts_with(artifact_uri, "https://")) {
    address.url = artifact_uri + end;
    address.sends_credentials = http::origin(artifact_uri) == http::origin(server.base_url);
    return address;
  }
  return not_proxied(server, artifact_uri);
}

std::string content_type(const std::string& path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> k_types{{
      {".json", "application/json"},
      {".html", "text/html"},
      {".txt", "text/plain"},
      {".log", "text/plain"},
      {".md", "text/markdown"},
      {".xml", "application/xml"},
      {".csv", "text/csv"},
      {".gz", "application/gzip"},
      {".png", "image/png"},
      {".svg", "image/svg+xml"},
  }};
  for (const auto& [ending, type] : k_types) {
    if (path.size() > ending.size() &&
        path.compare(path.size() - ending.size(), ending.size(), ending) == 0) {
      return std::string(type);
    }
  }
  return "application/octet-stream";
}

}  // namespace testtracker::mlflow
