#include "client_fixture.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace testtracker::mlflow {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

class ClientLogTest : public ClientTest {
 protected:
  ClientLogTest() : run_(new_run().info.run_id) {}

  void log_good(const std::vector<Metric>& metrics, const std::vector<Param>& params = {},
                const std::vector<Tag>& tags = {}) {
    const auto logged = client_->log(run_, metrics, params, tags);
    EXPECT_TRUE(logged) << (logged ? "" : logged.error().message);
  }
  // All values of all metrics, as the server has them.
  std::size_t count_of_values() { return fake_.only_run()["history"].size(); }
  void delete_run() {
    http::Request request;
    request.method = http::Method::post;
    request.url = fake_.url() + "/api/2.0/mlflow/runs/delete";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = Json{{"run_id", run_}}.dump();
    ASSERT_TRUE(http_->send(request, std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  }

  std::string run_;
};

TEST_F(ClientLogTest, StoresWhatItWasGiven) {
  log_good({{"a/b", 1.5, 10, 3}, {"n", k_nan, 10, 3}, {"i", -k_infinity, 10, 3}},
           {{"p", "line\n\"quoted\" ü"}, {"empty", ""}}, {{"t", "v"}});
  const Json data = fake_.only_run()["data"];
  EXPECT_EQ(data["metrics"][0],
            Json::parse(R"({"key":"a/b","value":1.5,"timestamp":10,"step":3})"));
  EXPECT_EQ(data["metrics"][1]["value"], "NaN");
  EXPECT_EQ(data["metrics"][2]["value"], -std::numeric_limits<double>::max());
  EXPECT_EQ(data["params"][0]["value"], "line\n\"quoted\" ü");
  EXPECT_EQ(data["params"].size(), 2U);
}

TEST_F(ClientLogTest, NeedsFewRequests) {
  std::vector<Metric> metrics;
  std::vector<Param> params;
  for (int i = 0; i < 2000; ++i) {
    metrics.push_back({"m" + std::to_string(i), 1, 1, 1});
  }
  for (int i = 0; i < 250; ++i) {
    params.push_back({"p" + std::to_string(i), "x"});
  }
  EXPECT_EQ(*client_->log(run_, metrics, params, {}), 3U);
  EXPECT_EQ(fake_.requests_to("log-batch").size(), 3U);
  EXPECT_EQ(count_of_values(), 2000U);
}

TEST_F(ClientLogTest, ChangesNothingWhenItIsRepeated) {
  for (int i = 0; i < 2; ++i) {
    log_good({{"a", 1.5, 10, 3}, {"n", k_nan, 10, 3}, {"i", k_infinity, 10, 3}}, {{"p", "x"}},
             {{"t", "v"}});
  }
  EXPECT_EQ(count_of_values(), 3U);
}

TEST_F(ClientLogTest, RepeatsABatchWhoseAnswerWasLost) {
  fake_.add_fault({{"route", "log-batch"}, {"action", "drop"}, {"effect", true}});
  fake_.add_fault({{"route", "log-batch"}, {"status", 500}, {"effect", true}});
  fake_.add_fault({{"route", "log-batch"}, {"action", "cut"}});
  log_good({{"a", 1.5, 10, 3}}, {{"p", "x"}}, {{"t", "v"}});
  EXPECT_EQ(count_of_values(), 1U);
}

TEST_F(ClientLogTest, DropsANanThatAnOldServerHasAlready) {
  fake_.set_options({{"version", "2.22.5"}});
  log_good({{"n", k_nan, 10, 3}});
  log_good({{"n", k_nan, 10, 3}, {"new", 1, 10, 3}, {"other", k_nan, 10, 3}}, {{"p", "x"}},
           {{"t", "v"}});
  EXPECT_EQ(count_of_values(), 3U);
  EXPECT_EQ(fake_.only_run()["data"]["params"].size(), 1U);
}

TEST_F(ClientLogTest, ReportsAConstraintThatIsNotAboutNan) {
  fake_.add_fault({{"route", "log-batch"},
                   {"status", 400},
                   {"error_code", "BAD_REQUEST"},
                   {"message", "UNIQUE constraint failed: metrics"}});
  EXPECT_EQ(error_of(client_->log(run_, {{"a", 1, 1, 1}}, {}, {})).code, ErrorCode::rejected);
}

TEST_F(ClientLogTest, NamesTheParamThatIsThereWithAnotherValue) {
  log_good({}, {{"p", "old"}, {"q", "same"}});
  const Error error =
      error_of(client_->log(run_, {{"m", 1, 1, 1}}, {{"q", "same"}, {"p", "new"}}, {}));
  EXPECT_EQ(error.code, ErrorCode::rejected);
  EXPECT_THAT(error.message, HasSubstr("its param p is old and cannot become new"));
}

TEST_F(ClientLogTest, SendsNothingThatMlflowWouldCutOrMisunderstand) {
  const std::uint64_t before = client_->requests();
  const auto refused = [&](const std::vector<Metric>& metrics, const std::vector<Param>& params,
                           const std::vector<Tag>& tags) {
    return error_of(client_->log(run_, metrics, params, tags)).code == ErrorCode::invalid_argument;
  };
  EXPECT_TRUE(refused({{"a[0]", 1, 1, 1}}, {}, {}));
  EXPECT_TRUE(refused({{"a", 1, -1, 1}}, {}, {}));
  EXPECT_TRUE(refused({}, {{"p", std::string(6001, 'x')}}, {}));
  EXPECT_TRUE(refused({}, {{"p", "1"}, {"p", "2"}}, {}));
  EXPECT_TRUE(refused({}, {}, {{"a//b", "x"}}));
  EXPECT_EQ(client_->requests(), before);
}

TEST_F(ClientLogTest, KnowsHowLongATagMayBe) {
  log_good({}, {}, {{"t", std::string(8000, 'x')}});
  EXPECT_EQ(error_of(client_->log(run_, {}, {}, {{"t", std::string(8001, 'x')}})).code,
            ErrorCode::invalid_argument);
  fake_.set_options({{"version", "2.9.2"}});
  connect();
  log_good({}, {}, {{"t", std::string(5000, 'x')}});
  EXPECT_EQ(error_of(client_->log(run_, {}, {}, {{"t", std::string(5001, 'x')}})).code,
            ErrorCode::invalid_argument);
}

TEST_F(ClientLogTest, SaysThatSomebodyDeletedTheRun) {
  delete_run();
  const Error error = error_of(client_->log(run_, {{"m", 1, 1, 1}}, {}, {}));
  EXPECT_EQ(error.code, ErrorCode::rejected);
  EXPECT_THAT(error.message, HasSubstr("mlflow runs restore --run-id " + run_));
  EXPECT_EQ(client_->get_run(run_)->info.lifecycle_stage, "deleted");
}

TEST_F(ClientLogTest, AcceptsAnEmptyAnswerButNoHtml) {
  fake_.add_fault({{"route", "log-batch"}, {"action", "empty"}, {"effect", true}});
  log_good({{"m", 1, 1, 1}});
  fake_.add_fault({{"route", "log-batch"}, {"action", "html"}});
  EXPECT_EQ(error_of(client_->log(run_, {{"m", 1, 1, 1}}, {}, {})).code, ErrorCode::bad_format);
}

}  // namespace
}  // namespace testtracker::mlflow
