#pragma once

// Messages that only the client itself sends and reads. A member that must be there is optional:
// its absence is what tells a proxy's JSON from MLflow's.

#include "mlflow/messages.hpp"
#include "mlflow/trace_messages.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace testtracker::mlflow {

struct CreateExperiment {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CreateExperiment, (), (name))

struct SetExperimentTag {
  std::string experiment_id;
  std::string key;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(SetExperimentTag, (), (experiment_id, key, value))

struct DeleteRun {
  std::string run_id;
};
BOOST_DESCRIBE_STRUCT(DeleteRun, (), (run_id))

struct LogBatch {
  std::string run_id;
  std::vector<Metric> metrics;
  std::vector<Param> params;
  std::vector<Tag> tags;
};
BOOST_DESCRIBE_STRUCT(LogBatch, (), (run_id, metrics, params, tags))

struct SearchRunsPage {
  std::vector<std::string> experiment_ids;
  std::string filter;
  std::int32_t max_results = 100;
  std::vector<std::string> order_by;
  std::string run_view_type;
  std::optional<std::string> page_token;
};
BOOST_DESCRIBE_STRUCT(SearchRunsPage, (),
                      (experiment_ids, filter, max_results, order_by, run_view_type, page_token))

struct NoReply {};
BOOST_DESCRIBE_STRUCT(NoReply, (), ())

struct ExperimentReply {
  std::optional<Experiment> experiment;
};
BOOST_DESCRIBE_STRUCT(ExperimentReply, (), (experiment))

struct ExperimentIdReply {
  std::optional<std::string> experiment_id;
};
BOOST_DESCRIBE_STRUCT(ExperimentIdReply, (), (experiment_id))

struct RunReply {
  std::optional<Run> run;
};
BOOST_DESCRIBE_STRUCT(RunReply, (), (run))

/// No runs and no token is an empty object.
struct RunsReply {
  std::vector<Run> runs;
  std::string next_page_token;
};
BOOST_DESCRIBE_STRUCT(RunsReply, (), (runs, next_page_token))

struct ArtifactsReply {
  std::optional<std::string> root_uri;
  std::vector<Artifact> files;
  std::string next_page_token;
};
BOOST_DESCRIBE_STRUCT(ArtifactsReply, (), (root_uri, files, next_page_token))

// Traces

struct SpanScope {
  std::string name = "testtracker";
};
BOOST_DESCRIBE_STRUCT(SpanScope, (), (name))

struct ScopeSpans {
  SpanScope scope;
  std::vector<Span> spans;
};
BOOST_DESCRIBE_STRUCT(ScopeSpans, (), (scope, spans))

struct ResourceSpans {
  std::vector<ScopeSpans> scopeSpans;
};
BOOST_DESCRIBE_STRUCT(ResourceSpans, (), (scopeSpans))

struct ExportSpans {
  std::vector<ResourceSpans> resourceSpans;
};
BOOST_DESCRIBE_STRUCT(ExportSpans, (), (resourceSpans))

struct NewTrace {
  TraceInfo trace_info;
};
BOOST_DESCRIBE_STRUCT(NewTrace, (), (trace_info))

struct StartTrace {
  NewTrace trace;
};
BOOST_DESCRIBE_STRUCT(StartTrace, (), (trace))

struct TraceId {
  std::string trace_id;
};
BOOST_DESCRIBE_STRUCT(TraceId, (), (trace_id))

struct KnownTrace {
  std::optional<TraceId> trace_info;
};
BOOST_DESCRIBE_STRUCT(KnownTrace, (), (trace_info))

struct TraceReply {
  std::optional<KnownTrace> trace;
};
BOOST_DESCRIBE_STRUCT(TraceReply, (), (trace))

struct SearchTracesPage {
  std::vector<TraceLocation> locations;
  std::string filter;
  std::int32_t max_results = 500;
  std::optional<std::string> page_token;
};
BOOST_DESCRIBE_STRUCT(SearchTracesPage, (), (locations, filter, max_results, page_token))

/// No traces and no token is an empty object.
struct TracesReply {
  std::vector<TraceId> traces;
  std::string next_page_token;
};
BOOST_DESCRIBE_STRUCT(TracesReply, (), (traces, next_page_token))

struct ErrorReply {
  std::string error_code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(ErrorReply, (), (error_code, message))

}  // namespace testtracker::mlflow
