#pragma once

// A client, the fake server it talks to, and what it would have slept and told.

#include "http/curl_client.hpp"
#include "mlflow/client.hpp"
#include "support/fake_mlflow/fake_mlflow.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace testtracker::mlflow {

using test::FakeMlflow;

class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    policy_.sleep = [this](std::chrono::milliseconds time) {
      slept_.push_back(time);
      return true;
    };
    policy_.notice = [this](const std::string& sentence) { notices_.push_back(sentence); };
    connect();
  }
  // What a good client never does must not have happened.
  ~ClientTest() override { EXPECT_EQ(fake_.violations(), Json::array()); }

  /// A new client with the current server_ and policy_.
  void connect() {
    server_.base_url = server_.base_url.empty() ? fake_.url() : server_.base_url;
    client_ = std::make_unique<Client>(server_, *http_, policy_);
  }

  /// A request in the experiment Default.
  static CreateRun request_for(const std::string& session) {
    CreateRun request;
    request.experiment_id = "0";
    request.start_time = 1700000000000;
    request.run_name = "#1 abc";
    request.tags = {{"testtracker.session", session}};
    return request;
  }
  mlflow::Run new_run(const std::string& session = "s") {
    auto run = client_->create_run(request_for(session));
    EXPECT_TRUE(run) << (run ? "" : run.error().message);
    return run ? *run : mlflow::Run{};
  }
  /// Of the experiment Default, the runs that are not deleted.
  Json active_runs() {
    const Json state = fake_.state();
    Json active = Json::array();
    for (const Json& run : state["runs"]) {
      if (run["info"]["lifecycle_stage"] == "active") {
        active.push_back(run);
      }
    }
    return active;
  }

  FakeMlflow fake_;
  std::unique_ptr<http::HttpClient> http_ = *http::make_curl_client({});
  Server server_;
  RetryPolicy policy_;
  std::vector<std::chrono::milliseconds> slept_;
  std::vector<std::string> notices_;
  std::unique_ptr<Client> client_;
};

/// The error of what must have failed.
template <typename T>
Error error_of(const Result<T>& result) {
  EXPECT_FALSE(result);
  return result ? Error{ErrorCode::io, "no error"} : result.error();
}

}  // namespace testtracker::mlflow
