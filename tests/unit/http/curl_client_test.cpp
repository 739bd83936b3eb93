#include "http/curl_client.hpp"

#include "support/fake_mlflow/fake_mlflow.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace testtracker::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::FakeMlflow;
using test::Json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* k_experiment = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=x";
constexpr const char* k_create = "/api/2.0/mlflow/experiments/create";

class CurlClientTest : public testing::Test {
 protected:
  void make_client(const CurlOptions& options = {}) { client_ = *make_curl_client(options); }

  Result<Response> send(Request request, milliseconds patience = seconds(60)) {
    request.url = server_.url() + request.url;
    return client_->send(request, std::chrono::steady_clock::now() + patience);
  }
  Result<Response> get(const std::string& path, milliseconds patience = seconds(60)) {
    Request request;
    request.url = path;
    return send(request, patience);
  }
  static Request post(const std::string& name) {
    Request request;
    request.method = Method::post;
    request.url = k_create;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = Json{{"name", name}}.dump();
    return request;
  }
  // What the server saw of the last request.
  Json last_request() { return server_.requests().back(); }

  FakeMlflow server_;
  std::unique_ptr<HttpClient> client_ = *make_curl_client({});
};

TEST_F(CurlClientTest, ReturnsStatusHeadersAndBody) {
  const auto response = get("/version");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(response->body, "3.17.2");
}

TEST_F(CurlClientTest, TakesErrorStatusesAsResponses) {
  const auto response = get(k_experiment);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_THAT(response->body, HasSubstr("RESOURCE_DOES_NOT_EXIST"));
}

TEST_F(CurlClientTest, SendsALengthAndNoneOfWhatMlflowRefuses) {
  ASSERT_EQ(send(post(std::string(100000, 'x')))->status, 400);  // too long, but understood
  const Json headers = last_request()["headers"];
  EXPECT_EQ(headers["content-length"], std::to_string(post(std::string(100000, 'x')).body.size()));
  EXPECT_EQ(headers["content-type"], "application/json");
  EXPECT_THAT(headers["user-agent"].get<std::string>(), testing::StartsWith("testtracker/0."));
  EXPECT_EQ(server_.violations(), Json::array());  // Expect, chunks, Origin
}

TEST_F(CurlClientTest, SendsNoContentTypeThatNobodyAskedFor) {
  Request request = post("x");
  request.headers.clear();
  ASSERT_TRUE(send(request));
  EXPECT_FALSE(last_request()["headers"].contains("content-type"));
}

TEST_F(CurlClientTest, SendsAPostWithoutABodyWithLengthZero) {
  Request request = post("x");
  request.body.clear();
  ASSERT_TRUE(send(request));
  EXPECT_EQ(last_request()["headers"]["content-length"], "0");
}

TEST_F(CurlClientTest, KeepsOneConnection) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(get("/version"));
    ASSERT_TRUE(send(post("same")));
  }
  const Json requests = server_.requests();
  for (const Json& request : requests) {
    EXPECT_EQ(request["connection"], requests.front()["connection"]);
  }
}

TEST_F(CurlClientTest, ReopensAStaleConnectionSilently) {
  server_.add_fault({{"route", "/version"}, {"action", "stale"}});
  ASSERT_TRUE(get("/version"));
  const auto response = send(post("after"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(server_.requests_to("create").size(), 1U);
}

TEST_F(CurlClientTest, NeverSendsTwiceWhatShallBeSentOnce) {
  ASSERT_TRUE(get("/version"));  // a connection that is kept
  server_.add_fault({{"route", "create"}, {"action", "drop"}, {"effect", true}});
  Request request = post("once");
  request.is_sent_once = true;
  const auto response = send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
  EXPECT_EQ(server_.requests_to("create").size(), 1U);
}

TEST_F(CurlClientTest, ReportsAnAnswerThatIsCutOff) {
  for (const char* action : {"drop", "cut", "cut_headers"}) {
    server_.add_fault({{"route", "/version"}, {"action", action}});
    make_client();  // a kept connection would be opened again
    const auto response = get("/version");
    ASSERT_FALSE(response) << action;
    EXPECT_EQ(response.error().code, ErrorCode::unreachable);
    EXPECT_THAT(response.error().message, HasSubstr("GET " + server_.url() + "/version"));
  }
}

TEST_F(CurlClientTest, GivesUpAtTheDeadlineOfTheWholeExchange) {
  server_.add_fault({{"route", "/version"}, {"action", "slow"}, {"trickle_s", 60}});
  const auto begin = std::chrono::steady_clock::now();
  const auto response = get("/version", milliseconds(300));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(30));
}

TEST_F(CurlClientTest, SendsNothingAfterTheDeadline) {
  EXPECT_FALSE(get("/version", milliseconds(0)));
  EXPECT_EQ(server_.requests(), Json::array());
}

TEST_F(CurlClientTest, ReportsAServerThatIsNotThere) {
  Request request;
  request.url = "http://me:secret@127.0.0.1:1/";
  const auto response = client_->send(request, std::chrono::steady_clock::now() + seconds(60));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::unreachable);
  EXPECT_THAT(response.error().message,
              AllOf(HasSubstr("GET http://***@127.0.0.1:1/"), Not(HasSubstr("secret"))));
}

