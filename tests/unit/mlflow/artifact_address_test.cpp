#include "mlflow/artifact_address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace testtracker::mlflow {
namespace {

using testing::HasSubstr;

Server server_at(const std::string& url) {
  Server server;
  server.base_url = url;
  return server;
}

ArtifactAddress address_of(const std::string& server, const std::string& uri,
                           const std::string& path = "a.txt") {
  const auto address = artifact_address(server_at(server), uri, path);
  EXPECT_TRUE(address) << (address ? "" : address.error().message);
  return address ? *address : ArtifactAddress{};
}

TEST(ArtifactAddress, GoesThroughTheProxyOfTheTrackingServer) {
  EXPECT_EQ(address_of("http://h:5/ml", "mlflow-artifacts:/1/r/artifacts", "log/a b.txt").url,
            "http://h:5/ml/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/log/a%20b.txt");
  EXPECT_EQ(address_of("http://h:5", "mlflow-artifacts:///1/r/artifacts").url,
            "http://h:5/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a.txt");
}

TEST(ArtifactAddress, LetsAHostInTheUriWin) {
  EXPECT_EQ(address_of("http://h:5/ml", "mlflow-artifacts://other:6/1/r").url,
            "http://other:6/api/2.0/mlflow-artifacts/artifacts/1/r/a.txt");
}

TEST(ArtifactAddress, TakesHttpAsItIsAndSendsCredentialsOnlyToItsOwnHost) {
  const auto own = address_of("https://h", "https://h/files/1");
  EXPECT_EQ(own.url, "https://h/files/1/a.txt");
  EXPECT_TRUE(own.sends_credentials);
  EXPECT_FALSE(address_of("https://h", "https://bucket.example/1").sends_credentials);
  EXPECT_FALSE(address_of("https://h", "http://h/1").sends_credentials);
}

TEST(ArtifactAddress, SaysForOtherStoresWhatToDo) {
  for (const char* uri : {"s3://bucket/1", "file:///srv/1", "/srv/1", "dbfs:/databricks/1", ""}) {
    const auto address = artifact_address(server_at("http://h"), uri, "a.txt");
    ASSERT_FALSE(address) << uri;
    EXPECT_EQ(address.error().code, ErrorCode::unsupported);
    EXPECT_THAT(address.error().message, HasSubstr("--artifacts-destination"));
  }
}

TEST(ArtifactAddress, RefusesPathsThatMlflowRefuses) {
  const auto address = artifact_address(server_at("http://h"), "mlflow-artifacts:/1", "../a");
  ASSERT_FALSE(address);
  EXPECT_EQ(address.error().code, ErrorCode::invalid_argument);
}

TEST(ContentType, FollowsTheEndingOfTheName) {
  EXPECT_EQ(content_type("a/tests.json"), "application/json");
  EXPECT_EQ(content_type("report.html"), "text/html");
  EXPECT_EQ(content_type("session.jsonl.gz"), "application/gzip");
  EXPECT_EQ(content_type("core"), "application/octet-stream");
}

}  // namespace
}  // namespace testtracker::mlflow
