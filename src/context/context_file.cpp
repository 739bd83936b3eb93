#include "context/context_file.hpp"

#include "spool/replace_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace testtracker::context {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t k_version = 1;

// Name and place of every text; reading and writing share the list.
template <typename Context, typename Visit>
void for_each_text(Context& context, Visit visit) {
  visit("commit", context.commit);
  visit("branch", context.branch);
  visit("repository", context.repository);
  visit("project", context.project);
  visit("ci_name", context.ci_name);
  visit("ci_url", context.ci_url);
  visit("host", context.host);
  visit("user", context.user);
  visit("os", context.os);
  visit("machine", context.machine);
  visit("platform", context.platform);
  visit("compiler", context.compiler);
  visit("build_type", context.build_type);
  visit("suite", context.suite);
  visit("series", context.series);
  visit("command", context.command);
}

Json to_json(const RunContext& context) {
  Json object = {{"version", k_version}};
  for_each_text(context, [&](const char* name, const std::string& text) { object[name] = text; });
  object["dirty"] = context.dirty;
  if (context.build) {
    object["build"] = *context.build;
  }
  Json tags = Json::object();
  for (const auto& [key, value] : context.tags) {
    tags[key] = value;
  }
  object["tags"] = tags;
  return object;
}

RunContext from_json(const Json& object) {
  RunContext context;
  for_each_text(context, [&](const char* name, std::string& text) {
    if (const auto found = object.find(name); found != object.end() && found->is_string()) {
      text = found->get<std::string>();
    }
  });
  if (const auto dirty = object.find("dirty"); dirty != object.end() && dirty->is_boolean()) {
    context.dirty = dirty->get<bool>();
  }
  if (const auto build = object.find("build");
      build != object.end() && build->is_number_integer() && build->get<std::int64_t>() >= 1) {
    context.build = build->get<std::int64_t>();
  }
  if (const auto tags = object.find("tags"); tags != object.end() && tags->is_object()) {
    for (const auto& [key, value] : tags->items()) {
      context.tags.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return context;
}

}  // namespace

Result<void> write_context(const std::string& path, const RunContext& context) {
  return spool::replace_file(
      path, to_json(context).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<RunContext> read_context(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Error{ErrorCode::not_found, "open " + path + ": no such file"};
  }
  const Json object = Json::parse(file, nullptr, /*allow_exceptions=*/false);
  const auto version = object.is_object() ? object.find("version") : object.end();
  if (!object.is_object() || version == object.end() || !version->is_number_integer()) {
    return Error{
        ErrorCode::bad_format,
        "read " + path + ": it does not describe a session; remove it, and it is made anew"};
  }
  if (version->get<std::int64_t>() > k_version) {
    return Error{ErrorCode::newer_format,
                 fmt::format("read {}: it was written by a newer testtracker (version {} of the "
                             "file, {} is known); use that one",
                             path, version->get<std::int64_t>(), k_version)};
  }
  return from_json(object);
}

}  // namespace testtracker::context
