#include "databricks/job_outcome.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::databricks {
namespace {

using testing::HasSubstr;

TaskRun ended(const std::string& life_cycle, const std::string& result) {
  TaskRun task;
  task.state.life_cycle_state = life_cycle;
  task.state.result_state = result;
  return task;
}

TEST(JobOutcome, SplitsTheErrorIntoNameAndText) {
  RunOutput output;
  output.error = "\x1b[0;31mZeroDivisionError\x1b[0m: division by zero";
  output.error_trace = "\x1b[1mline 1\x1b[0m";
  const auto outcome = outcome_of(ended("TERMINATED", "FAILED"), output);
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_EQ(outcome.exception.name, "ZeroDivisionError");
  EXPECT_EQ(outcome.exception.text, "division by zero");
  EXPECT_EQ(outcome.exception.traceback, "line 1");
}

TEST(JobOutcome, KeepsAnErrorWithoutANameWhole) {
  RunOutput output;
  output.error = "Unable to access the notebook: no such thing";
  const auto outcome = outcome_of(ended("INTERNAL_ERROR", "FAILED"), output);
  EXPECT_EQ(outcome.exception.text, output.error);
}

TEST(JobOutcome, TellsTheExitCodeOfAScriptAndWhatItPrinted) {
  RunOutput output;
  output.error = "ScriptEnded: it ended with exit code 3";
  output.error_trace = "of our program";
  output.logs = "\x1b[31mlast words\x1b[0m";
  const auto outcome = outcome_of(ended("TERMINATED", "FAILED"), output);
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_EQ(outcome.reason, "it ended with exit code 3");
  EXPECT_EQ(outcome.exception.name, "");
  EXPECT_EQ(outcome.exception.traceback, "");
  EXPECT_EQ(outcome.output, "last words");
}

TEST(JobOutcome, CallsALostDriverACrash) {
  TaskRun task = ended("INTERNAL_ERROR", "FAILED");
  task.status.termination_details = {"DRIVER_ERROR", "CLOUD_FAILURE", "the driver died"};
  const auto outcome = outcome_of(task, {});
  EXPECT_EQ(outcome.status, Status::crashed);
  EXPECT_THAT(outcome.reason, HasSubstr("the driver died (DRIVER_ERROR)"));
}

TEST(JobOutcome, LetsTheResultDecideAboutATimeOut) {
  TaskRun task = ended("TERMINATED", "TIMEDOUT");
  task.status.termination_details.code = "CANCELED";
  EXPECT_EQ(outcome_of(task, {}).status, Status::timed_out);
}

TEST(JobOutcome, CallsWhatWasLeftOutNotRun) {
  EXPECT_EQ(outcome_of(ended("SKIPPED", ""), {}).status, Status::not_run);
  EXPECT_EQ(outcome_of(ended("TERMINATED", "EXCLUDED"), {}).status, Status::not_run);
}

TEST(JobOutcome, DoesNotTakeAnUnknownResultForSuccess) {
  EXPECT_EQ(outcome_of(ended("TERMINATED", "NEWLY_INVENTED"), {}).status, Status::failed);
}

TEST(JobOutcome, TellsNoValueFromAnEmptyOne) {
  RunOutput output;
  EXPECT_FALSE(outcome_of(ended("TERMINATED", "SUCCESS"), output).value);
  output.notebook_output.result = "";
  EXPECT_EQ(outcome_of(ended("TERMINATED", "SUCCESS"), output).value, "");
}

TEST(JobOutcome, SeesTheEndInEitherForm) {
  EXPECT_TRUE(has_ended(ended("INTERNAL_ERROR", "")));
  EXPECT_FALSE(has_ended(ended("TERMINATING", "")));
  TaskRun task;
  task.status.state = "TERMINATED";
  EXPECT_TRUE(has_ended(task));
}

}  // namespace
}  // namespace testtracker::databricks
