#include "report/table.hpp"

#include "report/json_builder.hpp"
#include "report/test_order.hpp"
#include "report/test_words.hpp"

#include <cassert>
#include <cmath>

namespace testtracker::report {
namespace {

/// Milliseconds with three decimals: MLflow shows no more.
double milliseconds(std::chrono::nanoseconds duration) {
  return std::round(static_cast<double>(duration.count()) / 1e3) / 1e3;
}

void append_row(JsonBuilder& json, const session::TestResult& test, const std::string& key) {
  json.begin_array();
  json.text(key);
  json.text(status_word(test));
  if (has_duration(test)) {
    json.real(milliseconds(test.duration));
  } else {
    json.null();
  }
  json.text(message_line(test));
  json.text(location(test.file, test.line));
  json.end_array();
}

}  // namespace

std::string tests_table(const session::SessionResult& result,
                        const std::vector<std::string>& keys) {
  assert(keys.size() == result.tests.size());
  std::string text;
  JsonBuilder json(text);
  json.begin_object();
  json.key("columns");
  json.begin_array();
  for (const auto* column : {"test", "status", "dur_ms", "message", "file"}) {
    json.text(column);
  }
  json.end_array();
  json.key("data");
  json.begin_array();
  for (const auto index : display_order(result.tests)) {
    append_row(json, result.tests[index], keys[index]);
  }
  json.end_array();
  json.end_object();
  return text;
}

}  // namespace testtracker::report
