#include "support/fake_mlflow/fake_mlflow.hpp"

#include "http/curl_client.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace testtracker::test {

FakeMlflow::FakeMlflow(const Json& options)
    : program_({FAKE_MLFLOW_PYTHON, "-B", FAKE_MLFLOW_PROGRAM, options.dump()}),
      root_("http://127.0.0.1:" + program_.first_line()),
      url_(root_ + options.value("prefix", "")),
      http_(*http::make_curl_client({})) {}

std::string FakeMlflow::control(http::Method method, const std::string& what,
                                const std::string& body) {
  http::Request request;
  request.method = method;
  request.url = root_ + "/_fake/" + what;
  request.body = body;
  const auto reply =
      http_->send(request, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  if (!reply || reply->status != 200) {
    std::fprintf(stderr, "fake MLflow, %s: %s\n", what.c_str(),
                 reply ? reply->body.c_str() : reply.error().message.c_str());
    std::abort();
  }
  return reply->body;
}

Json FakeMlflow::requests_to(const std::string& route) {
  Json found = Json::array();
  for (const Json& request : requests()) {
    const std::string path = request["path"];
    if (path.size() >= route.size() &&
        path.compare(path.size() - route.size(), route.size(), route) == 0) {
      found.push_back(request);
    }
  }
  return found;
}

Json FakeMlflow::only_run() {
  const Json runs = state()["runs"];
  if (runs.size() != 1) {
    std::fprintf(stderr, "fake MLflow: %zu runs instead of one\n", runs.size());
    std::abort();
  }
  return runs.front();
}

std::string FakeMlflow::artifact(const std::string& run_id, const std::string& path) {
  return control(http::Method::get, "artifact/" + run_id + "/" + path);
}

}  // namespace testtracker::test
