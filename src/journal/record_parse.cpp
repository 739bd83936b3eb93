#include "journal/record_parse.hpp"

#include "base/base64.hpp"
#include "journal/format_words.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <limits>
#include <unordered_map>
#include <utility>

namespace testtracker::journal {
namespace {

using Json = nlohmann::json;

// U+FFFD: only a text that holds one can have a `_raw` companion.
constexpr std::string_view k_replacement = "\xEF\xBF\xBD";

// Reads the fields of one record; whatever is missing or of the wrong type is the default.
class Fields {
 public:
  explicit Fields(const Json& object) : object_(object) {}

  [[nodiscard]] const Json* find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }

  [[nodiscard]] std::string text(const char* name) const {
    const Json* const value = find(name);
    if (value == nullptr || !value->is_string()) {
      return {};
    }
    const auto& text = value->get_ref<const std::string&>();
    if (text.find(k_replacement) == std::string::npos) {
      return text;
    }
    const Json* const raw = find((std::string(name) + "_raw").c_str());
    if (raw != nullptr && raw->is_string()) {
      if (auto bytes = from_base64(raw->get_ref<const std::string&>())) {
        return *std::move(bytes);
      }
    }
    return text;
  }

  template <typename Integer>
  [[nodiscard]] std::optional<Integer> optional_number(const char* name) const {
    const Json* const value = find(name);
    if (value == nullptr || !value->is_number_integer()) {
      return std::nullopt;
    }
    return value->get<Integer>();
  }
  template <typename Integer>
  [[nodiscard]] Integer number(const char* name) const {
    return optional_number<Integer>(name).value_or(0);
  }
  [[nodiscard]] std::chrono::nanoseconds duration(const char* name) const {
    return std::chrono::nanoseconds(number<std::int64_t>(name));
  }
  [[nodiscard]] bool flag(const char* name) const {
    const Json* const value = find(name);
    return value != nullptr && value->is_boolean() && value->get<bool>();
  }
  [[nodiscard]] double real(const char* name) const {
    const Json* const value = find(name);
    if (value == nullptr) {
      return 0;
    }
    if (value->is_number()) {
      return value->get<double>();
    }
    return *value == "Infinity"    ? std::numeric_limits<double>::infinity()
           : *value == "-Infinity" ? -std::numeric_limits<double>::infinity()
                                   : std::numeric_limits<double>::quiet_NaN();
  }
  [[nodiscard]] Phase phase() const {
    return enumerator<Phase>(k_phases, text("phase")).value_or(Phase::test);
  }

