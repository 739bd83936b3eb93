#include "settings/metric_rules.hpp"
#include "settings_fixture.hpp"

#include <gtest/gtest.h>

namespace testtracker::settings {
namespace {

class MetricTable : public SettingsTest {
 protected:
  std::string complaint_about(std::string_view contents) {
    write_file(contents);
    const std::string file = dir_ / "testtracker.toml:";
    const std::string text = complaint();
    return text.rfind(file, 0) == 0 ? text.substr(file.size()) : text;
  }
};

TEST_F(MetricTable, AnEntrySaysWhatAMetricMeans) {
  write_file(
      "[[metrics]]\nname = '*/rows_per_s'\nworse = 'lower'\nunit = 'rows/s'\n"
      "[[metrics]]\nname = 'accuracy'\nworse = 'lower'\ncases = 400\n");
  const auto settings = load();
  ASSERT_TRUE(settings) << settings.error().message;
  ASSERT_EQ(settings->metrics().size(), 2U);
  const auto& rows = settings->metrics()[0];
  EXPECT_EQ(rows.name, "*/rows_per_s");
  EXPECT_EQ(rows.worse, "lower");
  EXPECT_EQ(rows.unit, "rows/s");
  EXPECT_EQ(rows.line, 1U);
  EXPECT_EQ(settings->metrics()[1].cases, 400);
}

TEST_F(MetricTable, AnUnknownKeyOfAnEntryGetsTheNearestOne) {
  EXPECT_EQ(complaint_about("[[metrics]]\nname = 'a'\nworst = 'lower'\n"),
            "3: an entry of [[metrics]] has no 'worst'; did you mean 'worse'?");
}

TEST_F(MetricTable, OnlyTwoDirectionsAreBad) {
  EXPECT_EQ(complaint_about("[[metrics]]\nname = 'a'\nworse = 'less'\n"),
            "3: 'metrics.worse' must be \"lower\" or \"higher\": the values that are the bad ones");
}

TEST_F(MetricTable, CasesAreAtLeastOne) {
  for (const char* const cases : {"0", "-4", "'400'", "nan", "inf"}) {
    EXPECT_EQ(complaint_about(std::string("[[metrics]]\nname = 'a'\ncases = ") + cases + "\n"),
              "3: 'metrics.cases' must be a number from 1 on, not quoted");
  }
}

TEST_F(MetricTable, AnEntryNeedsANameAndSomethingToSay) {
  EXPECT_EQ(complaint_about("[[metrics]]\nworse = 'lower'\n"),
            "1: an entry of [[metrics]] needs a name, such as name = \"*/rows_per_s\"");
  EXPECT_EQ(complaint_about("[[metrics]]\nname = 'a'\n"),
            "1: the entry of [[metrics]] for 'a' says nothing; it can have worse, unit and cases");
  EXPECT_EQ(complaint_about("[[metrics]]\nname = ''\nworse = 'lower'\n"),
            "2: 'metrics.name' must be a quoted text");
}

TEST_F(MetricTable, ATableThatIsNoListIsSaidSo) {
  EXPECT_EQ(complaint_about("[metrics]\nname = 'a'\nworse = 'lower'\n"),
            "1: 'metrics' must be a list of tables: write [[metrics]] above each");
}

}  // namespace
}  // namespace testtracker::settings
