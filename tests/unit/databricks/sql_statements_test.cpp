#include "databricks/sql_statements.hpp"

#include "http/curl_client.hpp"
#include "support/fake_databricks/fake_databricks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace testtracker::databricks {
namespace {

using test::Json;
using ::testing::HasSubstr;

class SqlStatements : public ::testing::Test {
 protected:
  ~SqlStatements() override { EXPECT_EQ(fake_.violations(), Json::array()); }

  /// Gives up at the `most`th pause.
  Result<std::vector<SqlRow>> run(const std::string& text, int most) {
    Credentials credentials;
    credentials.host = fake_.url();
    credentials.token = "dapi-fake";
    RestOptions options;
    options.sleep = [pauses = 0, most](std::chrono::milliseconds) mutable {
      return ++pauses < most;
    };
    Rest rest(credentials, *http_, options);
    return run_sql(rest, "w1", {"read the history of prod", text, {}});
  }

  /// What looks at the first statement get.
  void answer_looks(const Json& fields) {
    Json fault = {{"route", "sql/statements/01ef-0001"}, {"method", "GET"}};
    fault.update(fields);
    fake_.add_fault(fault);
  }
  static Json state(const char* name) {
    return {{"type", "application/json"},
            {"status", 200},
            {"body", Json({{"statement_id", "01ef-0001"}, {"status", {{"state", name}}}}).dump()}};
  }

  test::FakeDatabricks fake_;
  std::unique_ptr<http::HttpClient> http_ = *http::make_curl_client({});
};

TEST_F(SqlStatements, AStatementThatNobodyWaitsForIsCancelled) {
  fake_.set_options({{"sql_pending", true}});
  Json endless = state("RUNNING");
  endless["times"] = nullptr;
  answer_looks(endless);
  const auto rows = run("SELECT 1", 3);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, ErrorCode::busy);
  EXPECT_THAT(rows.error().message, HasSubstr("read the history of prod: stopped on request"));
  EXPECT_EQ(fake_.requests_to("sql/statements/01ef-0001/cancel").size(), 1U);
}

TEST_F(SqlStatements, AStatementThatEndsIsNotCancelled) {
  fake_.set_options({{"sql_pending", true}});
  const auto rows = run("SELECT 1", 3);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_TRUE(fake_.requests_to("sql/statements/01ef-0001/cancel").empty());
}

// "get may lag 5 s" behind the reply that names the statement.
TEST_F(SqlStatements, AStatementThatIsNotKnownYetIsLookedForAgain) {
  fake_.set_options({{"sql_pending", true}});
  answer_looks({{"status", 404}, {"error_code", "NOT_FOUND"}, {"times", 2}});
  const auto rows = run("SELECT 1", 5);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->size(), 1U);
}

TEST_F(SqlStatements, AStatementThatIsGoneIsGivenUp) {
  fake_.set_options({{"sql_pending", true}});
  answer_looks(
      {{"status", 404}, {"error_code", "NOT_FOUND"}, {"message", "gone"}, {"times", nullptr}});
  const auto rows = run("SELECT 1", 100);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, ErrorCode::rejected);
  EXPECT_THAT(rows.error().message, HasSubstr("gone"));
}

TEST_F(SqlStatements, AStatementThatSomebodyCancelledIsToldSo) {
  fake_.set_options({{"sql_pending", true}});
  answer_looks(state("CANCELED"));
  const auto rows = run("SELECT 1", 3);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().message, "read the history of prod: the SQL statement ended as CANCELED");
}

}  // namespace
}  // namespace testtracker::databricks
