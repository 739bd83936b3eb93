#include "context/remote_url.hpp"

#include <gtest/gtest.h>

namespace testtracker::context {
namespace {

TEST(RemoteUrl, WebAddressesLoseUserAndPassword) {
  EXPECT_EQ(without_credentials("https://me:w@rd@host:8443/a@b.git"), "https://host:8443/a@b.git");
  EXPECT_EQ(without_credentials("https://token@host/x"), "https://host/x");
  EXPECT_EQ(without_credentials("https://token@host"), "https://host");
  EXPECT_EQ(without_credentials("https://host/x"), "https://host/x");
}

TEST(RemoteUrl, SshAddressesKeepTheirUser) {
  EXPECT_EQ(without_credentials("ssh://git:word@host/x"), "ssh://git@host/x");
  EXPECT_EQ(without_credentials("git@host:team/x.git"), "git@host:team/x.git");
}

TEST(RemoteUrl, PathsStayAsTheyAre) {
  EXPECT_EQ(without_credentials("/srv/git/a@b"), "/srv/git/a@b");
}

TEST(RemoteUrl, TheNameIsTheLastPartOfThePath) {
  EXPECT_EQ(repository_name("https://host/team/parser.git"), "parser");
  EXPECT_EQ(repository_name("git@host:parser.git"), "parser");
  EXPECT_EQ(repository_name("/srv/parser/"), "parser");
  EXPECT_EQ(repository_name(".git"), ".git");
  EXPECT_EQ(repository_name(""), "");
}

}  // namespace
}  // namespace testtracker::context
