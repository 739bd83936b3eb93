#include "context/ci_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string_view>

namespace testtracker::context {
namespace {

using Patterns = std::vector<std::string_view>;

// In patterns, {NAME} stands for a variable. Of each list, the first pattern counts all of whose
// variables are set.
struct CiSystem {
  std::string_view name;
  std::string_view marker;        // the variable that tells this system from others
  std::string_view marker_value;  // empty = any text but `false`
  Patterns branch;
  Patterns commit;
  Patterns build;
  Patterns url;
};

// Sources: each system's page of predefined variables. Woodpecker stands before the systems whose
// variables it also sets.
// clang-format off
const std::vector<CiSystem>& systems() {
  static const std::vector<CiSystem> table = {
      {"github", "GITHUB_ACTIONS", "",
       {"{GITHUB_HEAD_REF}", "{GITHUB_REF_NAME}"}, {"{GITHUB_SHA}"}, {"{GITHUB_RUN_NUMBER}"},
       {"{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}"}},
      {"gitlab", "GITLAB_CI", "",
       {"{CI_MERGE_REQUEST_SOURCE_BRANCH_NAME}", "{CI_COMMIT_BRANCH}", "{CI_COMMIT_REF_NAME}"},
       {"{CI_COMMIT_SHA}"}, {"{CI_PIPELINE_IID}"}, {"{CI_JOB_URL}", "{CI_PIPELINE_URL}"}},
      {"azure", "TF_BUILD", "",
       {"{SYSTEM_PULLREQUEST_SOURCEBRANCH}", "{BUILD_SOURCEBRANCH}"}, {"{BUILD_SOURCEVERSION}"},
       {"{BUILD_BUILDID}"},
       {"{SYSTEM_COLLECTIONURI}{SYSTEM_TEAMPROJECT}/_build/results?buildId={BUILD_BUILDID}"}},
      {"teamcity", "TEAMCITY_VERSION", "",
       {}, {"{BUILD_VCS_NUMBER}"}, {"{BUILD_NUMBER}"}, {"{BUILD_URL}"}},
      {"circleci", "CIRCLECI", "",
       {"{CIRCLE_BRANCH}"}, {"{CIRCLE_SHA1}"}, {"{CIRCLE_BUILD_NUM}"}, {"{CIRCLE_BUILD_URL}"}},
      {"travis", "TRAVIS", "",
       {"{TRAVIS_PULL_REQUEST_BRANCH}", "{TRAVIS_BRANCH}"}, {"{TRAVIS_COMMIT}"},
       {"{TRAVIS_BUILD_NUMBER}"}, {"{TRAVIS_JOB_WEB_URL}", "{TRAVIS_BUILD_WEB_URL}"}},
      {"buildkite", "BUILDKITE", "",
       {"{BUILDKITE_BRANCH}"}, {"{BUILDKITE_COMMIT}"}, {"{BUILDKITE_BUILD_NUMBER}"},
       {"{BUILDKITE_BUILD_URL}"}},
      {"woodpecker", "CI", "woodpecker",
       {"{CI_COMMIT_SOURCE_BRANCH}", "{CI_COMMIT_BRANCH}"}, {"{CI_COMMIT_SHA}"},
       {"{CI_PIPELINE_NUMBER}", "{CI_BUILD_NUMBER}"}, {"{CI_PIPELINE_URL}", "{CI_BUILD_LINK}"}},
      {"drone", "DRONE", "",
       {"{DRONE_SOURCE_BRANCH}", "{DRONE_BRANCH}"}, {"{DRONE_COMMIT_SHA}", "{DRONE_COMMIT}"},
       {"{DRONE_BUILD_NUMBER}"}, {"{DRONE_BUILD_LINK}"}},
      {"bitbucket", "BITBUCKET_BUILD_NUMBER", "",
       {"{BITBUCKET_BRANCH}"}, {"{BITBUCKET_COMMIT}"}, {"{BITBUCKET_BUILD_NUMBER}"},
       {"https://bitbucket.org/{BITBUCKET_REPO_FULL_NAME}/pipelines/results/"
        "{BITBUCKET_BUILD_NUMBER}"}},
      {"appveyor", "APPVEYOR", "",
       {"{APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH}", "{APPVEYOR_REPO_BRANCH}"},
       {"{APPVEYOR_PULL_REQUEST_HEAD_COMMIT}", "{APPVEYOR_REPO_COMMIT}"},
       {"{APPVEYOR_BUILD_NUMBER}"},
       {"{APPVEYOR_URL}/project/{APPVEYOR_ACCOUNT_NAME}/{APPVEYOR_PROJECT_SLUG}/builds/"
        "{APPVEYOR_BUILD_ID}"}},
      // Cirrus has no build number that grows with time.
      {"cirrus", "CIRRUS_CI", "",
       {"{CIRRUS_BRANCH}"}, {"{CIRRUS_CHANGE_IN_REPO}"}, {},
       {"https://cirrus-ci.com/task/{CIRRUS_TASK_ID}"}},
      {"semaphore", "SEMAPHORE", "",
       {"{SEMAPHORE_GIT_PR_BRANCH}", "{SEMAPHORE_GIT_BRANCH}"}, {"{SEMAPHORE_GIT_SHA}"},
       {"{SEMAPHORE_WORKFLOW_NUMBER}"},
       {"{SEMAPHORE_ORGANIZATION_URL}/jobs/{SEMAPHORE_JOB_ID}"}},
      // Last, because people set JENKINS_URL elsewhere to talk to it.
      {"jenkins", "JENKINS_URL", "",
       {"{CHANGE_BRANCH}", "{BRANCH_NAME}", "{GIT_BRANCH}"}, {"{GIT_COMMIT}"}, {"{BUILD_NUMBER}"},
       {"{BUILD_URL}"}},
  };
  return table;
}
// clang-format on

std::string_view value_of(const Variables& variables, std::string_view name) {
  for (const auto& [known, value] : variables) {
    if (known == name) {
      return value;
    }
  }
  return {};
}

// Splits at {NAME}; `visit(literal, name)` is called for each, the last time with an empty name.
template <typename Visit>
void for_each_part(std::string_view pattern, Visit visit) {
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    const std::size_t close = std::min(pattern.find('}', open), pattern.size());
    visit(pattern.substr(0, open),
          open == close ? std::string_view() : pattern.substr(open + 1, close - open - 1));
    pattern.remove_prefix(std::min(close + 1, pattern.size()));
  }
}

std::string filled(std::string_view pattern, const Variables& variables) {
  std::string text;
  bool is_complete = true;
  for_each_part(pattern, [&](std::string_view literal, std::string_view name) {
    const std::string_view value = name.empty() ? std::string_view() : value_of(variables, name);
    is_complete = is_complete && (name.empty() || !value.empty());
    text.append(literal).append(value);
  });
  return is_complete ? text : std::string();
}

std::string first_filled(const Patterns& patterns, const Variables& variables) {
  for (const std::string_view pattern : patterns) {
    std::string text = filled(pattern, variables);
    if (!text.empty()) {
      return text;
    }
  }
  return {};
}

bool is_present(const CiSystem& system, const Variables& variables) {
  const std::string_view value = value_of(variables, system.marker);
  return system.marker_value.empty() ? !value.empty() && value != "false"
                                     : value == system.marker_value;
}

// `refs/heads/x` and `origin/x` are both the branch x.
std::string branch_name(std::string name) {
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/", "origin/"}) {
    if (name.rfind(prefix, 0) == 0) {
      name.erase(0, prefix.size());
    }
  }
  return name;
}

