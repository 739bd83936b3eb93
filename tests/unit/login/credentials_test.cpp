#include "login/credentials.hpp"

#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include <sys/stat.h>

namespace testtracker::login {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class CredentialsTest : public testing::Test {
 protected:
  CredentialsTest() { options_.home = folder_.path(); }

  void write_profiles(const std::string& text, mode_t mode = 0600) {
    const std::string path = folder_ / ".databrickscfg";
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
  }
  Credentials found() {
    auto credentials = finalize(options_);
    EXPECT_TRUE(credentials) << (credentials ? "" : credentials.error().message);
    return credentials ? *credentials : Credentials{};
  }
  Error error() {
    const auto credentials = finalize(options_);
    EXPECT_FALSE(credentials);
    return credentials ? Error{ErrorCode::io, ""} : credentials.error();
  }

  test::TempDir folder_;
  CredentialOptions options_;
};

TEST_F(CredentialsTest, TakeTheEnvironmentBeforeTheFile) {
  write_profiles("[DEFAULT]\nhost = https://file\ntoken = of-file\n");
  options_.host = "https://given/";
  options_.token = "of-environment";
  EXPECT_EQ(found().host, "https://given");
  EXPECT_EQ(found().token, "of-environment");
}

TEST_F(CredentialsTest, FillWhatANamedProfileKnows) {
  write_profiles("[ci]\nhost = workspace.example\ntoken = of-file\n");
  options_.profile = "ci";
  options_.token = "of-environment";
  EXPECT_EQ(found().host, "https://workspace.example");
  EXPECT_EQ(found().token, "of-environment");
}

TEST_F(CredentialsTest, SkipTheFileWhenTheHostIsGiven) {
  write_profiles("[DEFAULT]\nhost = https://file\ntoken = of-file\n");
  options_.host = "https://given";
  EXPECT_THAT(error().message, HasSubstr("there are no credentials"));
}

TEST_F(CredentialsTest, FollowTheDefaultProfileOfTheFile) {
  write_profiles("[__settings__]\ndefault_profile = ci\n[ci]\nhost = https://ci\ntoken = t\n");
  EXPECT_EQ(found().host, "https://ci");
}

TEST_F(CredentialsTest, NameAProfileThatIsNotThere) {
  options_.profile = "nowhere";
  EXPECT_EQ(error().code, ErrorCode::not_found);
  EXPECT_THAT(error().message, HasSubstr("--profile nowhere"));
}

TEST_F(CredentialsTest, RefuseTwoKindsAtOnce) {
  options_.host = "https://h";
  options_.token = "t";
  options_.client_id = "c";
  EXPECT_THAT(error().message, HasSubstr("DATABRICKS_AUTH_TYPE"));
}

TEST_F(CredentialsTest, ObeyTheNamedKind) {
  options_.host = "https://h";
  options_.token = "t";
  options_.client_id = "c";
  options_.client_secret = "s";
  options_.auth_type = "oauth-m2m";
  EXPECT_EQ(found().kind, AuthKind::oauth_client);
}

TEST_F(CredentialsTest, KnowTheLoginOfEachAzureCloud) {
  options_.host = "adb-1.databricks.azure.us";
  options_.azure_client_id = "c";
  options_.azure_client_secret = "s";
  options_.azure_tenant_id = "t";
  EXPECT_EQ(found().azure_login_url, "https://login.microsoftonline.us");
}

TEST_F(CredentialsTest, SayWhichSecretIsMissing) {
  options_.host = "https://h";
  options_.client_id = "c";
  EXPECT_THAT(error().message, HasSubstr("DATABRICKS_CLIENT_SECRET is missing"));
}

TEST_F(CredentialsTest, WarnOfAFileThatOthersRead) {
  write_profiles("[DEFAULT]\nhost = https://h\ntoken = t\n", 0644);
  ASSERT_EQ(found().warnings.size(), 1U);
  EXPECT_THAT(found().warnings[0], HasSubstr("chmod 600"));
  write_profiles("[DEFAULT]\nhost = https://h\ntoken = t\n", 0600);
  EXPECT_THAT(found().warnings, IsEmpty());
}

TEST_F(CredentialsTest, RefuseACommentBehindASecretWithoutShowingIt) {
  write_profiles("[DEFAULT]\nhost = https://h\ntoken = s3cret # of ci\n");
  EXPECT_THAT(error().message, HasSubstr("token of profile DEFAULT"));
  EXPECT_THAT(error().message, testing::Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace testtracker::login
