#include "support/fake_databricks/fake_databricks.hpp"
#include "unit/mlflow/client_fixture.hpp"

#include <gmock/gmock.h>

namespace testtracker::mlflow {
namespace {

using test::FakeDatabricks;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// MLflow and the workspace that gives tokens for it; really they are one host.
class WorkspaceLoginTest : public ClientTest {
 protected:
  WorkspaceLoginTest() {
    login::Credentials login;
    login.kind = login::AuthKind::oauth_client;
    login.host = workspace_.url();
    login.client_id = "client";
    login.client_secret = "secret";
    login.source = "the environment";
    server_.workspace_login = login;
    connect();
  }
  ~WorkspaceLoginTest() override { EXPECT_EQ(workspace_.violations(), Json::array()); }

  std::size_t logins() { return workspace_.requests_to("/oidc/v1/token").size(); }
  std::string token_of(std::size_t request) {
    return fake_.requests()[request]["headers"]["authorization"];
  }

  FakeDatabricks workspace_;
};

TEST_F(WorkspaceLoginTest, LogsInOnceForManyCalls) {
  new_run("a");
  new_run("b");
  EXPECT_EQ(logins(), 1U);
  EXPECT_THAT(token_of(0), StartsWith("Bearer oauth-"));
  EXPECT_EQ(token_of(1), token_of(0));
}

TEST_F(WorkspaceLoginTest, FetchesAnotherTokenWhenOneIsRefused) {
  fake_.add_fault({{"route", "runs/create"}, {"status", 401}});
  new_run();
  EXPECT_EQ(logins(), 2U);
  EXPECT_NE(token_of(1), token_of(0));
  EXPECT_TRUE(slept_.empty());
}

TEST_F(WorkspaceLoginTest, TriesAgainWhenTheLoginIsToldToWait) {
  workspace_.add_fault({{"route", "oidc/v1/token"}, {"status", 503}});
  new_run();
  EXPECT_EQ(logins(), 2U);
  EXPECT_EQ(slept_.size(), 1U);
}

TEST_F(WorkspaceLoginTest, SaysThatTheClientIsRefusedWithoutItsSecret) {
  server_.workspace_login->client_secret = "s3cret";
  connect();
  const Error error = error_of(client_->create_run(request_for("s")));
  EXPECT_EQ(error.code, ErrorCode::unauthorized);
  EXPECT_THAT(error.message, HasSubstr("check the client's id and secret"));
  EXPECT_THAT(error.message, Not(HasSubstr("s3cret")));
  EXPECT_EQ(fake_.requests(), Json::array());
}

}  // namespace
}  // namespace testtracker::mlflow
