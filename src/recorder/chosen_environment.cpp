#include "recorder/chosen_environment.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include <unistd.h>

namespace testtracker::recorder {
namespace {

constexpr std::array<std::string_view, 8> k_conditions = {
    "LANG",         "LC_ALL",       "TZ",           "OMP_NUM_THREADS",
    "GTEST_FILTER", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
};
constexpr std::array<std::string_view, 11> k_secret_words = {
    "TOKEN",      "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "KEY",
    "CREDENTIAL", "AUTH",   "JWT",      "COOKIE", "SIGNATURE",
};
// Beginnings of the variables that CI systems set, and of our own.
constexpr std::array<std::string_view, 23> k_upload_prefixes = {
    "CI",        "GITHUB_",    "GITLAB_",     "JENKINS_",          "JOB_",       "BUILD",
    "GIT_",      "BRANCH_",    "CHANGE_",     "TEAMCITY",          "TRAVIS",     "CIRCLE",
    "SYSTEM_",   "DRONE",      "TF_",         "BITBUCKET_",        "APPVEYOR",   "CIRRUS_",
    "SEMAPHORE", "WOODPECKER", "TESTTRACKER", "MLFLOW_EXPERIMENT", "MLFLOW_RUN_"};
constexpr std::size_t k_longest_value_bytes = 1024;

template <std::size_t Size>
bool has_prefix(std::string_view name, const std::array<std::string_view, Size>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
    return name.substr(0, prefix.size()) == prefix;
  });
}

void add(Variables& variables, std::string_view name, std::string_view value) {
  if (!looks_secret(name, value) && value.size() <= k_longest_value_bytes) {
    variables.emplace_back(name, value);
  }
}

void add_by_name(Variables& variables, const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value != nullptr && !name.empty()) {
    add(variables, name, value);
  }
}

}  // namespace

Variables test_environment() {
  Variables variables;
  for (const std::string_view name : k_conditions) {
    add_by_name(variables, std::string(name));
  }
  const char* const listed = std::getenv("TESTTRACKER_ENVIRONMENT");
  std::string_view names = listed == nullptr ? "" : listed;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    add_by_name(variables, std::string(names.substr(0, comma)));
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return variables;
}

Variables upload_environment() {
  Variables variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && has_prefix(text, k_upload_prefixes)) {
      add(variables, text.substr(0, equals), text.substr(equals + 1));
    }
  }
  std::sort(variables.begin(), variables.end());
  return variables;
}

bool looks_secret(std::string_view name, std::string_view value) {
  std::string upper(name);
  for (char& letter : upper) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  const bool has_secret_name =
      std::any_of(k_secret_words.begin(), k_secret_words.end(),
                  [&](std::string_view word) { return upper.find(word) != std::string::npos; });
  const std::size_t scheme = value.find("://");
  const bool has_user =
      scheme != std::string_view::npos &&
      value.substr(scheme + 3, value.find('/', scheme + 3) - scheme - 3).find('@') !=
          std::string_view::npos;
  return has_secret_name || has_user;
}

}  // namespace testtracker::recorder
