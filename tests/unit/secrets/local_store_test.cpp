#include "secrets/local_store.hpp"

#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <vector>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace testtracker::secrets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LocalStore : public testing::Test {
 protected:
  [[nodiscard]] unsigned mode_of(const std::string& path) const {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0U;
  }

  test::TempDir directory_;
  LocalStoreOptions place_{directory_ / "deep/secrets/secrets.json", false};
  std::unique_ptr<SecretStore> store_ = open_local_store(place_);
};

TEST_F(LocalStore, GivesBackWhatWasPut) {
  ASSERT_TRUE(store_->create_scope("deploy"));
  ASSERT_TRUE(store_->put("deploy", "token", "one"));
  ASSERT_TRUE(store_->put("deploy", "token", "zwei \"ü\"\n"));
  EXPECT_EQ(*store_->get("deploy", "token"), "zwei \"ü\"\n");
}

TEST_F(LocalStore, ListsScopesAndKeysByName) {
  for (const char* scope : {"b", "a"}) {
    ASSERT_TRUE(store_->create_scope(scope));
  }
  ASSERT_TRUE(store_->put("a", "y", "1"));
  ASSERT_TRUE(store_->put("a", "x", "2"));
  EXPECT_THAT(*store_->scopes(), ElementsAre("a", "b"));
  EXPECT_THAT(*store_->keys("a"), ElementsAre("x", "y"));
}

TEST_F(LocalStore, WhatIsNotThereIsToldWithTheWayOut) {
  EXPECT_TRUE(store_->scopes()->empty());
  EXPECT_THAT(store_->put("no", "k", "v").error().message,
              HasSubstr("type: testtracker secrets create-scope no"));
  ASSERT_TRUE(store_->create_scope("s"));
  EXPECT_EQ(store_->get("s", "k").error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->delete_secret("s", "k").error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->delete_scope("t").error().code, ErrorCode::not_found);
}

TEST_F(LocalStore, AScopeIsMadeOnce) {
  ASSERT_TRUE(store_->create_scope("s"));
  ASSERT_TRUE(store_->put("s", "k", "v"));
  EXPECT_EQ(store_->create_scope("s").error().code, ErrorCode::rejected);
  EXPECT_EQ(*store_->get("s", "k"), "v");
}

TEST_F(LocalStore, DeletesASecretAndAScope) {
  ASSERT_TRUE(store_->create_scope("s"));
  ASSERT_TRUE(store_->put("s", "k", "v"));
  ASSERT_TRUE(store_->delete_secret("s", "k"));
  EXPECT_TRUE(store_->keys("s")->empty());
  ASSERT_TRUE(store_->delete_scope("s"));
  EXPECT_TRUE(store_->scopes()->empty());
}

TEST_F(LocalStore, IsNobodyElsesToRead) {
  ASSERT_TRUE(store_->create_scope("s"));
  EXPECT_EQ(mode_of(place_.path), 0600U);
  EXPECT_EQ(mode_of(directory_ / "deep/secrets"), 0700U);
}

TEST_F(LocalStore, RefusesAFileThatOthersMayRead) {
  ASSERT_TRUE(store_->create_scope("s"));
  ::chmod(place_.path.c_str(), 0640);
  const auto refused = store_->scopes();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unauthorized);
  EXPECT_THAT(refused.error().message, HasSubstr("mode 0640); type: chmod 600 " + place_.path));
  EXPECT_FALSE(store_->create_scope("t"));
}

TEST_F(LocalStore, RefusesAFolderThatOthersMayEnter) {
  ASSERT_TRUE(store_->create_scope("s"));
  ::chmod((directory_ / "deep/secrets").c_str(), 0755);
  EXPECT_THAT(store_->scopes().error().message, HasSubstr("type: chmod 700 "));
}

TEST_F(LocalStore, TheFolderOfANamedFileMayBeReadAndNotWritten) {
  place_.is_named = true;
  store_ = open_local_store(place_);
  ASSERT_TRUE(store_->create_scope("s"));
  ::chmod((directory_ / "deep/secrets").c_str(), 0755);
  EXPECT_TRUE(store_->scopes());
  ::chmod((directory_ / "deep/secrets").c_str(), 0775);
  EXPECT_THAT(store_->scopes().error().message, HasSubstr("type: chmod go-w "));
}

TEST_F(LocalStore, DoesNotFollowALink) {
  ASSERT_TRUE(store_->create_scope("s"));
  const std::string elsewhere = directory_ / "elsewhere";
  ASSERT_EQ(::rename(place_.path.c_str(), elsewhere.c_str()), 0);
  ASSERT_EQ(::symlink(elsewhere.c_str(), place_.path.c_str()), 0);
  EXPECT_EQ(store_->scopes().error().code, ErrorCode::io);
}

TEST_F(LocalStore, KeepsAFileThatItCannotRead) {
  ASSERT_TRUE(store_->create_scope("s"));
  for (const char* text : {"{", "[]", R"({"s": 1})", R"({"s": {"k": 1}})"}) {
    std::ofstream(place_.path) << text;
    EXPECT_EQ(store_->create_scope("t").error().code, ErrorCode::bad_format) << text;
    std::ifstream file(place_.path);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
  }
}

TEST_F(LocalStore, ProcessesThatPutAtOnceLoseNothing) {
  ASSERT_TRUE(store_->create_scope("s"));
  std::vector<pid_t> children;
  for (int child = 0; child < 8; ++child) {
    children.push_back(::fork());
    if (children.back() == 0) {
      const auto store = open_local_store(place_);
      bool is_good = true;
      for (int i = 0; i < 10; ++i) {
        const std::string key = "k" + std::to_string(child * 10 + i);
        is_good = store->put("s", key, "v") && is_good;
      }
      ::_exit(is_good ? 0 : 1);
    }
  }
  for (const pid_t child : children) {
    int status = 1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(store_->keys("s")->size(), 80U);
}

}  // namespace
}  // namespace testtracker::secrets
