#pragma once

// What MLflow demands of a key: mlflow/utils/validation.py, on the strictest server we support.

#include <algorithm>
#include <sstream>
#include <string>

namespace testtracker::upload {

inline bool is_allowed_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string("/_.- ").find(c) != std::string::npos;
}

/// `posixpath.normpath(key) == key`: no empty part, no `.` and no `..`.
inline bool is_normal_path(const std::string& key) {
  if (key.empty() || key.back() == '/') {
    return false;
  }
  std::istringstream parts(key);
  for (std::string part; std::getline(parts, part, '/');) {
    if (part.empty() || part == "." || part == "..") {
      return false;
    }
  }
  return true;
}

inline bool is_mlflow_key(const std::string& key) {
  return key.size() <= 250 && std::all_of(key.begin(), key.end(), is_allowed_character) &&
         is_normal_path(key);
}

}  // namespace testtracker::upload
