#include "mlflow/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace testtracker::mlflow {
namespace {

Error wrong(std::string message) {
  return {ErrorCode::invalid_argument, std::move(message)};
}

// A text of unknown size for a message.
std::string shortened(std::string_view text) {
  constexpr std::size_t k_most = 80;
  return text.size() <= k_most ? std::string(text) : std::string(text.substr(0, k_most)) + "…";
}

bool is_key_character(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x80 || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') ||
         std::string_view("/_.- :").find(letter) != std::string_view::npos;
}

// As posixpath.normpath would leave it: no empty part, `.` or `..`.
bool is_normal_path(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") {
      return false;
    }
    if (slash == std::string_view::npos) {
      return true;
    }
    path.remove_prefix(slash + 1);
  }
}

Result<void> check_length(std::string_view kind, const std::string& key, const std::string& value,
                          std::size_t most) {
  if (value.size() <= most || count_characters(value) <= most) {
    return {};
  }
  return wrong(fmt::format("{} {} has {} characters, and MLflow keeps at most {}", kind, key,
                           count_characters(value), most));
}

Result<void> check_named(std::string_view kind, std::string_view key) {
  if (auto good = check_key(key); !good) {
    return wrong(fmt::format("{} {}", kind, good.error().message));
  }
  return {};
}

}  // namespace

std::size_t count_characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](unsigned char byte) {
    return (byte & 0xC0U) != 0x80U;  // not a continuation byte
  }));
}

Result<void> check_key(std::string_view key) {
  if (key.size() > k_max_key_bytes) {
    return wrong(fmt::format("{} has {} bytes, and MLflow takes at most {}", shortened(key),
                             key.size(), k_max_key_bytes));
  }
  if (!std::all_of(key.begin(), key.end(), is_key_character)) {
    return wrong(
        fmt::format("{}: MLflow takes only letters, digits, spaces and _ - . : / in a name", key));
  }
  if (!is_normal_path(key)) {
    return wrong(
        fmt::format("\"{}\": MLflow takes only names that are a path without empty parts, "
                    ". and ..",
                    key));
  }
  return {};
}

Result<void> check(const Metric& metric) {
  if (auto good = check_named("metric", metric.key); !good) {
    return good;
  }
  return check_time(metric.timestamp, "metric " + metric.key);
}

Result<void> check(const Param& param) {
  auto good = check_named("param", param.key);
  return good ? check_length("param", param.key, param.value, k_max_param) : good;
}

Result<void> check(const Tag& tag, std::size_t max_characters) {
  auto good = check_named("tag", tag.key);
  return good ? check_length("tag", tag.key, tag.value, max_characters) : good;
}

Result<void> check_time(std::int64_t time, std::string_view what) {
  if (time >= 0) {
    return {};
  }
  return wrong(fmt::format("{} has the time {} ms, before 1970", what, time));
}

Result<void> check_artifact_path(std::string_view path) {
  const auto is_refused = [](unsigned char byte) {
    return byte < 0x20 || byte == 0x7F ||
           std::string_view("#%\\").find(static_cast<char>(byte)) != std::string_view::npos;
  };
  if (is_normal_path(path) && std::none_of(path.begin(), path.end(), is_refused)) {
    return {};
  }
  return wrong(
      fmt::format("artifact {}: MLflow takes only relative paths without empty parts, ., "
                  ".., control characters and # % \\",
                  shortened(path)));
}

bool is_at_least(const std::string& version, int major, int minor) {
  int has_major = 0;
  int has_minor = 0;
  if (std::sscanf(version.c_str(), "%d.%d", &has_major, &has_minor) != 2) {
    return true;
  }
  return has_major > major || (has_major == major && has_minor >= minor);
}

}  // namespace testtracker::mlflow
