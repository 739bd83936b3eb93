#include "databricks/secret_scopes.hpp"

#include "http/curl_client.hpp"
#include "support/fake_databricks/fake_databricks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::databricks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SecretScopesTest : public testing::Test {
 protected:
  SecretScopesTest() : rest_(credentials(), *http_), scopes_(rest_) {
    EXPECT_TRUE(scopes_.create_scope("deploy"));
  }
  ~SecretScopesTest() override { EXPECT_EQ(fake_.violations(), test::Json::array()); }

  Credentials credentials() {
    Credentials made;
    made.host = fake_.url();
    made.token = "dapi-fake";
    return made;
  }

  test::FakeDatabricks fake_;
  std::unique_ptr<http::HttpClient> http_ = *http::make_curl_client({});
  Rest rest_;
  SecretScopes scopes_;
};

TEST_F(SecretScopesTest, KeepsAndDeletesASecret) {
  ASSERT_TRUE(scopes_.put("deploy", "token", "zwei \"ü\"\n"));
  EXPECT_EQ(*scopes_.get("deploy", "token"), "zwei \"ü\"\n");
  EXPECT_THAT(*scopes_.keys("deploy"), ElementsAre("token"));
  ASSERT_TRUE(scopes_.delete_secret("deploy", "token"));
  EXPECT_THAT(*scopes_.keys("deploy"), ElementsAre());
  ASSERT_TRUE(scopes_.delete_scope("deploy"));
  EXPECT_THAT(*scopes_.scopes(), ElementsAre());
}

TEST_F(SecretScopesTest, NoErrorHoldsTheValue) {
  const auto lost = scopes_.put("nowhere", "token", "geheim");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::not_found);
  EXPECT_THAT(lost.error().message, HasSubstr("create-scope nowhere --target databricks"));
  EXPECT_THAT(lost.error().message, Not(HasSubstr("geheim")));
}

TEST_F(SecretScopesTest, AWorkspaceThatKeepsValuesForNotebooksIsExplained) {
  ASSERT_TRUE(scopes_.put("deploy", "token", "value"));
  fake_.set_options({{"secrets_get", false}});
  const auto refused = scopes_.get("deploy", "token");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
  EXPECT_THAT(refused.error().message, HasSubstr("{{secrets/deploy/token}}"));
}

TEST_F(SecretScopesTest, ALostReplyOfPutIsAskedForAgain) {
  fake_.add_fault({{"route", "secrets/put"}, {"action", "drop"}, {"effect", true}});
  ASSERT_TRUE(scopes_.put("deploy", "token", "value"));
  EXPECT_EQ(fake_.requests_to("secrets/put").size(), 2U);
}

}  // namespace
}  // namespace testtracker::databricks
