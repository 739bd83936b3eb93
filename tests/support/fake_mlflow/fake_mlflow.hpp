#pragma once

// Starts fake_mlflow.py for one test and steers it. What options, faults and answers look like is
// described there.
//
//   FakeMlflow server({{"version", "2.22.5"}});
//   server.add_fault({{"route", "runs/create"}, {"action", "drop"}, {"effect", true}});
//   … talk to server.url() …
//   EXPECT_EQ(server.violations(), Json::array());

#include "http/http_client.hpp"
#include "support/fake_mlflow/helper_program.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace testtracker::test {

using Json = nlohmann::json;

/// Ends with the object. A fake that does not start or answer ends the test program.
class FakeMlflow {
 public:
  explicit FakeMlflow(const Json& options = Json::object());

  /// With the prefix, if there is one.
  [[nodiscard]] const std::string& url() const { return url_; }

  void set_options(const Json& options) { control(http::Method::post, "options", options.dump()); }
  void add_fault(const Json& fault) {
    control(http::Method::post, "faults", Json::array({fault}).dump());
  }
  void clear_faults() { control(http::Method::delete_, "faults"); }
  /// Requests, violations and faults; the store stays.
  void forget() { control(http::Method::post, "forget"); }

  [[nodiscard]] Json state() { return Json::parse(control(http::Method::get, "state")); }
  [[nodiscard]] Json violations() { return Json::parse(control(http::Method::get, "violations")); }
  [[nodiscard]] Json requests() { return Json::parse(control(http::Method::get, "requests")); }
  /// Those whose path ends so.
  [[nodiscard]] Json requests_to(const std::string& route);
  /// Requires: the store has exactly one run.
  [[nodiscard]] Json only_run();
  [[nodiscard]] std::string artifact(const std::string& run_id, const std::string& path);

 private:
  std::string control(http::Method method, const std::string& what, const std::string& body = {});

  HelperProgram program_;
  std::string root_;
  std::string url_;
  std::unique_ptr<http::HttpClient> http_;
};

}  // namespace testtracker::test
