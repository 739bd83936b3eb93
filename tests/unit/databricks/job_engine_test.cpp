#include "databricks/job_engine.hpp"

#include "databricks/job_messages.hpp"
#include "http/curl_client.hpp"
#include "support/fake_databricks/fake_databricks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <memory>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::databricks {
namespace {

using notebook::NotebookOutcome;
using notebook::NotebookTask;
using notebook::RunId;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::FakeDatabricks;
using test::Json;
using testing::HasSubstr;
using testing::Not;

class JobEngineTest : public testing::Test {
 protected:
  JobEngineTest() {
    options_.first_pause = milliseconds(20);
    options_.longest_pause = milliseconds(50);
    options_.cancel_grace = milliseconds(20000);
    credentials_.host = fake_.url();
    credentials_.token = "dapi-fake";
    credentials_.source = "the environment";
    connect();
  }
  ~JobEngineTest() override {
    engine_.reset();
    EXPECT_EQ(fake_.violations(), Json::array());
  }

  void connect() {
    engine_.reset();
    rest_ = std::make_unique<Rest>(credentials_, *http_);
    engine_ = std::make_unique<JobEngine>(*rest_, options_, secrets_);
  }
  RunId start(const std::string& path, milliseconds timeout = milliseconds(60000)) {
    NotebookTask task;
    task.path = path;
    task.parameters = {{"env", "staging"}};
    task.timeout = timeout;
    task.idempotency_token = "token of " + path;
    const auto id = engine_->start(task);
    EXPECT_TRUE(id) << (id ? "" : id.error().message);
    return id ? *id : 0;
  }
  /// Outcomes so far; polls until `is_enough`, at most a minute.
  template <typename Condition>
  void poll_until(Condition is_enough) {
    const auto end = steady_clock::now() + std::chrono::minutes(1);
    while (!is_enough() && steady_clock::now() < end) {
      for (auto& event : engine_->poll(steady_clock::now() + milliseconds(200))) {
        states_[event.run].push_back(event.state);
        if (event.outcome) {
          outcomes_[event.run] = *event.outcome;
        }
      }
    }
    ASSERT_TRUE(is_enough()) << "nothing happened for a minute";
  }
  NotebookOutcome outcome_of(RunId id) {
    poll_until([&] { return outcomes_.count(id) != 0; });
    return outcomes_[id];
  }
  bool is_running(RunId id) const {
    const auto found = states_.find(id);
    return found != states_.end() && !found->second.empty() && found->second.back() == "running";
  }
  std::string result_on_server() {
    return fake_.state()["runs"][0]["tasks"][0]["state"].value("result_state", "");
  }

