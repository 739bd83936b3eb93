#include "cli/notebook/notebook_plan.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>

namespace testtracker::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class NotebookPlanTest : public ::testing::Test {
 protected:
  NotebookPlanTest() {
    std::filesystem::create_directory(dir_ / "tests");
    test::write_file(dir_ / "tests/a.ipynb", "{}");
    test::write_file(dir_ / "tests/b.ipynb", "{}");
  }

  Result<NotebookPlan> plan(std::string_view toml) {
    test::write_file(dir_ / "testtracker.toml", toml);
    const auto settings = settings::Settings::load(
        dir_.path(), [](const std::string&) { return std::nullopt; }, flags_);
    EXPECT_TRUE(settings) << (settings ? "" : settings.error().message);
    return plan_notebooks(options_, *settings, "token");
  }

  std::string here(const std::string& path) { return dir_ / path; }

  test::TempDir dir_;
  NotebookPlanOptions options_;
  std::map<std::string, std::string> flags_;
};

TEST_F(NotebookPlanTest, WithoutNamesTheListOfTheFileRuns) {
  const auto made = plan(
      "[[notebook.tests]]\npath = 'tests/b.ipynb'\n"
      "[[notebook.tests]]\npath = 'tests/*.ipynb'\n");
  ASSERT_TRUE(made) << made.error().message;
  ASSERT_EQ(made->list.size(), 2U);
  EXPECT_EQ(made->list[0].name, "b");
  EXPECT_EQ(made->list[1].name, "a");
  EXPECT_EQ(made->list[0].suite, "tests");
}

TEST_F(NotebookPlanTest, AnEntryAlsoHoldsForANotebookThatIsNamed) {
  options_.notebooks = {here("tests/a.ipynb"), here("tests/b.ipynb")};
  const auto made = plan(
      "[[notebook.tests]]\npath = 'tests/a.ipynb'\ntimeout_s = 7\nretries = 2\n"
      "tags = { team = 'core' }");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->tasks[0].task.timeout, std::chrono::seconds(7));
  EXPECT_EQ(made->tasks[0].retries, 2);
  EXPECT_THAT(made->tasks[0].task.tags, ElementsAre(Pair("team", "core")));
  EXPECT_EQ(made->tasks[1].task.timeout, std::chrono::seconds(120));
  EXPECT_EQ(made->tasks[1].retries, 0);
}

TEST_F(NotebookPlanTest, OfSeveralEntriesTheLastOneHolds) {
  options_.notebooks = {here("tests/a.ipynb"), here("tests/b.ipynb")};
  const auto made = plan(
      "[[notebook.tests]]\npath = 'tests/*'\nretries = 1\n"
      "[[notebook.tests]]\npath = 'tests/b.*'\nretries = 2\n");
  EXPECT_EQ(made->tasks[0].retries, 1);
  EXPECT_EQ(made->tasks[1].retries, 2);
}

TEST_F(NotebookPlanTest, ParametersOfTheCommandLineWinOverEntriesAndThoseOverAll) {
  options_.parameters = {"c=call", "d=call"};
  const auto made = plan(
      "[notebook.parameters]\na = 'all'\nb = 'all'\nc = 'all'\n"
      "[[notebook.tests]]\npath = 'tests/a.ipynb'\n"
      "parameters = { b = 'own', c = 'own' }");
  EXPECT_THAT(made->tasks[0].task.parameters, ElementsAre(Pair("a", "all"), Pair("b", "own"),
                                                          Pair("c", "call"), Pair("d", "call")));
  EXPECT_THAT(made->list[0].own_parameters, ElementsAre("b", "c"));
}

TEST_F(NotebookPlanTest, AFlagWinsOverAnEntryAndAnEntryOverTheSetting) {
  const char* const toml =
      "[notebook]\ntimeout_s = 30\n[[notebook.tests]]\npath = 'tests/a.ipynb'\ntimeout_s = 7\n";
  EXPECT_EQ(plan(toml)->tasks[0].task.timeout, std::chrono::seconds(7));
  flags_["notebook.timeout_s"] = "3";
  EXPECT_EQ(plan(toml)->tasks[0].task.timeout, std::chrono::seconds(3));
}

TEST_F(NotebookPlanTest, PathsOfAWorkspaceAreNoFilesHere) {
  flags_["notebook.engine"] = "databricks";
  const auto made = plan("[[notebook.tests]]\npath = '/Users/me/check'\nretries = 1\n");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->tasks[0].task.path, "/Users/me/check");
  EXPECT_EQ(made->tasks[0].retries, 1);
}

TEST_F(NotebookPlanTest, NothingNamedAndNothingListedIsWrongUsage) {
  const auto made = plan("");
  EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(made.error().message, HasSubstr("has no [[notebook.tests]]"));
}

TEST_F(NotebookPlanTest, APatternThatMatchesNothingIsWrongUsage) {
  const auto made = plan("[[notebook.tests]]\npath = 'tests/x*.ipynb'\n");
  EXPECT_THAT(made.error().message, HasSubstr("no notebook matches "));
}

TEST_F(NotebookPlanTest, AParameterNeedsANameAndAText) {
  options_.parameters = {"env"};
  EXPECT_THAT(plan("").error().message, HasSubstr("write it as NAME=TEXT"));
}

}  // namespace
}  // namespace testtracker::cli
