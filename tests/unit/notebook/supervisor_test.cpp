#include "notebook/supervisor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace testtracker::notebook {
namespace {

using ::testing::ElementsAre;

/// Ends whatever was started longest at each poll; `bad` paths fail.
class ScriptedEngine final : public NotebookEngine {
 public:
  Result<RunId> start(const NotebookTask& task) override {
    if (task.path == "missing") {
      return Error{ErrorCode::not_found, "there is no such notebook"};
    }
    running_.emplace_back(++last_, task.path);
    most_at_once = std::max(most_at_once, running_.size());
    return last_;
  }
  std::vector<NotebookEvent> poll(std::chrono::steady_clock::time_point) override {
    NotebookEvent event;
    event.run = running_.front().first;
    event.outcome.emplace();
    event.outcome->status =
        running_.front().second.rfind("bad", 0) == 0 ? Status::failed : Status::passed;
    event.outcome->was_cancelled = !cancelled.empty();
    running_.erase(running_.begin());
    return {event};
  }
  void cancel(RunId run) override { cancelled.push_back(run); }

  std::size_t most_at_once = 0;
  std::vector<RunId> cancelled;

 private:
  std::vector<std::pair<RunId, std::string>> running_;
  RunId last_ = 0;
};

class SupervisorTest : public ::testing::Test {
 protected:
  void run(const std::vector<std::string>& paths) {
    std::vector<PlannedNotebook> tasks(paths.size());
    for (std::size_t i = 0; i < paths.size(); ++i) {
      tasks[i].task.path = paths[i];
      tasks[i].retries = paths[i] == "bad, retried" ? 1 : 0;
    }
    SupervisorHooks hooks;
    hooks.on_start = [this](std::size_t index) {
      said.push_back("start " + std::to_string(index));
    };
    hooks.on_progress = [](std::size_t, const NotebookEvent&) {};
    hooks.on_end = [this](std::size_t index, const NotebookOutcome& outcome, bool is_retried) {
      said.push_back(std::string(to_string(outcome.status)) + " " + std::to_string(index) +
                     (is_retried ? " again" : ""));
    };
    hooks.on_tick = [this] { ++ticks; };
    hooks.is_cancelled = [this] { return ticks >= cancel_after; };
    Supervisor(engine, tasks, options, hooks).run();
  }

  ScriptedEngine engine;
  SupervisorOptions options;
  std::vector<std::string> said;
  int ticks = 0;
  int cancel_after = 1000;
};

TEST_F(SupervisorTest, RunsOneAfterTheOtherAndGoesOnAfterFailures) {
  run({"bad", "good"});
  EXPECT_THAT(said, ElementsAre("start 0", "failed 0", "start 1", "passed 1"));
  EXPECT_EQ(engine.most_at_once, 1U);
}

TEST_F(SupervisorTest, RunsAtMostSoManyAtOnce) {
  options.parallel = 2;
  run({"a", "b", "c"});
  EXPECT_EQ(engine.most_at_once, 2U);
  EXPECT_EQ(said.size(), 6U);
}

TEST_F(SupervisorTest, TriesABadOneAgainBeforeTheNext) {
  run({"bad, retried", "good"});
  EXPECT_THAT(
      said, ElementsAre("start 0", "failed 0 again", "start 0", "failed 0", "start 1", "passed 1"));
}

TEST_F(SupervisorTest, TriesOnlyThoseAgainThatAreToBe) {
  run({"bad, retried", "bad"});
  EXPECT_THAT(
      said, ElementsAre("start 0", "failed 0 again", "start 0", "failed 0", "start 1", "failed 1"));
}

TEST_F(SupervisorTest, BeginsNothingMoreAfterAFailureWhenItShallFailFast) {
  options.fail_fast = true;
  run({"bad", "good"});
  EXPECT_THAT(said, ElementsAre("start 0", "failed 0"));
}

TEST_F(SupervisorTest, ReportsWhatCouldNotStartAsFailed) {
  run({"missing", "good"});
  EXPECT_THAT(said, ElementsAre("start 0", "failed 0", "start 1", "passed 1"));
}

TEST_F(SupervisorTest, CancelsWhatRunsAndBeginsNothingMore) {
  options.parallel = 2;
  cancel_after = 1;
  run({"a", "b", "c"});
  EXPECT_THAT(engine.cancelled, ElementsAre(2U));
  EXPECT_THAT(said, ElementsAre("start 0", "start 1", "passed 0", "passed 1"));
}

}  // namespace
}  // namespace testtracker::notebook
