#pragma once

// Reads `[[metrics]]` of testtracker.toml. Used by settings_file.cpp alone.

#include "settings/metric_rules.hpp"
#include "settings/toml_text.hpp"

#include <optional>
#include <vector>

namespace testtracker::settings {

inline constexpr const char* k_metrics_name = "metrics";

/// Adds the rules that the node holds. Nullopt = all was good.
std::optional<TomlComplaint> read_metric_rules(const toml::node& node,
                                               std::vector<MetricRule>& into);

}  // namespace testtracker::settings