  FakeDatabricks fake_;
  std::unique_ptr<http::HttpClient> http_ = *http::make_curl_client({});
  Credentials credentials_;
  JobOptions options_;
  const std::vector<std::string> secrets_{"s3cr/t w+rd"};
  std::unique_ptr<Rest> rest_;
  std::unique_ptr<JobEngine> engine_;
  std::map<RunId, NotebookOutcome> outcomes_;
  std::map<RunId, std::vector<std::string>> states_;
};

constexpr const char* k_endless = "while True: pass";

TEST_F(JobEngineTest, ReturnsTheValueOfTheNotebook) {
  fake_.add_notebook("/t/echo", "dbutils.notebook.exit(dbutils.widgets.get('env') + '!')");
  const NotebookOutcome outcome = outcome_of(start("/t/echo"));
  EXPECT_EQ(outcome.status, Status::passed);
  EXPECT_EQ(outcome.value, "staging!");
  EXPECT_THAT(outcome.url, HasSubstr("/run/"));
}

TEST_F(JobEngineTest, TellsTheExceptionOfTheTask) {
  fake_.add_notebook("/t/bad", "1/0");
  const NotebookOutcome outcome = outcome_of(start("/t/bad"));
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_EQ(outcome.exception.name, "ZeroDivisionError");
  EXPECT_THAT(outcome.exception.traceback, HasSubstr("1/0"));
}

TEST_F(JobEngineTest, SaysThatTheNotebookIsNotThere) {
  const NotebookOutcome outcome = outcome_of(start("/t/nowhere"));
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_THAT(outcome.exception.text, HasSubstr("/t/nowhere"));
}

TEST_F(JobEngineTest, MarksAResultOfMoreThan5MB) {
  fake_.add_notebook("/t/big", "dbutils.notebook.exit('x' * 6_000_000)");
  const NotebookOutcome outcome = outcome_of(start("/t/big"));
  EXPECT_TRUE(outcome.is_value_truncated);
  EXPECT_EQ(outcome.value->size(), 5U * 1024 * 1024);
}

TEST_F(JobEngineTest, TakesSecretsOutOfTheValueInEveryForm) {
  fake_.add_notebook("/t/leak", R"(
import base64, json, urllib.parse
s = 's3cr/' + 't w+rd'
dbutils.notebook.exit(' '.join([s, base64.b64encode(s.encode()).decode(),
                                base64.b64encode(('user:' + s).encode()).decode(),
                                urllib.parse.quote(s, safe=''), urllib.parse.quote_plus(s),
                                json.dumps(s).replace('/', '\\/')])))");
  EXPECT_EQ(outcome_of(start("/t/leak")).value, "*** *** dXNlcjp***A== *** *** \"***\"");
}

TEST_F(JobEngineTest, TakesSecretsOutOfExceptionAndTraceback) {
  fake_.add_notebook("/t/leak", "raise ValueError('not ' + 's3cr/t w+rd')  # s3cr/t w+rd");
  const NotebookOutcome outcome = outcome_of(start("/t/leak"));
  EXPECT_EQ(outcome.exception.text, "not ***");
  EXPECT_THAT(outcome.exception.traceback, HasSubstr("# ***"));
  EXPECT_THAT(outcome.exception.traceback, Not(HasSubstr("w+rd")));
}

TEST_F(JobEngineTest, TakesSecretsOutOfWhatDatabricksSays) {
  const NotebookOutcome outcome = outcome_of(start("/t/s3cr/t w+rd"));
  EXPECT_THAT(outcome.exception.text, HasSubstr("/t/***"));
}

TEST_F(JobEngineTest, KeepsTheEndOfWhatAScriptPrintedWithoutSecrets) {
  fake_.add_file("/t/run.py",
                 "print('x' * 300_000 + ' s3cr/' + 't w+rd' + 'y' * 65_520)\nraise OSError('no')");
  NotebookTask task;
  task.path = "/t/a.sh";
  task.script_runner = "/t/run.py";
  options_.cluster_id = "0923-1";
  connect();
  const NotebookOutcome outcome = outcome_of(*engine_->start(task));
  EXPECT_EQ(outcome.exception.name, "OSError");
  EXPECT_EQ(outcome.output.size(), 64U * 1024);
  EXPECT_EQ(outcome.output.substr(0, 15), std::string(11, 'x') + " ***");
}

TEST_F(JobEngineTest, RunsSeveralAtOnce) {
  fake_.set_options({{"pending_s", 0.5}});
  fake_.add_notebook("/t/a", "dbutils.notebook.exit('a')");
  fake_.add_notebook("/t/b", "dbutils.notebook.exit('b')");
  const RunId first = start("/t/a");
  const RunId second = start("/t/b");
  poll_until([&] { return fake_.requests_to("runs/submit").size() == 2; });
  EXPECT_TRUE(outcomes_.empty());
  EXPECT_EQ(outcome_of(first).value, "a");
  EXPECT_EQ(outcome_of(second).value, "b");
}

TEST_F(JobEngineTest, CancelsAtTheTimeOutAndWaitsForTheEnd) {
  fake_.set_options({{"terminating_s", 0.3}});
  fake_.add_notebook("/t/endless", k_endless);
  const NotebookOutcome outcome = outcome_of(start("/t/endless", milliseconds(1500)));
  EXPECT_EQ(outcome.status, Status::timed_out);
  EXPECT_THAT(outcome.reason, HasSubstr("after 1.5 s"));
  EXPECT_EQ(result_on_server(), "CANCELED");
}

TEST_F(JobEngineTest, CancelsWhatIsRunningWhenAsked) {
  fake_.add_notebook("/t/endless", k_endless);
  const RunId id = start("/t/endless");
  poll_until([&] { return is_running(id); });
  engine_->cancel(id);
  const NotebookOutcome outcome = outcome_of(id);
  EXPECT_TRUE(outcome.was_cancelled);
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_EQ(result_on_server(), "CANCELED");
}

TEST_F(JobEngineTest, SubmitsNothingThatWasCancelledBefore) {
  const RunId id = start("/t/a");
  engine_->cancel(id);
  EXPECT_EQ(outcome_of(id).status, Status::not_run);
  EXPECT_EQ(fake_.requests_to("runs/submit").size(), 0U);
}

TEST_F(JobEngineTest, RunsOnceThoughTheReplyOfSubmitIsLost) {
  fake_.add_notebook("/t/once", "dbutils.notebook.exit('1')");
  fake_.add_fault({{"route", "runs/submit"}, {"action", "drop"}, {"effect", true}, {"times", 3}});
  EXPECT_EQ(outcome_of(start("/t/once")).value, "1");
  EXPECT_EQ(fake_.state()["executions"], Json::array({"/t/once"}));
}

TEST_F(JobEngineTest, OutlivesA429Storm) {
  fake_.add_notebook("/t/a", "dbutils.notebook.exit('1')");
  fake_.add_fault({{"route", "runs/*"}, {"status", 429}, {"times", 10}});
  EXPECT_EQ(outcome_of(start("/t/a")).value, "1");
}

TEST_F(JobEngineTest, SaysThatTheRunWasDeletedWhileItWatched) {
  fake_.add_notebook("/t/endless", k_endless);
  const RunId id = start("/t/endless");
  poll_until([&] { return is_running(id); });
  fake_.call("/api/2.2/jobs/runs/delete", {{"run_id", fake_.state()["runs"][0]["run_id"]}});
  const NotebookOutcome outcome = outcome_of(id);
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("somebody deleted the run 9007199254740993"));
}

