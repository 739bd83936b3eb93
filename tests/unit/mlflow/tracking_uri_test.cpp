#include "mlflow/tracking_uri.hpp"

#include "base/base64.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace testtracker::mlflow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ServerOptions with_uri(const std::string& uri) {
  ServerOptions options;
  options.tracking_uri = uri;
  return options;
}

Server server_of(const ServerOptions& options) {
  auto server = finalize(options);
  EXPECT_TRUE(server) << (server ? "" : server.error().message);
  return server ? *server : Server{};
}

Error error_of(const ServerOptions& options) {
  const auto server = finalize(options);
  EXPECT_FALSE(server);
  return server ? Error{ErrorCode::io, ""} : server.error();
}

std::string basic(const std::string& login) {
  return "Basic " + to_base64(login);
}

TEST(TrackingUri, KeepsAPathPrefixWithoutTheTrailingSlash) {
  const Server server = server_of(with_uri("https://host:8443/team/mlflow/"));
  EXPECT_EQ(server.base_url, "https://host:8443/team/mlflow");
  EXPECT_EQ(server.ui_url, server.base_url);
  EXPECT_EQ(server.authorization, "");
  EXPECT_TRUE(server.verify_tls);
}

TEST(TrackingUri, MovesUserNameAndPasswordIntoTheHeader) {
  const Server server = server_of(with_uri("http://me:p%40ss%3A@host/x"));
  EXPECT_EQ(server.base_url, "http://host/x");
  EXPECT_EQ(server.ui_url, "http://host/x");
  EXPECT_EQ(server.authorization, basic("me:p@ss:"));
}

TEST(TrackingUri, PrefersCredentialsInTheUriToAllOthers) {
  ServerOptions options = with_uri("http://a:b@host");
  options.username = "me";
  options.password = "pw";
  options.token = "t";
  EXPECT_EQ(server_of(options).authorization, basic("a:b"));
}

TEST(TrackingUri, PrefersUserNameAndPasswordToTheToken) {
  ServerOptions options = with_uri("http://host");
  options.username = "me";
  options.password = "pw";
  options.token = "t";
  EXPECT_EQ(server_of(options).authorization, basic("me:pw"));
}

TEST(TrackingUri, TakesTheTokenWhenThePasswordIsMissing) {
  ServerOptions options = with_uri("http://host");
  options.username = "me";
  options.token = "t";
  const Server server = server_of(options);
  EXPECT_EQ(server.authorization, "Bearer t");
  EXPECT_EQ(server.credentials, "MLFLOW_TRACKING_TOKEN");
}

TEST(TrackingUri, TrimsTheWorkspace) {
  ServerOptions options = with_uri("http://host");
  options.workspace = " team ";
  EXPECT_EQ(server_of(options).workspace, "team");
  options.workspace = "  ";
  EXPECT_EQ(server_of(options).workspace, "");
}

TEST(TrackingUri, RefusesLineBreaksThatWouldBeginAHeaderWithoutShowingTheSecret) {
  ServerOptions options = with_uri("http://host");
  options.token = "secret\r\nX-Evil: 1";
  const Error error = error_of(options);
  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_THAT(error.message, AllOf(HasSubstr("MLFLOW_TRACKING_TOKEN"), Not(HasSubstr("secret"))));
  options.token.clear();
  options.workspace = "a\nb";
  EXPECT_THAT(error_of(options).message, HasSubstr("MLFLOW_WORKSPACE"));
}

TEST(TrackingUri, RefusesToVerifyAndNotToVerifyAtOnce) {
  ServerOptions options = with_uri("https://host");
  options.insecure_tls = true;
  EXPECT_FALSE(server_of(options).verify_tls);
  options.ca_bundle = "/ca.pem";
  EXPECT_EQ(error_of(options).code, ErrorCode::invalid_argument);
  options.insecure_tls = false;
  options.client_certificate = "/me.pem";
  const http::CurlOptions curl = curl_options(server_of(options));
  EXPECT_TRUE(curl.verify_tls);
  EXPECT_EQ(curl.ca_bundle, "/ca.pem");
  EXPECT_EQ(curl.client_certificate, "/me.pem");
}

TEST(TrackingUri, RefusesPluginsAndAwsSignaturesLoudly) {
  ServerOptions options = with_uri("http://host");
  options.auth_plugin = "kubernetes";
  EXPECT_EQ(error_of(options).code, ErrorCode::unsupported);
  EXPECT_THAT(error_of(options).message, HasSubstr("MLFLOW_TRACKING_AUTH=kubernetes"));
  options.auth_plugin.clear();
  options.aws_sigv4 = true;
  EXPECT_THAT(error_of(options).message, HasSubstr("MLFLOW_TRACKING_AWS_SIGV4"));
}

TEST(TrackingUri, SaysForStoresWhatToTypeInstead) {
  for (const char* uri : {"sqlite:///mlflow.db", "file:///tmp/mlruns", "./mlruns", "/tmp/mlruns",
                          "mlruns", "postgresql://host/db"}) {
    const Error error = error_of(with_uri(uri));
    EXPECT_EQ(error.code, ErrorCode::unsupported) << uri;
    EXPECT_THAT(error.message,
                AllOf(HasSubstr("testtracker server start"),
                      HasSubstr(std::string("mlflow server --backend-store-uri ") + uri)));
  }
}

