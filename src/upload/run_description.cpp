#include "upload/run_description.hpp"

#include "report/test_order.hpp"
#include "upload/key_text.hpp"
#include "upload/value_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace testtracker::upload {
namespace {

constexpr std::size_t k_short_commit = 8;

/// Tags in the order in which they were added; a later one of the same key replaces the value.
class TagList {
 public:
  explicit TagList(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  TagList& add(std::string key, std::string_view value) {
    if (value.empty()) {
      return *this;
    }
    auto text = cut_text(value, max_bytes_);
    const auto same = std::find_if(tags_.begin(), tags_.end(),
                                   [&](const mlflow::Tag& tag) { return tag.key == key; });
    if (same != tags_.end()) {
      same->value = std::move(text);
    } else {
      tags_.push_back({std::move(key), std::move(text)});
    }
    return *this;
  }
  [[nodiscard]] std::vector<mlflow::Tag> take() { return std::move(tags_); }

 private:
  std::size_t max_bytes_;
  std::vector<mlflow::Tag> tags_;
};

std::string known(const std::string& text) {
  return text.empty() ? "unknown" : text;
}

void add_place(TagList& tags, const context::RunContext& context) {
  tags.add("git.branch", context.branch).add("git.commit", context.commit);
  if (!context.commit.empty()) {
    tags.add("git.dirty", context.dirty ? "true" : "false");
  }
  tags.add("git.repository", context.repository)
      .add("compiler", context.compiler)
      .add("build_type", context.build_type)
      .add("os", context.os)
      .add("host", context.host)
      .add("platform", context.platform)
      .add("ci.name", context.ci_name)
      .add("ci.url", context.ci_url);
}

// As MLflow's own clients set them: mlflow/utils/mlflow_tags.py.
void add_source(TagList& tags, const context::RunContext& context) {
  tags.add("mlflow.source.git.commit", context.commit)
      .add("mlflow.source.git.branch", context.branch)
      .add("mlflow.source.git.repoURL", context.repository)
      .add("mlflow.source.name", context.command)
      .add("mlflow.source.type", context.ci_name.empty() ? "LOCAL" : "JOB")
      .add("mlflow.user", context.user);
}

template <typename Condition>
std::vector<std::string> keys_of(const session::SessionResult& result,
                                 const std::vector<std::string>& keys, Condition is_wanted) {
  std::vector<std::string> chosen;
  for (const std::size_t i : report::display_order(result.tests)) {
    const auto& test = result.tests[i];
    if (!test.nested && test.finished && is_wanted(test)) {
      chosen.push_back(keys[i]);
    }
  }
  return chosen;
}

}  // namespace

std::string run_name(const context::RunContext& context, std::int64_t ordinal) {
  const auto commit = context.commit.substr(0, k_short_commit);
  return commit.empty() ? fmt::format("#{}", ordinal) : fmt::format("#{} {}", ordinal, commit);
}

std::string series_of(const context::RunContext& context) {
  return context.series.empty() ? fmt::format("{}/{}/{}", known(context.suite),
                                              known(context.branch), known(context.platform))
                                : context.series;
}

mlflow::RunStatus run_status(session::Verdict verdict) {
  switch (verdict) {
    case session::Verdict::passed:
      return mlflow::RunStatus::FINISHED;
    case session::Verdict::interrupted:
      return mlflow::RunStatus::KILLED;
    default:
      return mlflow::RunStatus::FAILED;
  }
}

std::vector<mlflow::Tag> first_tags(const context::RunContext& context, const std::string& delivery,
                                    const std::string& series, std::size_t max_bytes) {
  TagList tags(max_bytes);
  tags.add("testtracker.mapping", std::to_string(k_mapping_version))
      .add("testtracker.session", delivery)
      .add("testtracker.kind", "session")
      .add("testtracker.series", series)
      .add("testtracker.suite", context.suite);
  add_place(tags, context);
  add_source(tags, context);
  for (const auto& [key, value] : context.tags) {
    if (!key.empty()) {
      tags.add(shortened_key(encode_path(key), k_max_key_bytes, name_hash({key})), value);
    }
  }
  return tags.take();
}

std::vector<mlflow::Tag> last_tags(const session::SessionResult& result,
                                   const std::vector<std::string>& keys, bool has_artifacts,
                                   std::size_t max_bytes) {
  TagList tags(max_bytes);
  const auto failed = keys_of(result, keys, [](const auto& test) { return is_bad(test.status); });
  const auto flaky = keys_of(result, keys, [](const auto& test) { return test.flaky; });
  tags.add("testtracker.failed", name_list(failed, max_bytes))
      .add("testtracker.flaky", name_list(flaky, max_bytes));
  if (has_artifacts) {
    // The path before the type: the server's own search for tables expects that order.
    tags.add("mlflow.loggedArtifacts", R"([{"path":"tests.json","type":"table"}])");
  }
  return tags.take();
}

}  // namespace testtracker::upload
