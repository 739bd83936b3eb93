#include "client_fixture.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>

namespace testtracker::mlflow {
namespace {

using testing::HasSubstr;

class ClientArtifactsTest : public ClientTest {
 protected:
  ClientArtifactsTest() : run_(new_run()) {}

  mlflow::Run run_;
  test::TempDir directory_;
};

TEST_F(ClientArtifactsTest, WritesTextsAndFiles) {
  test::write_file(directory_ / "f", std::string("\0bytes\xFF", 7));
  ASSERT_TRUE(client_->put_artifact(run_, "tests.json", "{}"));
  ASSERT_TRUE(client_->put_artifact_file(run_, "log/Ü b;?&+.txt", directory_ / "f"));
  EXPECT_EQ(fake_.artifact(run_.info.run_id, "tests.json"), "{}");
  EXPECT_EQ(*client_->get_artifact(run_, "log/Ü b;?&+.txt"), std::string("\0bytes\xFF", 7));
}

TEST_F(ClientArtifactsTest, OverwritesAndRepeats) {
  ASSERT_TRUE(client_->put_artifact(run_, "a.txt", "old and longer"));
  fake_.add_fault({{"route", "a.txt"}, {"status", 502}});
  fake_.add_fault({{"route", "a.txt"}, {"action", "drop"}, {"effect", true}});
  ASSERT_TRUE(client_->put_artifact(run_, "a.txt", "new"));
  EXPECT_EQ(fake_.artifact(run_.info.run_id, "a.txt"), "new");
}

TEST_F(ClientArtifactsTest, ListsFilesAndFolders) {
  ASSERT_TRUE(client_->put_artifact(run_, "a.txt", "123"));
  ASSERT_TRUE(client_->put_artifact(run_, "empty", ""));
  ASSERT_TRUE(client_->put_artifact(run_, "log/b.txt", "1"));
  const auto root = client_->list_artifacts(run_.info.run_id, "");
  ASSERT_TRUE(root);
  EXPECT_EQ(to_json_text(*root), R"([{"file_size":3,"is_dir":false,"path":"a.txt"},)"
                                 R"({"file_size":0,"is_dir":false,"path":"empty"},)"
                                 R"({"file_size":0,"is_dir":true,"path":"log"}])");
  EXPECT_EQ(client_->list_artifacts(run_.info.run_id, "log")->front().path, "log/b.txt");
  EXPECT_TRUE(client_->list_artifacts(run_.info.run_id, "absent")->empty());
}

TEST_F(ClientArtifactsTest, SaysThatThereIsNoSuchArtifactOnEveryVersion) {
  for (const char* version : {"3.17.2", "2.22.5"}) {
    fake_.set_options({{"version", version}});
    EXPECT_EQ(error_of(client_->get_artifact(run_, "log/absent")).code, ErrorCode::not_found);
  }
  EXPECT_TRUE(slept_.empty());
}

TEST_F(ClientArtifactsTest, SaysThatAServerKeepsNoArtifacts) {
  for (const char* version : {"3.17.2", "2.22.5"}) {
    fake_.set_options({{"version", version}, {"artifacts", "disabled"}});
    const Error error = error_of(client_->put_artifact(run_, "a.txt", "x"));
    EXPECT_EQ(error.code, ErrorCode::unsupported);
    EXPECT_THAT(error.message, HasSubstr("--no-serve-artifacts"));
  }
  EXPECT_TRUE(slept_.empty());
}

TEST_F(ClientArtifactsTest, SaysThatItCannotWriteToABucket) {
  fake_.set_options({{"artifacts", "s3://bucket"}});
  const Error error = error_of(client_->put_artifact(new_run("other"), "a.txt", "x"));
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_THAT(error.message, HasSubstr("s3://bucket"));
}

TEST_F(ClientArtifactsTest, SendsCredentialsOnlyWhereTheyBelong) {
  server_.authorization = "Bearer t";
  connect();
  ASSERT_TRUE(client_->put_artifact(run_, "a.txt", "x"));
  EXPECT_EQ(fake_.requests().back()["headers"]["authorization"], "Bearer t");
  FakeMlflow other;
  mlflow::Run elsewhere = run_;
  elsewhere.info.artifact_uri = other.url() + "/files";
  static_cast<void>(client_->put_artifact(elsewhere, "a.txt", "x"));
  EXPECT_FALSE(other.requests().back()["headers"].contains("authorization"));
}

TEST_F(ClientArtifactsTest, NamesTheFileThatCannotBeRead) {
  const Error error = error_of(client_->put_artifact_file(run_, "a.txt", directory_ / "absent"));
  EXPECT_EQ(error.code, ErrorCode::io);
  EXPECT_THAT(error.message, HasSubstr(directory_ / "absent"));
}

TEST_F(ClientArtifactsTest, RefusesAPageInsteadOfAnAnswer) {
  fake_.add_fault({{"route", "a.txt"}, {"action", "html"}});
  EXPECT_EQ(error_of(client_->put_artifact(run_, "a.txt", "x")).code, ErrorCode::bad_format);
}

}  // namespace
}  // namespace testtracker::mlflow