TEST_F(JobEngineTest, SaysThatTheTokenExpiredInTheMiddle) {
  fake_.add_notebook("/t/endless", k_endless);
  const RunId id = start("/t/endless");
  poll_until([&] { return is_running(id); });
  fake_.set_options({{"tokens", Json::array()}});
  const NotebookOutcome outcome = outcome_of(id);
  EXPECT_EQ(outcome.status, Status::failed);
  EXPECT_THAT(outcome.reason, HasSubstr("wrong or have expired"));
}

TEST_F(JobEngineTest, CancelsWhatStillRunsWhenItIsDestroyed) {
  fake_.add_notebook("/t/endless", k_endless);
  const RunId id = start("/t/endless");
  poll_until([&] { return is_running(id); });
  engine_.reset();
  EXPECT_EQ(fake_.requests_to("runs/cancel").size(), 1U);
}

TEST_F(JobEngineTest, StopsWaitingForARunThatDoesNotEnd) {
  fake_.set_options({{"terminating_s", 60}});
  options_.cancel_grace = milliseconds(200);
  connect();
  fake_.add_notebook("/t/endless", k_endless);
  const NotebookOutcome outcome = outcome_of(start("/t/endless", milliseconds(300)));
  EXPECT_EQ(outcome.status, Status::timed_out);
  ASSERT_EQ(outcome.warnings.size(), 1U);
  EXPECT_THAT(outcome.warnings[0], HasSubstr("may still run on Databricks"));
}

// The child is killed as soon as Databricks knows the run.
TEST_F(JobEngineTest, FindsTheSameRunAfterAKill9) {
  fake_.set_options({{"pending_s", 0.5}});
  fake_.add_notebook("/t/once", "dbutils.notebook.exit('1')");
  const pid_t child = ::fork();
  if (child == 0) {
    http_ = *http::make_curl_client({});
    Rest rest(credentials_, *http_);
    JobEngine engine(rest, options_, secrets_);
    NotebookTask task;
    task.path = "/t/once";
    task.idempotency_token = "token of /t/once";
    static_cast<void>(engine.start(task));
    while (true) {
      engine.poll(steady_clock::now() + milliseconds(50));
    }
  }
  const auto end = steady_clock::now() + std::chrono::minutes(1);
  while (fake_.requests_to("runs/submit").empty() && steady_clock::now() < end) {
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(outcome_of(start("/t/once")).value, "1");
  EXPECT_EQ(fake_.state()["executions"], Json::array({"/t/once"}));
}

}  // namespace
}  // namespace testtracker::databricks