 private:
  const Json& object_;
};

// An element of a list: a string, or an object with the raw bytes.
std::string element_text(const Json& element) {
  if (element.is_string()) {
    return element.get<std::string>();
  }
  if (element.is_object()) {
    return Fields(Json{{"text", element.value("text", Json())},
                       {"text_raw", element.value("raw", Json())}})
        .text("text");
  }
  return {};
}

const Json& list_of(const Fields& fields, const char* name) {
  static const Json k_empty = Json::array();
  const Json* const list = fields.find(name);
  return list != nullptr && list->is_array() ? *list : k_empty;
}

std::vector<std::string> texts_of(const Fields& fields, const char* name) {
  std::vector<std::string> texts;
  for (const Json& element : list_of(fields, name)) {
    texts.push_back(element_text(element));
  }
  return texts;
}

ProgramStarted program_started(const Fields& fields) {
  ProgramStarted event;
  event.process = fields.text("process");
  event.parent_process = fields.text("parent_process");
  event.nested = fields.flag("nested");
  event.entry = fields.text("entry");
  event.entry_pid = fields.number<std::int64_t>("entry_pid");
  event.kind = fields.text("kind");
  event.pid = fields.number<std::int64_t>("pid");
  event.parent_pid = fields.number<std::int64_t>("parent_pid");
  event.start_ticks = fields.number<std::uint64_t>("start_ticks");
  event.boot_id = fields.text("boot_id");
  event.pid_namespace = fields.text("pid_namespace");
  event.host = fields.text("host");
  event.user = fields.text("user");
  event.program = fields.text("program");
  event.executable = fields.text("executable");
  event.arguments = texts_of(fields, "arguments");
  event.working_directory = fields.text("working_directory");
  event.wall_time = fields.duration("wall_time");
  event.framework = fields.text("framework");
  event.framework_version = fields.text("framework_version");
  event.compiler = fields.text("compiler");
  event.build_type = fields.text("build_type");
  event.shard_index = fields.optional_number<std::int32_t>("shard_index");
  event.shard_total = fields.optional_number<std::int32_t>("shard_total");
  for (const Json& variable : list_of(fields, "environment")) {
    if (variable.is_array() && variable.size() == 2) {
      event.environment.emplace_back(element_text(variable[0]), element_text(variable[1]));
    }
  }
  return event;
}

TestsPlanned tests_planned(const Fields& fields) {
  TestsPlanned event;
  for (const Json& group : list_of(fields, "tests")) {
    if (!group.is_array() || group.size() != 2 || !group[1].is_array()) {
      continue;
    }
    const std::string suite = element_text(group[0]);
    for (const Json& name : group[1]) {
      event.tests.push_back({suite, element_text(name)});
    }
  }
  return event;
}

TestStarted test_started(const Fields& fields) {
  return {fields.number<TestId>("test"),       fields.text("suite"),       fields.text("name"),
          fields.text("type_param"),           fields.text("value_param"), fields.text("file"),
          fields.number<std::int32_t>("line"), texts_of(fields, "tags")};
}

PartEnded part_ended(const Fields& fields) {
  return {fields.number<TestId>("test"), texts_of(fields, "path"),
          parse_status(fields.text("status")).value_or(Status::failed),
          fields.duration("duration")};
}

FailureReported failure(const Fields& fields) {
  return {fields.number<TestId>("test"),
          fields.phase(),
          fields.text("suite"),
          enumerator<FailureKind>(k_failure_kinds, fields.text("kind"))
              .value_or(FailureKind::assertion),
          fields.text("file"),
          fields.number<std::int32_t>("line"),
          fields.text("text")};
}

ProcessExited process_exited(const Fields& fields) {
  ProcessExited event;
  event.test = fields.number<TestId>("test");
  event.process = fields.text("process");
  event.pid = fields.number<std::int64_t>("pid");
  event.exit_code = fields.optional_number<std::int32_t>("exit_code");
  event.signal = fields.optional_number<std::int32_t>("signal");
  event.timed_out = fields.flag("timed_out");
  event.user_time = fields.duration("user_time");
  event.system_time = fields.duration("system_time");
  event.max_resident_bytes = fields.number<std::uint64_t>("max_resident_bytes");
  return event;
}

using Parser = Event (*)(const Fields&);

const std::unordered_map<std::string_view, Parser>& parsers() {
  static const std::unordered_map<std::string_view, Parser> k_parsers = {
      {"program_started", [](const Fields& f) -> Event { return program_started(f); }},
      {"tests_planned", [](const Fields& f) -> Event { return tests_planned(f); }},
      {"iteration_started",
       [](const Fields& f) -> Event {
         return IterationStarted{f.number<std::int32_t>("iteration")};
       }},
      {"test_started", [](const Fields& f) -> Event { return test_started(f); }},
      {"test_described",
       [](const Fields& f) -> Event {
         return TestDescribed{f.number<TestId>("test"), f.text("type_param"), f.text("value_param"),
                              f.text("file"), f.number<std::int32_t>("line")};
       }},
      {"test_disabled",
       [](const Fields& f) -> Event {
         return TestDisabled{f.text("suite"), f.text("name"), f.text("file"),
                             f.number<std::int32_t>("line")};
       }},
      {"failure", [](const Fields& f) -> Event { return failure(f); }},
      {"skip",
       [](const Fields& f) -> Event {
         return SkipReported{
             f.number<TestId>("test"),       f.phase(),     f.text("suite"), f.text("file"),
             f.number<std::int32_t>("line"), f.text("text")};
       }},
      {"part_ended", [](const Fields& f) -> Event { return part_ended(f); }},
      {"fatal_signal",
       [](const Fields& f) -> Event {
         return FatalSignal{f.number<TestId>("test"), f.number<std::int32_t>("signal")};
       }},
      {"test_ended",
       [](const Fields& f) -> Event {
         return TestEnded{f.number<TestId>("test"),
                          parse_status(f.text("status")).value_or(Status::failed),
                          f.duration("duration"), f.flag("retried")};
       }},
      {"suite_ended",
       [](const Fields& f) -> Event {
         return SuiteEnded{f.text("suite"), f.duration("duration")};
       }},
      {"metric",
       [](const Fields& f) -> Event {
         return MetricReported{f.number<TestId>("test"), f.text("name"), f.real("value")};
       }},
      {"param",
       [](const Fields& f) -> Event {
         return ParamReported{f.number<TestId>("test"), f.text("name"), f.text("value")};
       }},
      {"attachment",
       [](const Fields& f) -> Event {
         return AttachmentReported{f.number<TestId>("test"), f.text("name"), f.text("path")};
       }},
      {"note",
       [](const Fields& f) -> Event {
         return NoteReported{f.number<TestId>("test"), f.text("text")};
       }},
      {"span",
       [](const Fields& f) -> Event {
         return SpanEnded{f.number<TestId>("test"), f.text("name"), f.duration("start"),
                          f.duration("duration")};
       }},
      {"process_exited", [](const Fields& f) -> Event { return process_exited(f); }},
      {"program_ended",
       [](const Fields& f) -> Event {
         return ProgramEnded{f.flag("passed"), f.number<std::uint64_t>("lost_records")};
       }},
  };
  return k_parsers;
}

// The record of a line, or something that is no object.
Json parse_object(std::string_view line) {
  Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  const bool is_record =
      object.is_object() && object.contains("event") && object["event"].is_string();
  return is_record ? object : Json();
}

}  // namespace

std::optional<Record> parse_record(std::string_view line) {
  const Json object = parse_object(line);
  if (!object.is_object()) {
    return std::nullopt;
  }
  const Fields fields(object);
  const auto& kind = object["event"].get_ref<const std::string&>();
  const auto parser = parsers().find(kind);
  if (parser == parsers().end()) {
    return Record{fields.duration("at"), UnknownEvent{kind}};
  }
  return Record{fields.duration("at"), parser->second(fields)};
}

FormatClaim parse_format_claim(std::string_view line) {
  const Json object = parse_object(line);
  if (!object.is_object() || object["event"] != "program_started") {
    return {};
  }
  const Fields fields(object);
  FormatClaim claim;
  claim.format = fields.text("format");
  claim.version = fields.text("version");
  claim.major_version = std::atoi(claim.version.c_str());
  return claim;
}

}  // namespace testtracker::journal
