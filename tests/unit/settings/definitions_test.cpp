#include "settings/settings.hpp"
#include "settings/value_check.hpp"
#include "support/file_text.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace testtracker::settings {
namespace {

std::string quoted(const std::string& text) {
  return text.empty() ? "" : "`" + text + "`";
}

// The row of docs/settings.md for one setting.
std::string documented(const Definition& definition) {
  std::string set_by = quoted(definition.flag);
  for (const std::string& variable : definition.variables) {
    set_by += (set_by.empty() ? "" : ", ") + quoted(variable);
  }
  return "| " + quoted(definition.name) + " | " + quoted(definition.default_text) + " | " + set_by +
         " | " + definition.help + " |";
}

std::vector<std::string> rows_of_the_page() {
  std::istringstream page(test::read_file(TESTTRACKER_SETTINGS_PAGE));
  std::vector<std::string> rows;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("| `", 0) == 0) {
      rows.push_back(line);
    }
  }
  return rows;
}

TEST(Definitions, TheDocumentationListsExactlyThem) {
  std::vector<std::string> expected;
  for (const Definition& definition : definitions()) {
    expected.push_back(documented(definition));
  }
  EXPECT_EQ(rows_of_the_page(), expected);
}

TEST(Definitions, NoNameFlagOrVariableOccursTwice) {
  std::set<std::string> seen;
  for (const Definition& definition : definitions()) {
    EXPECT_TRUE(seen.insert(definition.name).second) << definition.name;
    EXPECT_TRUE(definition.flag.empty() || seen.insert(definition.flag).second) << definition.flag;
    for (const std::string& variable : definition.variables) {
      EXPECT_TRUE(seen.insert(variable).second) << variable;
    }
  }
}

TEST(Definitions, DefaultsPassTheirOwnChecks) {
  for (const Definition& definition : definitions()) {
    EXPECT_TRUE(definition.default_text.empty() ||
                checked_text(definition, definition.default_text))
        << definition.name;
  }
}

TEST(Definitions, ASecretHasAVariableAndNoFlag) {
  for (const Definition& definition : definitions()) {
    if (definition.type == Type::secret) {
      EXPECT_FALSE(definition.variables.empty()) << definition.name;
      EXPECT_EQ(definition.flag, "") << "arguments are seen in the list of processes";
    }
  }
}

}  // namespace
}  // namespace testtracker::settings
