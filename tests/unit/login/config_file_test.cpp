#include "login/config_file.hpp"

#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace testtracker::login {
namespace {

using testing::HasSubstr;
using testing::Not;

Credentials with_token(const std::string& token) {
  Credentials credentials;
  credentials.host = "https://dbc.example.com";
  credentials.token = token;
  return credentials;
}

TEST(ConfigFile, IsNobodyElsesToReadAndIsReadBackAsItWas) {
  const test::TempDir folder;
  const std::string path = folder / ".databrickscfg";
  ASSERT_TRUE(write_config_file(with_token("dapi#1"), path));
  struct stat facts {};
  ASSERT_EQ(::stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777U, 0600U);
  CredentialOptions options;
  options.config_file = path;
  const auto read = finalize(options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->host, "https://dbc.example.com");
  EXPECT_EQ(read->token, "dapi#1");
  EXPECT_TRUE(read->warnings.empty());
}

TEST(ConfigFile, HoldsTheOtherKindsToo) {
  Credentials credentials = with_token("");
  credentials.kind = AuthKind::azure_client;
  credentials.client_id = "id";
  credentials.client_secret = "secret";
  credentials.azure_tenant_id = "tenant";
  const test::TempDir folder;
  ASSERT_TRUE(write_config_file(credentials, folder / "a"));
  CredentialOptions options;
  options.config_file = folder / "a";
  const auto read = finalize(options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->kind, AuthKind::azure_client);
  EXPECT_EQ(read->azure_tenant_id, "tenant");
  credentials.kind = AuthKind::oauth_client;
  EXPECT_EQ(*config_text(credentials),
            "[DEFAULT]\nhost = https://dbc.example.com\nauth_type = oauth-m2m\nclient_id = id\n"
            "client_secret = secret\n");
}

TEST(ConfigFile, RefusesWhatItCannotHoldWithoutSayingIt) {
  for (const char* token : {"geheim\nhost = evil", "geheim # 1"}) {
    const auto refused = config_text(with_token(token));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, Not(HasSubstr("geheim")));
  }
}

TEST(ConfigFile, ReplacesNothing) {
  const test::TempDir folder;
  ASSERT_TRUE(write_config_file(with_token("a"), folder / "a"));
  EXPECT_EQ(write_config_file(with_token("b"), folder / "a").error().code, ErrorCode::io);
}

}  // namespace
}  // namespace testtracker::login
