#include "settings/notebook_table.hpp"

#include "base/nearest_word.hpp"
#include "settings/settings.hpp"
#include "settings/toml_text.hpp"
#include "settings/value_check.hpp"

#include <charconv>
#include <utility>
#include <vector>

namespace testtracker::settings {
namespace {

constexpr const char* k_parameters = "notebook.parameters";
constexpr const char* k_tests = "notebook.tests";

using Complaint = std::optional<TomlComplaint>;

// Texts as notebooks read them: Python spells truth with a capital letter, and so does papermill.
std::string parameter_text(const toml::node& node) {
  const auto truth = node.value_exact<bool>();
  return !truth ? scalar_text(node) : *truth ? "True" : "False";
}

Complaint read_parameters(const std::string& name, const toml::node& node, NamedTexts& into) {
  if (!node.is_table()) {
    return TomlComplaint{&node, "'" + name + "' must be a table, such as { env = \"staging\" }"};
  }
  for (const auto& [key, value] : *node.as_table()) {
    const std::string parameter(key.str());
    if (!value.is_string() && !value.is_number() && !value.is_boolean()) {
      return TomlComplaint{
          &value, "'" + name + "." + parameter + "' must be a text, a number, true or false"};
    }
    into.emplace_back(parameter, parameter_text(value));
  }
  return {};
}

Complaint read_tags(const std::string& name, const toml::node& node, NamedTexts& into) {
  if (!node.is_table()) {
    return TomlComplaint{&node, "'" + name + "' must be a table, such as { team = \"core\" }"};
  }
  for (const auto& [key, value] : *node.as_table()) {
    const std::string tag(key.str());
    if (const auto good = check_tag_key(tag); !good) {
      return TomlComplaint{
          &value, "the name of the tag '" + name + "." + tag + "' " + good.error().message};
    }
    if (!value.is_string() && !value.is_number() && !value.is_boolean()) {
      return TomlComplaint{&value, "'" + name + "." + tag + "' must be a text"};
    }
    into.emplace_back(tag, scalar_text(value));
  }
  return {};
}

// The same rules as for the setting that holds for all notebooks.
template <typename Number>
Complaint read_number(const std::string& name, const toml::node& node,
                      std::optional<Number>& into) {
  const Definition& like_all = *find_definition("notebook." + name.substr(name.rfind('.') + 1));
  const bool is_number = like_all.type == Type::integer ? node.is_integer() : node.is_number();
  const std::string text = scalar_text(node);
  const auto good = checked_text(like_all, text);
  if (!is_number || !good) {
    return TomlComplaint{&node, "'" + name + "' " +
                                    (is_number ? good.error().message
                                               : std::string("must be a number, not quoted"))};
  }
  std::from_chars(text.data(), text.data() + text.size(), into.emplace());
  return {};
}

Complaint unknown(const std::string& key, const toml::node& node) {
  const std::vector<std::string> known = {"path", "parameters", "tags", "timeout_s", "retries"};
  const std::string nearest = nearest_word(key, known);
  return TomlComplaint{&node, "an entry of [[notebook.tests]] has no '" + key + "'; " +
                                  (nearest.empty() ? std::string("it has path, parameters, tags, "
                                                                 "timeout_s and retries")
                                                   : "did you mean '" + nearest + "'?")};
}

Complaint read_test(const toml::table& table, NotebookTest& into) {
  for (const auto& [key, node] : table) {
    const std::string word(key.str());
    const std::string name = std::string(k_tests) + "." + word;
    Complaint wrong;
    if (word == "path" && node.is_string()) {
      into.path = scalar_text(node);
    } else if (word == "path") {
      wrong = TomlComplaint{&node, "'" + name + "' must be a quoted path"};
    } else if (word == "parameters") {
      wrong = read_parameters(name, node, into.parameters);
    } else if (word == "tags") {
      wrong = read_tags(name, node, into.tags);
    } else if (word == "timeout_s") {
      wrong = read_number(name, node, into.timeout_s);
    } else if (word == "retries") {
      wrong = read_number(name, node, into.retries);
    } else {
      wrong = unknown(word, node);
    }
    if (wrong) {
      return wrong;
    }
  }
  if (into.path.empty()) {
    return TomlComplaint{&table,
                         "an entry of [[notebook.tests]] needs a path, such as "
                         "path = \"tests/orders.ipynb\""};
  }
  into.line = line_of(table);
  return {};
}

Complaint read_tests(const toml::node& node, std::vector<NotebookTest>& into) {
  const toml::array* const entries = node.as_array();
  for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
    const toml::table* const table = entries->get(i)->as_table();
    if (table == nullptr) {
      break;
    }
    if (auto wrong = read_test(*table, into.emplace_back())) {
      return wrong;
    }
  }
  if (entries == nullptr || into.size() != entries->size()) {
    return TomlComplaint{&node,
                         "'notebook.tests' must be a list of tables: write [[notebook.tests]] "
                         "above each"};
  }
  return {};
}

}  // namespace

bool is_notebook_part(const std::string& name) {
  return name == k_parameters || name == k_tests;
}

Complaint read_notebook_part(const std::string& name, const toml::node& node, NotebookTests& into) {
  return name == k_parameters ? read_parameters(name, node, into.parameters)
                              : read_tests(node, into.tests);
}

}  // namespace testtracker::settings
