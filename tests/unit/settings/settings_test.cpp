#include "settings/settings.hpp"

#include "settings_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::settings {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(SettingsTest, WithoutAnythingEveryValueIsItsDefault) {
  const auto settings = load();
  ASSERT_TRUE(settings) << settings.error().message;
  for (const Definition& definition : definitions()) {
    EXPECT_EQ(settings->text(definition.name), definition.default_text);
    EXPECT_EQ(settings->get(definition.name).origin, Origin::default_);
  }
  EXPECT_EQ(settings->file(), "");
  EXPECT_THAT(settings->tags(), IsEmpty());
}

TEST_F(SettingsTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  EXPECT_EQ(load()->integer("build"), 0);
  write_file("build = 1");
  EXPECT_EQ(load()->integer("build"), 1);
  EXPECT_EQ(load()->get("build").source, dir_ / "testtracker.toml");
  variables_["TESTTRACKER_BUILD"] = "2";
  EXPECT_EQ(load()->integer("build"), 2);
  EXPECT_EQ(load()->get("build").source, "TESTTRACKER_BUILD");
  flags_["build"] = "3";
  EXPECT_EQ(load()->integer("build"), 3);
  EXPECT_EQ(load()->get("build").source, "--build");
  EXPECT_EQ(load()->get("build").origin, Origin::flag);
}

TEST_F(SettingsTest, AnEmptyVariableCountsAsNotSet) {
  write_file("suite = 'x'");
  variables_["TESTTRACKER_SUITE"] = "";
  EXPECT_EQ(load()->text("suite"), "x");
}

TEST_F(SettingsTest, BooleansAreReadAsMlflowReadsThem) {
  for (const char* const word : {"true", "True", "TRUE", "1"}) {
    variables_["MLFLOW_TRACKING_INSECURE_TLS"] = word;
    EXPECT_TRUE(load()->boolean("tls.insecure")) << word;
  }
  for (const char* const word : {"false", "False", "0"}) {
    variables_["MLFLOW_TRACKING_INSECURE_TLS"] = word;
    EXPECT_FALSE(load()->boolean("tls.insecure")) << word;
  }
  variables_["MLFLOW_TRACKING_INSECURE_TLS"] = "yes";
  EXPECT_EQ(complaint(),
            "MLFLOW_TRACKING_INSECURE_TLS (setting 'tls.insecure') must be true, false, 1 or 0");
}

TEST_F(SettingsTest, NumbersOutOfTheirRangeAreRefusedWithTheRange) {
  variables_["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "11";
  EXPECT_EQ(load().error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(complaint(),
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES (setting 'http.max_retries') must be a whole number "
            "from 0 to 10");
}

TEST_F(SettingsTest, FlagsAreCheckedLikeEverythingElse) {
  flags_["build"] = "12a";
  EXPECT_EQ(complaint(), "--build must be a whole number, 1 or more");
}

TEST_F(SettingsTest, ListsAreSplitAtCommas) {
  EXPECT_THAT(load()->list("upload.watch"), IsEmpty());
  variables_["TESTTRACKER_UPLOAD_WATCH"] = "Parser/*,,Io/Read";
  EXPECT_THAT(load()->list("upload.watch"), ElementsAre("Parser/*", "Io/Read"));
}

TEST_F(SettingsTest, LaterTagsReplaceEarlierOnesOfTheSameName) {
  write_file("[tags]\na = 'file'\nb = 'file'\nc = 'file'");
  variables_["MLFLOW_RUN_CONTEXT"] = R"({"b": "context", "c": "context"})";
  flags_["tags.c"] = "flag";
  const auto settings = load();
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->tags().at("a").text, "file");
  EXPECT_EQ(settings->tags().at("b").text, "context");
  EXPECT_EQ(settings->tags().at("c").text, "flag");
  EXPECT_EQ(settings->tags().at("b").source, "MLFLOW_RUN_CONTEXT");
}

TEST_F(SettingsTest, ARunContextThatIsNoObjectIsRefused) {
  variables_["MLFLOW_RUN_CONTEXT"] = "[1]";
  EXPECT_EQ(complaint(),
            "MLFLOW_RUN_CONTEXT (setting 'run_context') must be a JSON object such as "
            R"({"team": "parser"})");
}

TEST_F(SettingsTest, TagsOfTesttrackerItselfAreRefused) {
  flags_["tags.testtracker.session"] = "x";
  EXPECT_NE(complaint().find("are kept for testtracker's own"), std::string::npos);
}

TEST_F(SettingsTest, SecretsAreNotShownToPeople) {
  variables_["MLFLOW_TRACKING_TOKEN"] = "abc";
  variables_["MLFLOW_TRACKING_URI"] = "https://user:p@ss@host:1/x?y=@";
  EXPECT_EQ(load()->shown("auth.token"), "****");
  EXPECT_EQ(load()->shown("auth.password"), "");
  EXPECT_EQ(load()->shown("tracking_uri"), "https://***@host:1/x?y=@");
  EXPECT_EQ(load()->text("auth.token"), "abc");
}

TEST_F(SettingsTest, AWrongSecretIsNotRepeatedInTheComplaint) {
  variables_["MLFLOW_TRACKING_AWS_SIGV4"] = "my-password";
  EXPECT_EQ(complaint().find("my-password"), std::string::npos);
}

}  // namespace
}  // namespace testtracker::settings