// Some systems say `HEAD`, or a Subversion revision.
std::string commit_hash(const std::string& text) {
  constexpr std::size_t k_shortest = 7;
  const bool is_hash = text.size() >= k_shortest &&
                       std::all_of(text.begin(), text.end(),
                                   [](unsigned char digit) { return std::isxdigit(digit) != 0; });
  return is_hash ? text : std::string();
}

std::optional<std::int64_t> build_number(const std::string& text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  if (code != std::errc() || stop != end || number < 1) {
    return std::nullopt;
  }
  return number;
}

std::string escaped_url(const std::string& text) {
  std::string url;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    const bool is_plain = code > ' ' && code < 0x7F &&
                          std::string_view("\"<>\\^`{|}").find(byte) == std::string_view::npos;
    url += is_plain ? std::string(1, byte) : fmt::format("%{:02X}", code);
  }
  return url;
}

}  // namespace

CiJob recognise_ci(const Variables& variables) {
  for (const CiSystem& system : systems()) {
    if (is_present(system, variables)) {
      return {std::string(system.name), escaped_url(first_filled(system.url, variables)),
              build_number(first_filled(system.build, variables)),
              branch_name(first_filled(system.branch, variables)),
              commit_hash(first_filled(system.commit, variables))};
    }
  }
  return {};
}

std::vector<std::string> ci_variables() {
  std::vector<std::string> names;
  for (const CiSystem& system : systems()) {
    names.emplace_back(system.marker);
    for (const Patterns* const patterns :
         {&system.branch, &system.commit, &system.build, &system.url}) {
      for (const std::string_view pattern : *patterns) {
        for_each_part(pattern, [&](std::string_view, std::string_view name) {
          if (!name.empty()) {
            names.emplace_back(name);
          }
        });
      }
    }
  }
  return names;
}

}  // namespace testtracker::context
