#include "secrets/known_secrets.hpp"

#include "secrets/local_store.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <unistd.h>

namespace testtracker::secrets {

bool names_secret(const std::string& variable) {
  constexpr std::array<std::string_view, 8> k_credentials{
      "DATABRICKS_TOKEN",      "DATABRICKS_CLIENT_SECRET", "DATABRICKS_PASSWORD",
      "ARM_CLIENT_SECRET",     "MLFLOW_TRACKING_TOKEN",    "MLFLOW_TRACKING_PASSWORD",
      "AWS_SECRET_ACCESS_KEY", "TESTTRACKER_GIT_TOKEN"};
  return variable.rfind("TESTTRACKER_SECRET_", 0) == 0 ||
         std::find(k_credentials.begin(), k_credentials.end(), variable) != k_credentials.end();
}

Result<std::vector<std::string>> known_secrets() {
  std::set<std::string> values;
  if (const auto place = local_store_place(); place) {
    const auto table = read_secrets(*place);
    if (!table) {
      return table.error();
    }
    for (const auto& [scope, keys] : *table) {
      for (const auto& [key, value] : keys) {
        values.insert(value);
      }
    }
  }
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t end = text.find('=');
    if (end != std::string_view::npos && names_secret(std::string(text.substr(0, end)))) {
      values.insert(std::string(text.substr(end + 1)));
    }
  }
  values.erase("");
  return std::vector<std::string>(values.begin(), values.end());
}

}  // namespace testtracker::secrets
