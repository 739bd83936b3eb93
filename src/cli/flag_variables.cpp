#include "cli/flag_variables.hpp"

#include "settings/settings.hpp"

#include <nlohmann/json.hpp>

namespace testtracker::cli {
namespace {

constexpr const char* k_tags_variable = "MLFLOW_RUN_CONTEXT";
constexpr std::string_view k_tag_prefix = "tags.";

}  // namespace

std::vector<std::pair<std::string, std::string>> flag_variables(
    const CommonOptions& common,
    const std::function<std::optional<std::string>(const std::string&)>& environment) {
  std::vector<std::pair<std::string, std::string>> variables;
  auto tags = nlohmann::json::object();
  for (const auto& [name, text] : common.flags) {
    if (name.rfind(k_tag_prefix, 0) == 0) {
      tags[name.substr(k_tag_prefix.size())] = text;
      continue;
    }
    const settings::Definition* const definition = settings::find_definition(name);
    if (definition != nullptr && !definition->variables.empty()) {
      variables.emplace_back(definition->variables.front(), text);
    }
  }
  if (tags.empty()) {
    return variables;
  }
  auto all = nlohmann::json::parse(environment(k_tags_variable).value_or("{}"), nullptr,
                                   /*allow_exceptions=*/false);
  if (!all.is_object()) {
    all = nlohmann::json::object();
  }
  all.update(tags);
  variables.emplace_back(k_tags_variable,
                         all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  return variables;
}

}  // namespace testtracker::cli
