#include "sources/googletest_report.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace testtracker::sources {
namespace {

using Json = nlohmann::json;

// What GoogleTest itself writes of a test; every other member is a property that the test recorded.
const std::set<std::string_view> k_own_members = {
    "name",   "value_param", "type_param", "file",      "line",    "status",
    "result", "time",        "timestamp",  "classname", "skipped", "failures"};

std::string text_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

std::int32_t integer_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_number_integer() ? member->get<std::int32_t>() : 0;
}

const Json& list_of(const Json& object, const char* name) {
  static const Json k_empty = Json::array();
  const auto member = object.find(name);
  return member != object.end() && member->is_array() ? *member : k_empty;
}

// `0.012s`.
std::chrono::nanoseconds duration_of(const Json& test) {
  const auto text = text_of(test, "time");
  double seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_sane = std::isfinite(seconds) && seconds >= 0 && seconds < 1e9;
  return std::chrono::nanoseconds(is_sane ? std::llround(seconds * 1e9) : 0);
}

class Completion {
 public:
  Completion(const GoogleTestOutput& output, const EventSink& sink)
      : output_(output), sink_(sink), next_id_(output.next_id()) {}

  void add(const std::string& suite, const Json& test) {
    const auto name = text_of(test, "name");
    const auto seen = output_.seen().find({suite, name});
    const bool is_disabled = text_of(test, "result") == "SUPPRESSED";
    if (seen == output_.seen().end() && is_disabled) {
      sink_(TestDisabled{suite, name, text_of(test, "file"), integer_of(test, "line")});
    } else if (seen == output_.seen().end()) {
      add_unseen(suite, name, test);
    } else if (seen->second != 0) {
      sink_(TestDescribed{seen->second, text_of(test, "type_param"), text_of(test, "value_param"),
                          text_of(test, "file"), integer_of(test, "line")});
      add_properties(seen->second, test);
    }
  }

  void add_properties(TestId id, const Json& object) {
    for (const auto& [name, value] : object.items()) {
      if (k_own_members.count(name) == 0 && value.is_string()) {
        sink_(ParamReported{id, name, value.get<std::string>()});
      }
    }
  }

 private:
  void add_unseen(const std::string& suite, const std::string& name, const Json& test) {
    const TestId id = next_id_++;
    sink_(TestStarted{id, suite, name, text_of(test, "type_param"), text_of(test, "value_param"),
                      text_of(test, "file"), integer_of(test, "line")});
    for (const auto& failure : list_of(test, "failures")) {
      sink_(FailureReported{
          id, Phase::test, {}, FailureKind::assertion, {}, 0, text_of(failure, "failure")});
    }
    for (const auto& skip : list_of(test, "skipped")) {
      sink_(SkipReported{id, Phase::test, {}, {}, 0, text_of(skip, "message")});
    }
    add_properties(id, test);
    const auto status = !list_of(test, "failures").empty()     ? Status::failed
                        : text_of(test, "result") == "SKIPPED" ? Status::skipped
                                                               : Status::passed;
    sink_(TestEnded{id, status, duration_of(test)});
  }

  const GoogleTestOutput& output_;
  const EventSink& sink_;
  TestId next_id_;
};

std::size_t count_seen(const Json& suites, const GoogleTestOutput::SeenTests& seen) {
  std::size_t count = 0;
  for (const auto& suite : suites) {
    for (const auto& test : list_of(suite, "testsuite")) {
      count += seen.count({text_of(suite, "name"), text_of(test, "name")});
    }
  }
  return count;
}

}  // namespace

bool complete_from_report(std::string_view report, const GoogleTestOutput& output,
                          const EventSink& sink) {
  const Json json = Json::parse(report, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return false;
  }
  const Json& suites = list_of(json, "testsuites");
  if (count_seen(suites, output.seen()) < output.seen().size()) {
    return false;
  }
  Completion completion(output, sink);
  for (const auto& suite : suites) {
    for (const auto& test : list_of(suite, "testsuite")) {
      completion.add(text_of(suite, "name"), test);
    }
  }
  return true;
}

}  // namespace testtracker::sources