TEST_F(CurlClientTest, RefusesSchemesOtherThanHttp) {
  Request request;
  request.url = "file:///etc/hostname";
  const auto response = client_->send(request, std::chrono::steady_clock::now() + seconds(60));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::invalid_argument);
}

TEST_F(CurlClientTest, FollowsRedirectsAndKeepsThePost) {
  const Json redirect{
      {"route", "create"}, {"status", 301}, {"headers", {{"Location", server_.url() + k_create}}}};
  server_.add_fault(redirect);
  EXPECT_EQ(send(post("moved"))->status, 200);
  EXPECT_EQ(server_.requests_to("create").size(), 2U);
}

TEST_F(CurlClientTest, ReturnsTheRedirectWhenItShallNotFollow) {
  CurlOptions options;
  options.follow_redirects = false;
  make_client(options);
  server_.add_fault({{"route", "/version"},
                     {"status", 302},
                     {"headers", {{"Location", server_.url() + "/health"}}}});
  EXPECT_EQ(get("/version")->status, 302);
}

TEST_F(CurlClientTest, RefusesAnAnswerWithoutEnd) {
  CurlOptions options;
  options.max_response_bytes = 1000;
  make_client(options);
  server_.add_fault({{"route", "/version"}, {"status", 200}, {"body", std::string(1001, 'x')}});
  const auto response = get("/version");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::bad_format);
}

class CurlClientUpload : public CurlClientTest {
 protected:
  CurlClientUpload() {
    Request request = post("x");
    request.url = "/api/2.0/mlflow/runs/create";
    request.body = R"({"experiment_id":"0"})";
    run_ = Json::parse(send(request)->body)["run"]["info"]["run_id"];
  }
  Result<Response> put(const std::string& file) {
    Request request;
    request.method = Method::put;
    request.url = "/api/2.0/mlflow-artifacts/artifacts/0/" + run_ + "/artifacts/a.txt";
    request.body_file = file;
    return send(request);
  }

  std::string run_;
  test::TempDir directory_;
};

TEST_F(CurlClientUpload, StreamsAFileWithItsLength) {
  std::string content;
  for (int i = 0; i < 300000; ++i) {
    content += static_cast<char>(i * 7 + i / 256);
  }
  test::write_file(directory_ / "f", content);
  ASSERT_EQ(put(directory_ / "f")->status, 200);
  EXPECT_EQ(server_.artifact(run_, "a.txt"), content);
  EXPECT_EQ(last_request()["headers"]["content-length"], "300000");
  EXPECT_EQ(server_.violations(), Json::array());
}

TEST_F(CurlClientUpload, SendsAnEmptyFile) {
  test::write_file(directory_ / "f", "");
  ASSERT_EQ(put(directory_ / "f")->status, 200);
  EXPECT_EQ(server_.artifact(run_, "a.txt"), "");
}

TEST_F(CurlClientUpload, SendsAFileAgainOverAStaleConnection) {
  server_.add_fault({{"route", "/version"}, {"action", "stale"}});
  ASSERT_TRUE(get("/version"));
  test::write_file(directory_ / "f", std::string(5000000, 'x'));
  ASSERT_TRUE(put(directory_ / "f"));
  EXPECT_EQ(server_.artifact(run_, "a.txt").size(), 5000000U);
}

TEST_F(CurlClientUpload, NamesAFileThatCannotBeRead) {
  for (const std::string& file : {directory_ / "absent", directory_.path()}) {
    const auto response = put(file);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::io);
    EXPECT_THAT(response.error().message, HasSubstr(file));
  }
}

}  // namespace
}  // namespace testtracker::http
