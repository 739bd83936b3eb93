#include "support/fake_databricks/fake_databricks.hpp"

#include "base/base64.hpp"
#include "http/curl_client.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace testtracker::test {

FakeDatabricks::FakeDatabricks(const Json& options, const char* python)
    : program_({python == nullptr ? FAKE_DATABRICKS_PYTHON : python, "-B", FAKE_DATABRICKS_PROGRAM,
                options.dump()}),
      url_("http://127.0.0.1:" + program_.first_line()),
      http_(*http::make_curl_client({})) {}

std::string FakeDatabricks::exchange(const http::Request& request) {
  const auto reply =
      http_->send(request, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  if (!reply || reply->status != 200) {
    std::fprintf(stderr, "fake Databricks, %s: %s\n", request.url.c_str(),
                 reply ? reply->body.c_str() : reply.error().message.c_str());
    std::abort();
  }
  return reply->body;
}

std::string FakeDatabricks::control(http::Method method, const std::string& what,
                                    const std::string& body) {
  http::Request request;
  request.method = method;
  request.url = url_ + "/_fake/" + what;
  request.body = body;
  return exchange(request);
}

Json FakeDatabricks::call(const std::string& path, const Json& body) {
  http::Request request;
  request.method = http::Method::post;
  request.url = url_ + path;
  request.headers = {{"Authorization", "Bearer dapi-fake"}, {"Content-Type", "application/json"}};
  request.body = body.dump();
  return Json::parse(exchange(request));
}

void FakeDatabricks::add_notebook(const std::string& path, const std::string& code) {
  call("/api/2.0/workspace/mkdirs", {{"path", path.substr(0, path.rfind('/')) + "/"}});
  call("/api/2.0/workspace/import",
       {{"path", path},
        {"format", "SOURCE"},
        {"language", "PYTHON"},
        {"overwrite", true},
        {"content", to_base64("# Databricks notebook source\n" + code)}});
}

void FakeDatabricks::add_file(const std::string& path, const std::string& text) {
  call("/api/2.0/workspace/mkdirs", {{"path", path.substr(0, path.rfind('/')) + "/"}});
  call("/api/2.0/workspace/import",
       {{"path", path}, {"format", "RAW"}, {"overwrite", true}, {"content", to_base64(text)}});
}

Json FakeDatabricks::requests_to(const std::string& route) {
  Json found = Json::array();
  for (const Json& request : Json::parse(control(http::Method::get, "requests"))) {
    const std::string path = request["path"];
    if (path.size() >= route.size() &&
        path.compare(path.size() - route.size(), route.size(), route) == 0) {
      found.push_back(request);
    }
  }
  return found;
}

}  // namespace testtracker::test
