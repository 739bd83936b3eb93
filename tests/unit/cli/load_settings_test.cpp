#include "cli/load_settings.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace testtracker::cli {
namespace {

class LoadSettings : public ::testing::Test {
 protected:
  LoadSettings() { session_.project_directory = dir_.path(); }
  ~LoadSettings() override { ::unsetenv("TESTTRACKER_PLATFORM"); }

  test::TempDir dir_;
  spool::SessionInfo session_;
  CommonOptions common_;
};

TEST_F(LoadSettings, WhatASessionRecordedWinsOverTheDeliveringProcess) {
  ::setenv("TESTTRACKER_PLATFORM", "of the delivery", 1);
  EXPECT_EQ(load_settings(session_, common_)->text("platform"), "of the delivery");
  session_.environment = {{"TESTTRACKER_PLATFORM", "of the session"}};
  EXPECT_EQ(load_settings(session_, common_)->text("platform"), "of the session");
  common_.flags["platform"] = "of the call";
  EXPECT_EQ(load_settings(session_, common_)->text("platform"), "of the call");
}

TEST_F(LoadSettings, TheFileIsLookedForWhereTheSessionBegan) {
  test::write_file(dir_ / "testtracker.toml", "platform = 'of the file'");
  EXPECT_EQ(load_settings(session_, common_)->text("platform"), "of the file");
}

TEST_F(LoadSettings, AWrongFileIsWrongUsage) {
  test::write_file(dir_ / "testtracker.toml", "platform = 3");
  EXPECT_EQ(load_settings(session_, common_).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace testtracker::cli
