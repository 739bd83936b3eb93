#include "upload/run_description.hpp"

#include "unit/session/scripted_session.hpp"
#include "unit/upload/key_rules.hpp"
#include "upload/test_keys.hpp"

#include <gtest/gtest.h>

namespace testtracker::upload {
namespace {

using session::ScriptedSession;

context::RunContext build_30() {
  context::RunContext context;
  context.commit = "f3eb639a0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f";
  context.branch = "main";
  context.platform = "linux-x86_64-gcc12-Release";
  context.suite = "unit_tests";
  context.user = "ada";
  return context;
}

std::string value_of(const std::vector<mlflow::Tag>& tags, const std::string& key) {
  for (const auto& tag : tags) {
    if (tag.key == key) {
      return tag.value;
    }
  }
  return "(absent)";
}

std::vector<mlflow::Tag> first_tags_of(const context::RunContext& context) {
  return first_tags(context, "session-1", series_of(context), 8000);
}

std::vector<mlflow::Tag> last_tags_of(const session::SessionResult& result, std::size_t bytes) {
  return last_tags(result, assign_test_keys(result.tests), true, bytes);
}

TEST(RunName, IsBuildAndShortCommit) {
  EXPECT_EQ(run_name(build_30(), 30), "#30 f3eb639a");
}

TEST(RunName, IsTheBuildAloneWithoutACommit) {
  EXPECT_EQ(run_name({}, 7), "#7");
}

TEST(Series, IsSuiteBranchPlatform) {
  EXPECT_EQ(series_of(build_30()), "unit_tests/main/linux-x86_64-gcc12-Release");
}

TEST(Series, SaysUnknownWhereNothingIsKnown) {
  EXPECT_EQ(series_of({}), "unknown/unknown/unknown");
}

TEST(Series, TheUsersOwnWins) {
  auto context = build_30();
  context.series = "nightly";
  EXPECT_EQ(series_of(context), "nightly");
}

TEST(RunStatus, FollowsTheVerdict) {
  EXPECT_EQ(run_status(session::Verdict::passed), mlflow::RunStatus::FINISHED);
  EXPECT_EQ(run_status(session::Verdict::failed), mlflow::RunStatus::FAILED);
  EXPECT_EQ(run_status(session::Verdict::interrupted), mlflow::RunStatus::KILLED);
}

TEST(FirstTags, HoldTheIdempotencyKeyAndTheSeries) {
  const auto tags = first_tags_of(build_30());
  EXPECT_EQ(value_of(tags, "testtracker.session"), "session-1");
  EXPECT_EQ(value_of(tags, "testtracker.series"), series_of(build_30()));
  EXPECT_EQ(value_of(tags, "testtracker.mapping"), "1");
  EXPECT_EQ(value_of(tags, "testtracker.kind"), "session");
}

TEST(FirstTags, AreThoseOfMlflowsOwnClientsToo) {
  const auto tags = first_tags_of(build_30());
  EXPECT_EQ(value_of(tags, "mlflow.source.git.commit"), build_30().commit);
  EXPECT_EQ(value_of(tags, "mlflow.source.type"), "LOCAL");
  EXPECT_EQ(value_of(tags, "mlflow.user"), "ada");
}

TEST(FirstTags, SaysJobInsideOfCi) {
  auto context = build_30();
  context.ci_name = "gitlab";
  EXPECT_EQ(value_of(first_tags_of(context), "mlflow.source.type"), "JOB");
}

TEST(FirstTags, LeavesOutWhatIsUnknown) {
  for (const auto& tag : first_tags_of({})) {
    EXPECT_FALSE(tag.value.empty()) << tag.key;
  }
  EXPECT_EQ(value_of(first_tags_of({}), "git.dirty"), "(absent)");
}

TEST(FirstTags, TheUsersValueWinsAndItsKeyIsMadeValid) {
  auto context = build_30();
  context.tags = {{"mlflow.user", "grace"}, {"what?", "x"}, {"../up", "y"}};
  const auto tags = first_tags_of(context);
  EXPECT_EQ(value_of(tags, "mlflow.user"), "grace");
  for (const auto& tag : tags) {
    EXPECT_TRUE(is_mlflow_key(tag.key)) << tag.key;
  }
}

TEST(FirstTags, AreCutToTheServersLimit) {
  auto context = build_30();
  context.command = std::string(10000, 'x');
  EXPECT_EQ(value_of(first_tags_of(context), "mlflow.source.name").size(), 8000U);
}

TEST(LastTags, NameFailedAndFlakyTests) {
  ScriptedSession session;
  session.start().run("Good").run("Bad", Status::failed).finish(false);
  const auto tags = last_tags_of(session.over(), 8000);
  EXPECT_EQ(value_of(tags, "testtracker.failed"), "Suite/Bad");
  EXPECT_EQ(value_of(tags, "testtracker.flaky"), "(absent)");
}

TEST(LastTags, CutListsBetweenNames) {
  ScriptedSession session;
  auto process = session.start();
  for (int i = 100; i < 200; ++i) {
    process.run("Test" + std::to_string(i), Status::failed);
  }
  const auto failed = value_of(last_tags_of(session.over(), 60), "testtracker.failed");
  EXPECT_EQ(failed, "Suite/Test100, Suite/Test101, Suite/Test102, …");
}

}  // namespace
}  // namespace testtracker::upload
