#include "settings/settings_file.hpp"

#include "base/nearest_word.hpp"
#include "settings/metric_table.hpp"
#include "settings/notebook_table.hpp"
#include "settings/settings.hpp"
#include "settings/toml_text.hpp"
#include "settings/value_check.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace testtracker::settings {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_file_name = "testtracker.toml";

// Walks the tables of one file; stops at the first complaint.
class FileReader {
 public:
  explicit FileReader(std::string path) : path_(std::move(path)) {}

  Result<FileContents> read(const toml::table& root) {
    if (const auto good = walk(root, ""); !good) {
      return good.error();
    }
    return std::move(contents_);
  }

 private:
  Error complaint(const toml::node& node, const std::string& sentence) const {
    return {ErrorCode::bad_format,
            fmt::format("{}:{}: {}", path_, node.source().begin.line, sentence)};
  }

  Result<void> walk(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const std::string name = prefix + std::string(key.str());
      const bool is_known = find_definition(name) != nullptr;
      const auto good = prefix == "tags."              ? add_tag(name, node)
                        : is_notebook_part(name)       ? add_notebooks(name, node)
                        : name == k_metrics_name       ? add_metrics(node)
                        : !is_known && node.is_table() ? walk(*node.as_table(), name + ".")
                        : is_known                     ? add(name, node)
                                                       : unknown(name, node);
      if (!good) {
        return good;
      }
    }
    return {};
  }

  Result<void> add_notebooks(const std::string& name, const toml::node& node) {
    if (const auto wrong = read_notebook_part(name, node, contents_.notebooks)) {
      return complaint(*wrong->place, wrong->sentence);
    }
    return {};
  }

  Result<void> add_metrics(const toml::node& node) {
    if (const auto wrong = read_metric_rules(node, contents_.metrics)) {
      return complaint(*wrong->place, wrong->sentence);
    }
    return {};
  }

  Error unknown(const std::string& name, const toml::node& node) const {
    std::vector<std::string> names{"notebook.parameters", "notebook.tests", k_metrics_name};
    for (const Definition& definition : definitions()) {
      names.push_back(definition.name);
    }
    const std::string nearest = nearest_word(name, names);
    return complaint(node, "there is no setting '" + name + "'" +
                               (nearest.empty() ? "; `testtracker config` lists them"
                                                : "; did you mean '" + nearest + "'?"));
  }

  Result<void> add_tag(const std::string& name, const toml::node& node) {
    const auto good = check_tag_key(name.substr(std::string_view("tags.").size()));
    if (!good) {
      return complaint(node, "the name of the tag '" + name + "' " + good.error().message);
    }
    if (!node.is_value()) {
      return complaint(node, "'" + name + "' must be a text");
    }
    contents_.entries.push_back({name, scalar_text(node), line_of(node)});
    return {};
  }

  Result<void> add(const std::string& name, const toml::node& node) {
    const Definition& definition = *find_definition(name);
    if (definition.type == Type::secret) {
      return complaint(node, "'" + name + "' is a secret and must not stand in a file; set " +
                                 definition.variables.front() + " instead");
    }
    if (definition.environment_only) {
      return complaint(node, "'" + name + "' is read by test programs, which do not read this " +
                                 "file; set " + definition.variables.front() + " instead");
    }
    auto text = text_of(definition, node);
    if (text) {
      text = checked_text(definition, *text);
    }
    if (!text) {
      return complaint(node, "'" + name + "' " + text.error().message);
    }
    if (without_credentials(*text) != *text) {
      return complaint(node, "'" + name + "' holds a password, and a secret must not stand in a " +
                                 "file; set " + definition.variables.front() + " instead");
    }
    contents_.entries.push_back({name, std::move(*text), line_of(node)});
    return {};
  }

  Result<std::string> text_of(const Definition& definition, const toml::node& node) const {
    const auto wrong = [](const char* wanted) {
      return Error{ErrorCode::invalid_argument, std::string("must be ") + wanted};
    };
    switch (definition.type) {
      case Type::boolean:
        return node.is_boolean() ? Result(scalar_text(node)) : wrong("true or false");
      case Type::integer:
        return node.is_integer() ? Result(scalar_text(node)) : wrong("a whole number, not quoted");
      case Type::number:
        return node.is_number() ? Result(scalar_text(node)) : wrong("a number, not quoted");
      case Type::list:
        return list_text(node);
      case Type::program:
        return node.is_string() ? Result(program_text(scalar_text(node))) : wrong("a quoted path");
      case Type::path:
        return node.is_string() ? Result(path_text(scalar_text(node))) : wrong("a quoted path");
      case Type::text:
      case Type::secret:
      case Type::choice:
      case Type::json_tags:
        break;
    }
    return node.is_string() ? Result(scalar_text(node)) : wrong("a quoted text");
  }

  static Result<std::string> list_text(const toml::node& node) {
    const Error wrong{ErrorCode::invalid_argument,
                      R"(must be a list of texts without commas, such as ["a", "b"])"};
    const toml::array* const items = node.as_array();
    if (items == nullptr) {
      return wrong;
    }
    std::string joined;
    for (const toml::node& item : *items) {
      const auto text = item.value_exact<std::string>();
      if (!text || text->empty() || text->find(',') != std::string::npos) {
        return wrong;
      }
      joined += (joined.empty() ? "" : ",") + *text;
    }
    return joined;
  }

  [[nodiscard]] std::string path_text(const std::string& text) const {
    return text.empty() ? text : (fs::path(path_).parent_path() / text).lexically_normal().string();
  }

  // A name without a folder is looked for in PATH.
  [[nodiscard]] std::string program_text(const std::string& text) const {
    return text.find('/') == std::string::npos ? text : path_text(text);
  }

  std::string path_;
  FileContents contents_;
};

}  // namespace

std::string find_settings_file(const std::string& directory) {
  std::error_code ignored;
  fs::path folder = fs::absolute(directory, ignored).lexically_normal();
  while (!folder.empty()) {
    if (fs::is_regular_file(folder / k_file_name, ignored)) {
      return (folder / k_file_name).string();
    }
    if (folder == folder.parent_path()) {
      break;
    }
    folder = folder.parent_path();
  }
  return {};
}

Result<FileContents> read_settings_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string contents{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    return Error{ErrorCode::io, "the settings file " + path + " cannot be read; is it yours?"};
  }
  try {
    return FileReader(path).read(toml::parse(contents, path));
  } catch (const toml::parse_error& failure) {
    return Error{ErrorCode::bad_format,
                 fmt::format("{}:{}: this is no TOML: {}", path, failure.source().begin.line,
                             failure.description())};
  }
}

Result<NotebookTests> read_notebook_tests(const std::string& path) {
  auto contents = read_settings_file(path);
  if (!contents) {
    return contents.error();
  }
  NotebookTests notebooks = std::move(contents->notebooks);
  for (const FileEntry& entry : contents->entries) {
    const char* const end = entry.text.data() + entry.text.size();
    if (entry.name == "notebook.timeout_s") {
      std::from_chars(entry.text.data(), end, notebooks.timeout_s.emplace());
    } else if (entry.name == "notebook.retries") {
      std::from_chars(entry.text.data(), end, notebooks.retries.emplace());
    }
  }
  return notebooks;
}

}  // namespace testtracker::settings
