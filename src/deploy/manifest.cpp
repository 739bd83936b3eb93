#include "deploy/manifest.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace testtracker::deploy {
namespace {

using Json = nlohmann::ordered_json;

constexpr int k_format = 1;

VersionFile file_of(const Json& json) {
  VersionFile file;
  file.path = json.at("path").get<std::string>();
  file.kind = json.at("kind") == "notebook" ? FileKind::notebook : FileKind::file;
  file.sha256 = json.at("sha256").get<std::string>();
  file.size_bytes = json.at("size").get<std::uint64_t>();
  return file;
}

Artefact artefact_of(const Json& json) {
  return {json.at("name").get<std::string>(),
          {},
          json.at("sha256").get<std::string>(),
          json.at("size").get<std::uint64_t>()};
}

Json to_json(const settings::NamedTexts& texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) {
    json[name] = text;
  }
  return json;
}

template <typename Table>
void add_common(Json& json, const Table& table) {
  if (table.timeout_s) {
    json["timeout_s"] = *table.timeout_s;
  }
  if (table.retries) {
    json["retries"] = *table.retries;
  }
}

Json to_json(const settings::NotebookTests& notebooks) {
  Json tests = Json::array();
  for (const auto& test : notebooks.tests) {
    Json json = {{"path", test.path},
                 {"parameters", to_json(test.parameters)},
                 {"tags", to_json(test.tags)}};
    add_common(json, test);
    tests.push_back(std::move(json));
  }
  Json json = {{"parameters", to_json(notebooks.parameters)}, {"tests", std::move(tests)}};
  add_common(json, notebooks);
  return json;
}

settings::NamedTexts texts_of(const Json& json, const char* name) {
  settings::NamedTexts texts;
  for (const auto& [key, text] : json.at(name).items()) {
    texts.emplace_back(key, text.get<std::string>());
  }
  return texts;
}

template <typename Table>
void read_common(const Json& json, Table& table) {
  if (json.contains("timeout_s")) {
    table.timeout_s = json.at("timeout_s").get<double>();
  }
  if (json.contains("retries")) {
    table.retries = json.at("retries").get<int>();
  }
}

settings::NotebookTests notebooks_of(const Json& json) {
  settings::NotebookTests notebooks;
  notebooks.parameters = texts_of(json, "parameters");
  read_common(json, notebooks);
  for (const auto& entry : json.at("tests")) {
    settings::NotebookTest test;
    test.path = entry.at("path").get<std::string>();
    test.parameters = texts_of(entry, "parameters");
    test.tags = texts_of(entry, "tags");
    read_common(entry, test);
    notebooks.tests.push_back(std::move(test));
  }
  return notebooks;
}

Manifest manifest_of(const Json& json) {
  Manifest manifest;
  manifest.version = {json.at("environment").get<std::string>(),
                      json.at("githash").get<std::string>()};
  manifest.run_id = json.value("run_id", "");
  manifest.repository = json.value("repository", "");
  manifest.reference = json.value("reference", "");
  manifest.created = json.value("created", "");
  manifest.promoted_from = json.value("promoted_from", "");
  for (const auto& file : json.at("files")) {
    manifest.files.push_back(file_of(file));
  }
  for (const auto& artefact : json.at("artefacts")) {
    manifest.artefacts.push_back(artefact_of(artefact));
  }
  if (json.contains("notebooks")) {  // older manifests do not have it
    manifest.notebooks = notebooks_of(json.at("notebooks"));
  }
  return manifest;
}

}  // namespace

std::string to_text(const Manifest& manifest) {
  Json files = Json::array();
  for (const auto& file : manifest.files) {
    files.push_back({{"path", file.path},
                     {"kind", file.kind == FileKind::notebook ? "notebook" : "file"},
                     {"sha256", file.sha256},
                     {"size", file.size_bytes}});
  }
  Json artefacts = Json::array();
  for (const auto& artefact : manifest.artefacts) {
    artefacts.push_back(
        {{"name", artefact.name}, {"sha256", artefact.sha256}, {"size", artefact.size_bytes}});
  }
  const Json json = {{"format", k_format},
                     {"environment", manifest.version.environment},
                     {"githash", manifest.version.githash},
                     {"run_id", manifest.run_id},
                     {"repository", manifest.repository},
                     {"reference", manifest.reference},
                     {"created", manifest.created},
                     {"promoted_from", manifest.promoted_from},
                     {"files", files},
                     {"artefacts", artefacts},
                     {"notebooks", to_json(manifest.notebooks)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Manifest> parse_manifest(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format").get<int>() > k_format) {
      return Error{ErrorCode::newer_format,
                   "the manifest was written by a newer testtracker; update this one"};
    }
    return manifest_of(json);
  } catch (const nlohmann::json::exception& error) {
    return Error{ErrorCode::bad_format, std::string("the manifest is damaged: ") + error.what()};
  }
}

const VersionFile* find_file(const Manifest& manifest, const std::string& name) {
  const auto find = [&](auto is_it) {
    const auto found = std::find_if(manifest.files.begin(), manifest.files.end(), is_it);
    return found == manifest.files.end() ? nullptr : &*found;
  };
  const auto* const exact = find([&](const auto& file) { return file.path == name; });
  return exact != nullptr ? exact
                          : find([&](const auto& file) { return object_path(file) == name; });
}

}  // namespace testtracker::deploy
