#pragma once

// Starts fake_databricks.py for one test and steers it. What options, faults and answers look like
// is described there.
//
//   FakeDatabricks server({{"pending_s", 0.2}});
//   server.add_fault({{"route", "runs/submit"}, {"action", "drop"}, {"effect", true}});
//   … talk to server.url() with the token dapi-fake …
//   EXPECT_EQ(server.violations(), Json::array());

#include "http/http_client.hpp"
#include "support/fake_mlflow/helper_program.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace testtracker::test {

using Json = nlohmann::json;

/// Ends with the object. A fake that does not start or answer ends the test program.
class FakeDatabricks {
 public:
  /// `python` runs it; null = the one that was found when the tests were configured.
  explicit FakeDatabricks(const Json& options = Json::object(), const char* python = nullptr);

  [[nodiscard]] const std::string& url() const { return url_; }

  void set_options(const Json& options) { control(http::Method::post, "options", options.dump()); }
  void add_fault(const Json& fault) {
    control(http::Method::post, "faults", Json::array({fault}).dump());
  }
  void clear_faults() { control(http::Method::delete_, "faults"); }
  /// Requests, violations and faults.
  void forget() { control(http::Method::post, "forget"); }
  void revoke_oauth_tokens() { control(http::Method::post, "revoke"); }

  [[nodiscard]] Json state() { return Json::parse(control(http::Method::get, "state")); }
  [[nodiscard]] Json violations() { return Json::parse(control(http::Method::get, "violations")); }
  /// Those whose path ends so.
  [[nodiscard]] Json requests_to(const std::string& route);

  /// A notebook in Databricks source format, with its folders.
  void add_notebook(const std::string& path, const std::string& code);
  /// A file of the workspace, with its folders.
  void add_file(const std::string& path, const std::string& text);
  /// A call of the API with the token dapi-fake, that must succeed.
  Json call(const std::string& path, const Json& body);

 private:
  std::string control(http::Method method, const std::string& what, const std::string& body = {});
  std::string exchange(const http::Request& request);

  HelperProgram program_;
  std::string url_;
  std::unique_ptr<http::HttpClient> http_;
};

}  // namespace testtracker::test