TEST(TrackingUri, HidesThePasswordOfADatabase) {
  EXPECT_THAT(error_of(with_uri("mysql://me:secret@host/db")).message, Not(HasSubstr("secret")));
}

TEST(TrackingUri, ProposesTheSchemeThatWasForgotten) {
  const Error error = error_of(with_uri("localhost:5000"));
  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_THAT(error.message, HasSubstr("http://localhost:5000"));
}

TEST(TrackingUri, RefusesTheAddressOfAPage) {
  const Error error = error_of(with_uri("http://me:secret@host:5000/#/experiments/3"));
  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_THAT(error.message, AllOf(HasSubstr("#/experiments/3"), Not(HasSubstr("secret"))));
}

TEST(TrackingUri, RefusesAUriWithoutAHost) {
  for (const char* uri : {"http://", "https:///path", "http://:5000", "http://a:b@"}) {
    EXPECT_EQ(error_of(with_uri(uri)).code, ErrorCode::invalid_argument) << uri;
  }
}

TEST(TrackingUri, SaysHowToConfigureAServerWhenThereIsNone) {
  EXPECT_THAT(error_of(ServerOptions{}).message, HasSubstr("MLFLOW_TRACKING_URI"));
}

class WithHome : public testing::Test {
 protected:
  WithHome() { options_.home = options_.databricks.home = home_.path(); }
  void write(const std::string& file, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(home_ / file).parent_path());
    test::write_file(home_ / file, text);
  }

  test::TempDir home_;
  ServerOptions options_;
};

TEST_F(WithHome, FillsEachMissingCredentialFromTheFile) {
  write(".mlflow/credentials",
        "# mine\n[other]\nmlflow_tracking_password = no\n"
        "[mlflow]\nMLFLOW_TRACKING_USERNAME = filed\nmlflow_tracking_password: f=%x\n");
  options_.tracking_uri = "http://host";
  EXPECT_EQ(server_of(options_).authorization, basic("filed:f=%x"));
  EXPECT_EQ(server_of(options_).credentials, home_ / ".mlflow/credentials");
  options_.username = "me";
  EXPECT_EQ(server_of(options_).authorization, basic("me:f=%x"));
}

TEST_F(WithHome, DoesWithoutACredentialsFile) {
  options_.tracking_uri = "http://host";
  EXPECT_EQ(server_of(options_).authorization, "");
}

TEST_F(WithHome, TakesDatabricksHostAndTokenOfTheEnvironment) {
  options_.tracking_uri = "databricks";
  options_.databricks.host = "adb-1.azuredatabricks.net/";
  options_.databricks.token = "dapi";
  const Server server = server_of(options_);
  EXPECT_TRUE(server.is_databricks);
  EXPECT_EQ(server.base_url, "https://adb-1.azuredatabricks.net");
  EXPECT_EQ(server.authorization, "Bearer dapi");
}

TEST_F(WithHome, TakesTheDatabricksProfileThatTheUriNames) {
  write(".databrickscfg",
        "[DEFAULT]\nhost = https://default\ntoken = d\n[ci]\nhost=https://ci/\ntoken=c\n");
  options_.tracking_uri = "databricks://ci";
  options_.databricks.host = "https://environment";
  options_.databricks.token = "e";
  EXPECT_EQ(server_of(options_).base_url, "https://ci");
  EXPECT_EQ(server_of(options_).authorization, "Bearer c");
}

TEST_F(WithHome, TakesTheDefaultProfileWhenNothingElseIsSet) {
  write(".databrickscfg", "[DEFAULT]\nhost = https://default\ntoken = d\n");
  options_.tracking_uri = "databricks";
  EXPECT_EQ(server_of(options_).base_url, "https://default");
}

TEST_F(WithHome, NamesADatabricksProfileThatDoesNotExist) {
  options_.tracking_uri = "databricks://ci";
  const Error error = error_of(options_);
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_THAT(error.message, AllOf(HasSubstr("ci"), HasSubstr(".databrickscfg")));
}

TEST_F(WithHome, LogsInAsTheOauthClientOfAProfile) {
  write(".databrickscfg", "[ci]\nhost = https://d\nclient_id = x\nclient_secret = hidden\n");
  options_.tracking_uri = "databricks://ci";
  const Server server = server_of(options_);
  EXPECT_TRUE(has_credentials(server));
  EXPECT_EQ(server.authorization, "");
  ASSERT_TRUE(server.workspace_login);
  EXPECT_EQ(server.workspace_login->kind, login::AuthKind::oauth_client);
  EXPECT_EQ(server.workspace_login->client_secret, "hidden");
}

TEST_F(WithHome, SaysWhatIsMissingInAProfile) {
  write(".databrickscfg", "[ci]\nhost = https://d\nclient_id = x\n");
  options_.tracking_uri = "databricks://ci";
  EXPECT_THAT(error_of(options_).message,
              AllOf(HasSubstr("client_secret is missing in profile ci"), HasSubstr("add it")));
}

}  // namespace
}  // namespace testtracker::mlflow
