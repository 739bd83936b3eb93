#include "settings/settings_file.hpp"

#include "settings_fixture.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::settings {
namespace {

class SettingsFile : public SettingsTest {
 protected:
  [[nodiscard]] std::string place(int line) const {
    return (dir_ / "testtracker.toml") + ":" + std::to_string(line) + ": ";
  }
};

TEST_F(SettingsFile, IsFoundInTheNearestFolderAbove) {
  write_file("suite = 'outer'");
  std::filesystem::create_directories(dir_ / "a/b/c");
  EXPECT_EQ(load_from(dir_ / "a/b/c")->text("suite"), "outer");
  test::write_file(dir_ / "a/testtracker.toml", "suite = 'inner'");
  EXPECT_EQ(load_from(dir_ / "a/b/c")->text("suite"), "inner");
  EXPECT_EQ(load_from(dir_ / "a/b/c")->file(), dir_ / "a/testtracker.toml");
}

TEST_F(SettingsFile, AFolderOfThatNameIsPassedOver) {
  write_file("suite = 'outer'");
  std::filesystem::create_directories(dir_ / "a/testtracker.toml");
  EXPECT_EQ(load_from(dir_ / "a")->text("suite"), "outer");
}

TEST_F(SettingsFile, HoldsValuesOfEveryType) {
  write_file(
      "experiment = \"e\"\nkeep_days = 3\n"
      "[http]\nbackoff_jitter_s = 0.5\nkeepalive = false\n"
      "[upload]\nwatch = ['A/*', 'B/x']\n[server]\nstart = 'never'\n");
  const auto settings = load();
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->text("experiment"), "e");
  EXPECT_EQ(settings->integer("keep_days"), 3);
  EXPECT_EQ(settings->number("http.backoff_jitter_s"), 0.5);
  EXPECT_FALSE(settings->boolean("http.keepalive"));
  EXPECT_EQ(settings->text("upload.watch"), "A/*,B/x");
  EXPECT_EQ(settings->text("server.start"), "never");
}

TEST_F(SettingsFile, RelativePathsBeginAtTheFile) {
  write_file("tls.ca_bundle = 'certs/ca.pem'\ntls.client_certificate = '/etc/c.pem'");
  std::filesystem::create_directory(dir_ / "below");
  const auto settings = load_from(dir_ / "below");
  EXPECT_EQ(settings->text("tls.ca_bundle"), dir_ / "certs/ca.pem");
  EXPECT_EQ(settings->text("tls.client_certificate"), "/etc/c.pem");
}

TEST_F(SettingsFile, AnUnknownKeyGetsTheNearestKnownOne) {
  write_file("suite = 'x'\n\n[upload]\nmax_key = 3\n");
  EXPECT_EQ(load().error().code, ErrorCode::bad_format);
  EXPECT_EQ(complaint(), place(4) +
                             "there is no setting 'upload.max_key'; "
                             "did you mean 'upload.max_keys'?");
}

TEST_F(SettingsFile, AnUnknownKeyLikeNoOtherGetsTheWayToTheList) {
  write_file("banana = 1\n");
  EXPECT_EQ(complaint(),
            place(1) + "there is no setting 'banana'; `testtracker config` lists them");
}

TEST_F(SettingsFile, AMistypedTableIsNamedByItsFirstKey) {
  write_file("[htpp]\ntimeout_s = 3\n");
  EXPECT_EQ(complaint(),
            place(2) + "there is no setting 'htpp.timeout_s'; did you mean 'http.timeout_s'?");
}

TEST_F(SettingsFile, ValuesOfAnotherTypeAreRefused) {
  write_file("keep_days = '3'");
  EXPECT_EQ(complaint(), place(1) + "'keep_days' must be a whole number, not quoted");
  write_file("suite = 3");
  EXPECT_EQ(complaint(), place(1) + "'suite' must be a quoted text");
  write_file("http.keepalive = 1");
  EXPECT_EQ(complaint(), place(1) + "'http.keepalive' must be true or false");
  write_file("[tags]\na = []");
  EXPECT_EQ(complaint(), place(2) + "'tags.a' must be a text");
  write_file("upload.watch = [1]");
  EXPECT_NE(complaint().find("must be a list of texts"), std::string::npos);
}

TEST_F(SettingsFile, ValuesOutOfTheirRangeAreRefused) {
  write_file("keep_days = -1");
  EXPECT_EQ(complaint(), place(1) + "'keep_days' must be a whole number, 0 or more");
  write_file("server.start = 'always'");
  EXPECT_EQ(complaint(), place(1) + "'server.start' must be auto or never");
}

TEST_F(SettingsFile, SecretsMustNotStandInIt) {
  write_file("[auth]\ntoken = 'abc'\n");
  EXPECT_EQ(complaint(), place(2) +
                             "'auth.token' is a secret and must not stand in a file; "
                             "set MLFLOW_TRACKING_TOKEN instead");
  write_file("tracking_uri = 'http://u:abc@host'\n");
  EXPECT_EQ(complaint(), place(1) +
                             "'tracking_uri' holds a password, and a secret must not stand in a "
                             "file; set MLFLOW_TRACKING_URI instead");
}

TEST_F(SettingsFile, WhatOnlyTestProcessesReadIsRefused) {
  write_file("spool = '/tmp/x'");
  EXPECT_EQ(complaint(), place(1) +
                             "'spool' is read by test programs, which do not read this file; "
                             "set TESTTRACKER_SPOOL instead");
}

TEST_F(SettingsFile, WhatIsNoTomlIsNamedWithItsLine) {
  write_file("suite = 'x'\nbranch = \n");
  EXPECT_EQ(load().error().code, ErrorCode::bad_format);
  EXPECT_EQ(complaint().find(place(2) + "this is no TOML: "), 0U) << complaint();
}

TEST_F(SettingsFile, AnyBytesAreAnErrorAndNoCrash) {
  for (const std::string_view contents :
       {std::string_view("\0\1\2", 3), std::string_view("a = '\xff'"), std::string_view("[[[[["),
        std::string_view("tags = 1"), std::string_view("tags.a.b = 1"),
        std::string_view("upload = 'x'")}) {
    write_file(contents);
    EXPECT_NE(complaint(), "");
  }
}

TEST_F(SettingsFile, AnEmptyOneChangesNothing) {
  write_file("");
  EXPECT_EQ(complaint(), "");
  EXPECT_EQ(load()->file(), dir_ / "testtracker.toml");
}

}  // namespace
}  // namespace testtracker::settings
