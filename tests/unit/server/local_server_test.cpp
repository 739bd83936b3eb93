#include "server/local_server.hpp"

#include "base/process.hpp"
#include "support/file_text.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include <unistd.h>

namespace testtracker::server {
namespace {

namespace fs = std::filesystem;

// Servers that are up, by the URL of their /health.
class FakeNetwork final : public http::HttpClient {
 public:
  Result<http::Response> send(const http::Request& request,
                              std::chrono::steady_clock::time_point) override {
    const auto known = bodies.find(request.url);
    if (known == bodies.end()) {
      return Error{ErrorCode::unreachable, "connect: refused"};
    }
    return http::Response{200, {}, known->second};
  }

  std::map<std::string, std::string> bodies;
};

class FindRunning : public testing::Test {
 protected:
  FindRunning() {
    fs::create_directories(directory_ / "project/build");
    server_.url = "http://127.0.0.1:5000";
    server_.pid = ::getpid();
    server_.start_ticks = read_process_stat(::getpid())->start_ticks;
    server_.boot_id = boot_id();
    network_.bodies["http://127.0.0.1:5000/health"] = "OK";
  }
  [[nodiscard]] auto find() {
    const ServerFolder folder(directory_ / "project");
    EXPECT_TRUE(folder.create());
    EXPECT_TRUE(write_server_file(folder, server_));
    return find_running(directory_ / "project/build", network_);
  }

  test::TempDir directory_;
  LocalServer server_;
  FakeNetwork network_;
};

TEST_F(FindRunning, FindsTheServerOfAFolderAbove) {
  const auto found = find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->url, "http://127.0.0.1:5000");
  EXPECT_EQ(found->project, fs::canonical(directory_ / "project").string());
}

TEST_F(FindRunning, PassesOverADeadServersFile) {
  server_.start_ticks += 1;  // somebody else has its pid now
  EXPECT_FALSE(find());
}

TEST_F(FindRunning, PassesOverAFileFromBeforeTheReboot) {
  server_.boot_id = "another";
  EXPECT_FALSE(find());
}

TEST_F(FindRunning, PassesOverAServerThatDoesNotAnswer) {
  network_.bodies.clear();
  EXPECT_FALSE(find());
}

// Programs that stand for mlflow.
class StartServer : public testing::Test {
 protected:
  [[nodiscard]] Result<LocalServer> start_script(const std::string& script) {
    test::write_file(directory_ / "mlflow", "#!/bin/sh\n" + script);
    fs::permissions(directory_ / "mlflow", fs::perms::owner_all);
    StartOptions options;
    options.mlflow = directory_ / "mlflow";
    options.patience = std::chrono::seconds(1);
    return start(directory_.path(), options, network_);
  }

  test::TempDir directory_;
  FakeNetwork network_;
};

TEST_F(StartServer, TellsTheLastWordsOfAServerThatEnds) {
  const auto started = start_script("echo 'cannot import name FallbackPool'; exit 1\n");
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::unreachable);
  EXPECT_THAT(started.error().message, testing::HasSubstr("cannot import name FallbackPool"));
  EXPECT_THAT(started.error().message, testing::HasSubstr("server.log"));
}

TEST_F(StartServer, GivesUpOnAServerThatNeverAnswersAndLeavesNothingBehind) {
  const auto started = start_script("sleep 100 & exec sleep 100\n");
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, testing::HasSubstr("within 1 s"));
  const ServerFolder folder = project_of(directory_.path());
  EXPECT_FALSE(fs::exists(folder.file()));
  const auto stopped = stop(directory_.path());
  ASSERT_TRUE(stopped);
  EXPECT_EQ(*stopped, Stopped::none_was_running);
}

}  // namespace
}  // namespace testtracker::server
