#include "upload/missing_values.hpp"

#include "upload/value_text.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string_view>

namespace testtracker::upload {
namespace {

template <typename Value>
std::vector<Value> without_keys_of(const std::vector<Value>& wanted,
                                   const std::vector<Value>& there) {
  std::set<std::string_view> keys;
  for (const auto& value : there) {
    keys.insert(value.key);
  }
  std::vector<Value> missing;
  for (const auto& value : wanted) {
    if (keys.count(value.key) == 0) {
      missing.push_back(value);
    }
  }
  return missing;
}

}  // namespace

std::string MissingValues::words() const {
  return fmt::format("{}, {} and {}", counted(metrics.size(), "metric"),
                     counted(params.size(), "param"), counted(tags.size(), "tag"));
}

MissingValues missing_values(const SelectedValues& values, const std::vector<mlflow::Tag>& tags,
                             const mlflow::RunData& there) {
  MissingValues missing;
  missing.metrics = without_keys_of(values.metrics, there.metrics);
  missing.params = without_keys_of(values.params, there.params);
  std::map<std::string_view, std::string_view> known;
  for (const auto& tag : there.tags) {
    known.emplace(tag.key, tag.value);
  }
  for (const auto& tag : tags) {
    const auto found = known.find(tag.key);
    if (found == known.end() || found->second != tag.value) {
      missing.tags.push_back(tag);
    }
  }
  return missing;
}

}  // namespace testtracker::upload
