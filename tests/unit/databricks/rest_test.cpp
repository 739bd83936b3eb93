#include "databricks/rest.hpp"

#include "databricks/messages.hpp"
#include "http/curl_client.hpp"
#include "support/fake_databricks/fake_databricks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace testtracker::databricks {
namespace {

using std::chrono::milliseconds;
using test::FakeDatabricks;
using test::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RestTest : public testing::Test {
 protected:
  RestTest() {
    credentials_.host = fake_.url();
    credentials_.token = "dapi-fake";
    credentials_.source = "the environment";
  }
  ~RestTest() override { EXPECT_EQ(fake_.violations(), Json::array()); }

  static Call mkdirs() {
    Call call;
    call.action = "make the folder /a";
    call.method = http::Method::post;
    call.path = "/api/2.0/workspace/mkdirs";
    call.body = R"({"path": "/a"})";
    return call;
  }
  static Call status_of(const std::string& path) {
    Call call;
    call.action = "look at " + path;
    call.path = "/api/2.0/workspace/get-status";
    call.query = {{"path", path}};
    return call;
  }
  void use_oauth() {
    credentials_.kind = AuthKind::oauth_client;
    credentials_.client_id = "client";
    credentials_.client_secret = "secret";
  }
  Rest rest() {
    RestOptions options;
    options.sleep = [this](milliseconds time) {
      slept_.push_back(time);
      return slept_.size() < 20;
    };
    return {credentials_, *http_, options};
  }

  FakeDatabricks fake_;
  std::unique_ptr<http::HttpClient> http_ = *http::make_curl_client({});
  Credentials credentials_;
  std::vector<milliseconds> slept_;
};

TEST_F(RestTest, WaitsAsLongAsTheServerAsks) {
  fake_.add_fault({{"route", "mkdirs"}, {"status", 429}, {"headers", {{"Retry-After", "7"}}}});
  EXPECT_FALSE(rest().send(mkdirs()).error);
  EXPECT_THAT(slept_, ElementsAre(milliseconds(7000)));
}

TEST_F(RestTest, GivesUpAStormOf429WithTheServersWords) {
  fake_.add_fault({{"route", "mkdirs"},
                   {"status", 429},
                   {"times", nullptr},
                   {"error_code", "REQUEST_LIMIT_EXCEEDED"}});
  const Outcome outcome = rest().send(mkdirs());
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::retry_later);
  EXPECT_THAT(outcome.error->message, HasSubstr("REQUEST_LIMIT_EXCEEDED"));
}

TEST_F(RestTest, RepeatsALostReplyOnlyWhenTwiceIsAsGoodAsOnce) {
  Call call = mkdirs();
  call.is_idempotent = false;
  fake_.add_fault({{"route", "mkdirs"}, {"action", "drop"}, {"effect", true}});
  EXPECT_TRUE(rest().send(call).error);
  fake_.add_fault({{"route", "mkdirs"}, {"action", "drop"}, {"effect", true}});
  EXPECT_FALSE(rest().send(mkdirs()).error);
}

TEST_F(RestTest, ReadsWhatIsNotThereAsNotFound) {
  const Outcome outcome = rest().send(status_of("/nowhere"));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::not_found);
  EXPECT_THAT(outcome.error->message, HasSubstr("Path (/nowhere) doesn't exist."));
}

TEST_F(RestTest, TakesAPageInsteadOfDataForALogin) {
  fake_.add_fault({{"route", "get-status"}, {"action", "html"}});
  const Outcome outcome = rest().send(status_of("/"));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::unauthorized);
}

TEST_F(RestTest, NeverShowsTheTokenThatIsRefused) {
  credentials_.token = "dapi-s3cret";
  const Outcome outcome = rest().send(status_of("/"));
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::unauthorized);
  EXPECT_THAT(outcome.error->message, HasSubstr("the credentials of the environment"));
  EXPECT_THAT(outcome.error->message, Not(HasSubstr("s3cret")));
}

TEST_F(RestTest, LogsInOnceForManyCalls) {
  use_oauth();
  Rest one = rest();
  EXPECT_FALSE(one.send(mkdirs()).error);
  EXPECT_FALSE(one.send(status_of("/a")).error);
  EXPECT_EQ(fake_.requests_to("/oidc/v1/token").size(), 1U);
}

TEST_F(RestTest, LogsInWithoutMetadataOfTheHost) {
  fake_.set_options({{"metadata", false}});
  use_oauth();
  EXPECT_FALSE(rest().send(mkdirs()).error);
}

TEST_F(RestTest, RenewsATokenThatExpiredInTheMiddle) {
  use_oauth();
  Rest one = rest();
  EXPECT_FALSE(one.send(mkdirs()).error);
  fake_.revoke_oauth_tokens();
  EXPECT_FALSE(one.send(status_of("/a")).error);
  EXPECT_EQ(fake_.requests_to("/oidc/v1/token").size(), 2U);
}

TEST_F(RestTest, RenewsATokenBeforeItEnds) {
  fake_.set_options({{"expires_s", 0}});
  use_oauth();
  Rest one = rest();
  static_cast<void>(one.once(mkdirs()));
  fake_.set_options({{"expires_s", 3600}});
  EXPECT_FALSE(one.send(status_of("/")).error);
  EXPECT_EQ(fake_.requests_to("get-status").size(), 1U);
}

TEST_F(RestTest, NeverShowsTheSecretOfAClientThatIsRefused) {
  use_oauth();
  credentials_.client_secret = "s3cret";
  const Outcome outcome = rest().send(mkdirs());
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::unauthorized);
  EXPECT_THAT(outcome.error->message, HasSubstr("invalid_client"));
  EXPECT_THAT(outcome.error->message, Not(HasSubstr("s3cret")));
}

TEST_F(RestTest, LogsInAsAnAzureServicePrincipal) {
  use_oauth();
  credentials_.kind = AuthKind::azure_client;
  credentials_.azure_tenant_id = "tenant";
  credentials_.azure_login_url = fake_.url();
  EXPECT_FALSE(rest().send(mkdirs()).error);
  EXPECT_EQ(fake_.requests_to("/tenant/oauth2/token").size(), 1U);
}

TEST(PauseBefore, GrowsASecondEachTimeUpToTen) {
  EXPECT_GE(pause_before(1, {}), milliseconds(1000));
  EXPECT_LT(pause_before(1, {}), milliseconds(2000));
  EXPECT_LT(pause_before(99, {}), milliseconds(11000));
}

TEST(PauseBefore, TakesAtMostAMinuteFromTheServer) {
  EXPECT_EQ(pause_before(1, std::chrono::hours(1)), milliseconds(60000));
}

}  // namespace
}  // namespace testtracker::databricks
