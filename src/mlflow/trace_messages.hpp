#pragma once

// Traces as MLflow 3 takes them. One consists of its information (trace service of the tracking
// API, version 3) and of spans (OpenTelemetry's protocol over HTTP, as JSON). Member names are the
// names on the wire. Sources: MLflow's service.proto and assessments.proto; OpenTelemetry's
// trace.proto.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace testtracker::mlflow {

struct TraceExperiment {
  std::string experiment_id;
};
BOOST_DESCRIBE_STRUCT(TraceExperiment, (), (experiment_id))

struct TraceLocation {
  std::string type = "MLFLOW_EXPERIMENT";
  TraceExperiment mlflow_experiment;
};
BOOST_DESCRIBE_STRUCT(TraceLocation, (), (type, mlflow_experiment))

struct AssessmentSource {
  std::string source_type = "CODE";
  std::string source_id;
};
BOOST_DESCRIBE_STRUCT(AssessmentSource, (), (source_type, source_id))

struct Feedback {
  std::variant<bool, std::string> value;
};
BOOST_DESCRIBE_STRUCT(Feedback, (), (value))

/// A judgement of a trace. The server keeps the id that it is given, so that sending one again
/// changes nothing.
struct Assessment {
  std::string assessment_id;
  std::string assessment_name;
  std::string trace_id;
  AssessmentSource source;
  std::string create_time;  ///< RFC 3339
  std::string last_update_time;
  Feedback feedback;
  std::string rationale;
  std::map<std::string, std::string> metadata;
  bool valid = true;
};
BOOST_DESCRIBE_STRUCT(Assessment, (),
                      (assessment_id, assessment_name, trace_id, source, create_time,
                       last_update_time, feedback, rationale, metadata, valid))

struct TraceInfo {
  std::string trace_id;  ///< `tr-` and the 32 hexadecimal digits of the spans' traceId
  TraceLocation trace_location;
  std::string request_preview;  ///< at most 1,000 characters
  std::string response_preview;
  std::string request_time;                       ///< RFC 3339
  std::optional<std::string> execution_duration;  ///< `0.250s`
  std::string state;                              ///< `OK`, `ERROR`
  std::map<std::string, std::string> trace_metadata;
  std::map<std::string, std::string> tags;
  std::vector<Assessment> assessments;
};
BOOST_DESCRIBE_STRUCT(TraceInfo, (),
                      (trace_id, trace_location, request_preview, response_preview, request_time,
                       execution_duration, state, trace_metadata, tags, assessments))

struct SpanValue {
  std::string stringValue;
};
BOOST_DESCRIBE_STRUCT(SpanValue, (), (stringValue))

struct SpanAttribute {
  std::string key;
  SpanValue value;
};
BOOST_DESCRIBE_STRUCT(SpanAttribute, (), (key, value))

struct SpanEvent {
  std::string name;
  std::string timeUnixNano;  ///< 64 bits, as text
  std::vector<SpanAttribute> attributes;
};
BOOST_DESCRIBE_STRUCT(SpanEvent, (), (name, timeUnixNano, attributes))

struct SpanStatus {
  std::int32_t code = 1;  ///< 1 = good, 2 = error
  std::string message;
};
BOOST_DESCRIBE_STRUCT(SpanStatus, (), (code, message))

struct Span {
  std::string traceId;                      ///< 32 hexadecimal digits
  std::string spanId;                       ///< 16 hexadecimal digits
  std::optional<std::string> parentSpanId;  ///< none: the root
  std::string name;
  std::string startTimeUnixNano;
  std::string endTimeUnixNano;
  std::vector<SpanAttribute> attributes;
  std::vector<SpanEvent> events;
  SpanStatus status;
};
BOOST_DESCRIBE_STRUCT(Span, (),
                      (traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano,
                       attributes, events, status))

/// Not on the wire in one piece.
struct Trace {
  TraceInfo info;
  std::vector<Span> spans;  ///< the root first
};

}  // namespace testtracker::mlflow
