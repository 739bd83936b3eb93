#include "cli/program.hpp"

#include "cli/exit_codes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace testtracker::cli {
namespace {

using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

class ProgramTest : public ::testing::Test {
 protected:
  int run(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "testtracker");
    CaptureStderr();
    const int code = program_.run(static_cast<int>(arguments.size()), arguments.data());
    said_ = GetCapturedStderr();
    return code;
  }

  Program program_;
  std::string said_;
};

TEST_F(ProgramTest, AVerbsExitCodeIsTheProgramsExitCode) {
  program_.add_verb({"go", "Goes", [] { return Result<int>(42); }});
  EXPECT_EQ(run({"go"}), 42);
  EXPECT_EQ(said_, "");
}

TEST_F(ProgramTest, AnErrorIsPrintedOnceAndChoosesTheCode) {
  program_.add_verb({"go", "Goes", [] {
                       return Result<int>(Error{ErrorCode::unreachable, "no road"});
                     }});
  EXPECT_EQ(run({"go"}), exit_codes::k_not_delivered);
  EXPECT_EQ(said_, "testtracker: no road\n");
}

TEST_F(ProgramTest, AVerbMayKeepItsOwnFailuresApart) {
  program_.add_verb({"go", "Goes",
                     [] {
                       return Result<int>(Error{ErrorCode::io, "no road"});
                     },
                     exit_codes::k_before_start});
  EXPECT_EQ(run({"go"}), exit_codes::k_before_start);
  EXPECT_EQ(run({"go", "--fast"}), exit_codes::k_before_start);
}

TEST_F(ProgramTest, AnExceptionBecomesASentence) {
  program_.add_verb({"go", "Goes", []() -> Result<int> { throw std::runtime_error("boom"); }});
  EXPECT_EQ(run({"go"}), exit_codes::k_failed);
  EXPECT_EQ(said_, "testtracker: stopped by an unexpected failure: boom\n");
}

TEST_F(ProgramTest, AMistypedVerbGetsTheNearestOne) {
  program_.add_verb({"upload", "Uploads", [] { return Result<int>(0); }});
  EXPECT_EQ(run({"uplaod"}), exit_codes::k_usage);
  EXPECT_EQ(said_,
            "testtracker: 'testtracker' has no verb 'uplaod'; did you mean 'upload'? "
            "See 'testtracker --help'.\n");
}

TEST_F(ProgramTest, AMistypedOptionGetsTheNearestOne) {
  program_.add_verb({"go", "Goes", [] { return Result<int>(0); }});
  EXPECT_EQ(run({"go", "--experimnt=x"}), exit_codes::k_usage);
  EXPECT_NE(said_.find("has no option '--experimnt'; did you mean '--experiment'?"),
            std::string::npos);
}

TEST_F(ProgramTest, CommonOptionsMayStandBeforeAndAfterTheVerb) {
  program_.add_verb({"go", "Goes", [] { return Result<int>(0); }});
  EXPECT_EQ(run({"--suite", "a", "--tag", "x=1", "go", "--branch=b", "--tag", "y=2=3", "-q"}), 0);
  EXPECT_EQ(program_.common().flags,
            (std::map<std::string, std::string>{
                {"suite", "a"}, {"branch", "b"}, {"tags.x", "1"}, {"tags.y", "2=3"}}));
  EXPECT_TRUE(program_.common().quiet);
  EXPECT_FALSE(program_.common().json);
}

TEST_F(ProgramTest, AGroupsVerbRuns) {
  CLI::App& server = program_.add_group("server", "The server");
  program_.add_verb({"start", "Starts it", [] { return Result<int>(7); }}, &server);
  EXPECT_EQ(run({"server", "start"}), 7);
  EXPECT_EQ(run({"server", "strat"}), exit_codes::k_usage);
  EXPECT_NE(said_.find("'testtracker server' has no verb 'strat'; did you mean 'start'?"),
            std::string::npos);
}

TEST_F(ProgramTest, WhatFollowsTheFirstForeignWordMayBeLeftToAVerb) {
  std::vector<std::string> command;
  CLI::App* verb = nullptr;
  verb = &program_.add_verb({"run", "Runs", [&] {
                               command = verb->remaining();
                               return Result<int>(0);
                             }});
  verb->prefix_command();
  EXPECT_EQ(run({"run", "--suite", "s", "prog", "--suite", "t", "run", "--", "-q"}), 0);
  EXPECT_EQ(command, (std::vector<std::string>{"prog", "--suite", "t", "run", "--", "-q"}));
  EXPECT_EQ(program_.common().flags.at("suite"), "s");
}

TEST_F(ProgramTest, ATagWithoutANameIsRefused) {
  program_.add_verb({"go", "Goes", [] { return Result<int>(0); }});
  EXPECT_EQ(run({"go", "--tag", "=x"}), exit_codes::k_usage);
  EXPECT_NE(said_.find("'=x' is no tag; write --tag name=value"), std::string::npos);
}

}  // namespace
}  // namespace testtracker::cli
