#include "settings/notebook_tests.hpp"
#include "settings_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::settings {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class NotebookTable : public SettingsTest {
 protected:
  std::string complaint_about(std::string_view contents) {
    write_file(contents);
    const std::string file = dir_ / "testtracker.toml:";
    const std::string text = complaint();
    return text.rfind(file, 0) == 0 ? text.substr(file.size()) : text;
  }
};

TEST_F(NotebookTable, AnEntryHasWhatIsOfItsNotebookAlone) {
  write_file(
      "[notebook]\nparallel = 2\n[notebook.parameters]\nenv = 'staging'\n"
      "[[notebook.tests]]\npath = 'tests/orders.ipynb'\ntimeout_s = 1.5\nretries = 2\n"
      "parameters = { n = 5, share = 0.5, deep = true }\ntags = { team = 'core' }\n"
      "[[notebook.tests]]\npath = 'tests/*.sh'\n");
  const auto settings = load();
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->integer("notebook.parallel"), 2);
  const NotebookTests& notebooks = settings->notebooks();
  EXPECT_THAT(notebooks.parameters, ElementsAre(Pair("env", "staging")));
  ASSERT_EQ(notebooks.tests.size(), 2U);
  const NotebookTest& orders = notebooks.tests[0];
  EXPECT_EQ(orders.path, "tests/orders.ipynb");
  EXPECT_EQ(orders.timeout_s, 1.5);
  EXPECT_EQ(orders.retries, 2);
  EXPECT_EQ(orders.line, 5U);
  EXPECT_THAT(orders.parameters,
              ElementsAre(Pair("deep", "True"), Pair("n", "5"), Pair("share", "0.5")));
  EXPECT_THAT(orders.tags, ElementsAre(Pair("team", "core")));
  EXPECT_FALSE(notebooks.tests[1].timeout_s);
}

TEST_F(NotebookTable, AnUnknownKeyOfAnEntryGetsTheNearestOne) {
  EXPECT_EQ(complaint_about("[[notebook.tests]]\npath = 'a'\ntimeout = 3\n"),
            "3: an entry of [[notebook.tests]] has no 'timeout'; did you mean 'timeout_s'?");
  EXPECT_THAT(complaint_about("[[notebook.tests]]\nbanana = 1\n"), HasSubstr("it has path, "));
}

TEST_F(NotebookTable, AnUnknownKeyOfTheTableGetsTheNearestOne) {
  EXPECT_EQ(complaint_about("[notebook]\nparalel = 1\n"),
            "2: there is no setting 'notebook.paralel'; did you mean 'notebook.parallel'?");
  EXPECT_EQ(complaint_about("[[notebook.test]]\npath = 'a'\n"),
            "1: there is no setting 'notebook.test'; did you mean 'notebook.tests'?");
}

TEST_F(NotebookTable, ValuesThatDoNotFitAreRefusedWithTheirPlace) {
  EXPECT_EQ(complaint_about("[[notebook.tests]]\npath = 'a'\ntimeout_s = -1\n"),
            "3: 'notebook.tests.timeout_s' must be a number from 0.1 to 2592000");
  EXPECT_EQ(complaint_about("[[notebook.tests]]\npath = 'a'\nretries = '2'\n"),
            "3: 'notebook.tests.retries' must be a number, not quoted");
  EXPECT_THAT(complaint_about("[[notebook.tests]]\npath = 'a'\nparameters = { n = [1] }\n"),
              HasSubstr("'notebook.tests.parameters.n' must be a text, a number, true or false"));
  EXPECT_THAT(complaint_about("[[notebook.tests]]\npath = 'a'\ntags = { 'a,b' = 'x' }\n"),
              HasSubstr("the name of the tag 'notebook.tests.tags.a,b' must be 1 to 250 letters"));
}

TEST_F(NotebookTable, AnEntryNeedsAPath) {
  EXPECT_THAT(complaint_about("[[notebook.tests]]\nretries = 1\n"), HasSubstr("needs a path"));
  EXPECT_THAT(complaint_about("[[notebook.tests]]\npath = 1\n"),
              HasSubstr("must be a quoted path"));
}

TEST_F(NotebookTable, TheListMustBeAListOfTables) {
  for (const char* const contents :
       {"notebook.tests = 'a'", "notebook.tests = ['a']", "[notebook.tests]\npath = 'a'"}) {
    EXPECT_THAT(complaint_about(contents), HasSubstr("write [[notebook.tests]] above each"));
  }
}

TEST_F(NotebookTable, APythonWithAFolderBeginsAtTheFile) {
  write_file("notebook.python = '.venv/bin/python'");
  EXPECT_EQ(load()->text("notebook.python"), dir_ / ".venv/bin/python");
  write_file("notebook.python = 'python3.12'");
  EXPECT_EQ(load()->text("notebook.python"), "python3.12");
}

}  // namespace
}  // namespace testtracker::settings
