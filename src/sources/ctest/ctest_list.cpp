#include "sources/ctest/ctest_list.hpp"

#include <nlohmann/json.hpp>

namespace testtracker::sources {
namespace {

using Json = nlohmann::json;

// A list of texts; ctest writes a list of one as a list, older ones as the text itself.
std::vector<std::string> texts_of(const Json& value) {
  if (value.is_string()) {
    return {value.get<std::string>()};
  }
  std::vector<std::string> texts;
  for (const Json& item : value) {
    if (item.is_string()) {
      texts.push_back(item.get<std::string>());
    }
  }
  return texts;
}

void add_property(CtestEntry& entry, const std::string& name, const Json& value) {
  const auto add_fixtures = [&](const char* verb) {
    for (const auto& fixture : texts_of(value)) {
      entry.fixtures.push_back(std::string(verb) + " " + fixture);
    }
  };
  if (name == "LABELS") {
    entry.labels = texts_of(value);
  } else if (name == "WILL_FAIL") {
    entry.will_fail = value.is_boolean() && value.get<bool>();
  } else if (name == "FIXTURES_SETUP") {
    add_fixtures("setup");
  } else if (name == "FIXTURES_CLEANUP") {
    add_fixtures("cleanup");
  } else if (name == "FIXTURES_REQUIRED") {
    add_fixtures("requires");
  }
}

CtestEntry entry_of(const Json& test) {
  CtestEntry entry;
  entry.name = test.value("name", "");
  if (const auto command = test.find("command"); command != test.end()) {
    entry.command = texts_of(*command);
  }
  if (const auto properties = test.find("properties"); properties != test.end()) {
    for (const Json& property : *properties) {
      if (property.is_object() && property.contains("value")) {
        add_property(entry, property.value("name", ""), property["value"]);
      }
    }
  }
  return entry;
}

}  // namespace

Result<std::vector<CtestEntry>> parse_ctest_list(const std::string& text) {
  // ctest may print a line ("Internal ctest changing into directory") in front of it.
  const Json document = Json::parse(text.substr(std::min(text.find('{'), text.size())), nullptr,
                                    /*allow_exceptions=*/false);
  if (!document.is_object() || !document.contains("tests") || !document["tests"].is_array()) {
    return Error{ErrorCode::bad_format,
                 "read ctest's list of tests: it is no JSON object with a list `tests`"};
  }
  std::vector<CtestEntry> entries;
  for (const Json& test : document["tests"]) {
    if (test.is_object()) {
      entries.push_back(entry_of(test));
    }
  }
  return entries;
}

}  // namespace testtracker::sources
