#include "http/curl_client.hpp"
#include "support/fake_mlflow/helper_program.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace testtracker::http {
namespace {

using testing::HasSubstr;

class CurlTls : public testing::Test {
 protected:
  explicit CurlTls(const std::vector<std::string>& more = {}) : server_(command(more)) {
    trusting_.ca_bundle = directory_ / "authority.crt";
  }

  Result<Response> get(const CurlOptions& options) {
    auto client = make_curl_client(options);
    if (!client) {
      return client.error();
    }
    Request request;
    request.url = "https://127.0.0.1:" + server_.first_line() + "/";
    return (*client)->send(request, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  }
  Error error_of(const CurlOptions& options) {
    const auto response = get(options);
    EXPECT_FALSE(response);
    return response ? Error{ErrorCode::busy, "no error"} : response.error();
  }

  test::TempDir directory_;
  CurlOptions trusting_;

 private:
  [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& more) const {
    std::vector<std::string> words{TLS_SERVER_PYTHON, "-B", TLS_SERVER_PROGRAM, directory_.path()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  test::HelperProgram server_;
};

TEST_F(CurlTls, TrustsAServerOfTheGivenAuthority) {
  const auto response = get(trusting_);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "secret");
}

TEST_F(CurlTls, RefusesAServerOfAnyOtherAuthorityForGood) {
  CurlOptions strangers;
  strangers.ca_bundle = directory_ / "stranger.crt";
  for (const CurlOptions& options : {CurlOptions{}, strangers}) {
    const Error error = error_of(options);
    EXPECT_EQ(error.code, ErrorCode::unauthorized) << error.message;
    EXPECT_THAT(error.message, HasSubstr("MLFLOW_TRACKING_SERVER_CERT_PATH"));
  }
}

TEST_F(CurlTls, TrustsEverybodyWhenItShallNotVerify) {
  CurlOptions options;
  options.verify_tls = false;
  EXPECT_TRUE(get(options));
}

TEST_F(CurlTls, NamesFilesThatCannotBeRead) {
  trusting_.client_certificate = directory_ / "absent.pem";
  const Error error = error_of(trusting_);
  EXPECT_EQ(error.code, ErrorCode::io);
  EXPECT_THAT(error.message, HasSubstr(trusting_.client_certificate));
}

TEST_F(CurlTls, RefusesFilesThatHoldNoCertificate) {
  CurlOptions options;
  options.ca_bundle = directory_ / "text";
  test::write_file(options.ca_bundle, "no certificate\n");
  EXPECT_EQ(error_of(options).code, ErrorCode::invalid_argument);
  trusting_.client_certificate = directory_ / "text";
  EXPECT_EQ(error_of(trusting_).code, ErrorCode::invalid_argument);
}

class CurlTlsWithClientCertificate : public CurlTls {
 protected:
  CurlTlsWithClientCertificate() : CurlTls({"client"}) {}
};

TEST_F(CurlTlsWithClientCertificate, ShowsItsCertificate) {
  trusting_.client_certificate = directory_ / "client.pem";
  const auto response = get(trusting_);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "secret");
}

TEST_F(CurlTlsWithClientCertificate, SaysThatTheServerWantsAnother) {
  for (const char* certificate : {"", "stranger.pem"}) {
    trusting_.client_certificate = *certificate == '\0' ? "" : directory_ / certificate;
    const Error error = error_of(trusting_);
    EXPECT_EQ(error.code, ErrorCode::unauthorized) << error.message;
    EXPECT_THAT(error.message, HasSubstr("MLFLOW_TRACKING_CLIENT_CERT_PATH"));
  }
}

}  // namespace
}  // namespace testtracker::http
