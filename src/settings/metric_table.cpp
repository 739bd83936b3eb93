#include "settings/metric_table.hpp"

#include "base/nearest_word.hpp"

#include <cmath>
#include <string>

namespace testtracker::settings {
namespace {

using Complaint = std::optional<TomlComplaint>;

Complaint unknown(const std::string& key, const toml::node& node) {
  const auto nearest = nearest_word(key, {"name", "worse", "unit", "cases"});
  return TomlComplaint{&node,
                       "an entry of [[metrics]] has no '" + key + "'; " +
                           (nearest.empty() ? std::string("it has name, worse, unit and cases")
                                            : "did you mean '" + nearest + "'?")};
}

Complaint read_cases(const toml::node& node, double& into) {
  const auto cases = node.is_number() ? node.value<double>() : std::nullopt;
  if (!cases || !std::isfinite(*cases) || *cases < 1) {
    return TomlComplaint{&node, "'metrics.cases' must be a number from 1 on, not quoted"};
  }
  into = *cases;
  return {};
}

Complaint read_worse(const toml::node& node, std::string& into) {
  into = node.is_string() ? scalar_text(node) : std::string();
  return into == "lower" || into == "higher"
             ? Complaint()
             : TomlComplaint{&node,
                             "'metrics.worse' must be \"lower\" or \"higher\": the values that are "
                             "the bad ones"};
}

Complaint read_text(const std::string& key, const toml::node& node, std::string& into) {
  into = node.is_string() ? scalar_text(node) : std::string();
  return into.empty() ? TomlComplaint{&node, "'metrics." + key + "' must be a quoted text"}
                      : Complaint();
}

Complaint read_rule(const toml::table& table, MetricRule& into) {
  into.line = line_of(table);
  for (const auto& [key, node] : table) {
    const std::string word(key.str());
    const auto wrong = word == "name"    ? read_text(word, node, into.name)
                       : word == "unit"  ? read_text(word, node, into.unit)
                       : word == "worse" ? read_worse(node, into.worse)
                       : word == "cases" ? read_cases(node, into.cases)
                                         : unknown(word, node);
    if (wrong) {
      return wrong;
    }
  }
  if (into.name.empty()) {
    return TomlComplaint{&table,
                         "an entry of [[metrics]] needs a name, such as name = \"*/rows_per_s\""};
  }
  if (into.worse.empty() && into.unit.empty() && !(into.cases > 0)) {
    return TomlComplaint{&table, "the entry of [[metrics]] for '" + into.name +
                                     "' says nothing; it can have worse, unit and cases"};
  }
  return {};
}

}  // namespace

Complaint read_metric_rules(const toml::node& node, std::vector<MetricRule>& into) {
  const toml::array* const entries = node.as_array();
  for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
    const toml::table* const table = entries->get(i)->as_table();
    if (table == nullptr) {
      break;
    }
    if (auto wrong = read_rule(*table, into.emplace_back())) {
      return wrong;
    }
  }
  if (entries == nullptr || into.size() != entries->size()) {
    return TomlComplaint{&node, "'metrics' must be a list of tables: write [[metrics]] above each"};
  }
  return {};
}

}  // namespace testtracker::settings
