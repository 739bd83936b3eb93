// Traces: Client::put_traces and its companion.

#include "mlflow/client.hpp"
#include "mlflow/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace testtracker::mlflow {
namespace {

constexpr const char* k_spans_path = "/v1/traces";
constexpr const char* k_traces_path = "/api/3.0/mlflow/traces";

/// What a span takes on the wire, as far as it grows with its texts.
std::size_t text_bytes(const Span& span) {
  constexpr std::size_t k_names_and_ids = 400;
  std::size_t bytes = k_names_and_ids + span.name.size() + span.status.message.size();
  const auto add = [&](const std::vector<SpanAttribute>& attributes) {
    for (const auto& attribute : attributes) {
      bytes += k_names_and_ids / 4 + attribute.key.size() + attribute.value.stringValue.size();
    }
  };
  add(span.attributes);
  for (const auto& event : span.events) {
    add(event.attributes);
  }
  return bytes;
}

std::size_t text_bytes(const Trace& trace) {
  std::size_t bytes = 0;
  for (const auto& span : trace.spans) {
    bytes += text_bytes(span);
  }
  return bytes;
}

}  // namespace

Result<void> Client::put_spans(const std::string& experiment_id, std::vector<Span> spans) {
  ExportSpans message;
  message.resourceSpans = {{{{SpanScope{}, std::move(spans)}}}};
  Call call = rest_.post_to_path(fmt::format("write spans to the experiment {}", experiment_id),
                                 k_spans_path, message);
  call.request.headers.emplace_back("x-mlflow-experiment-id", experiment_id);
  const Outcome outcome = rest_.send(call);
  if (outcome.error) {
    return *outcome.error;
  }
  if (is_html(outcome.response.body)) {  // good answers are protobuf, usually of no bytes
    return not_mlflow(call.action, call.request, "an HTML page");
  }
  return {};
}

// Spans first: a server without a way in for them is left without a trace that cannot be opened.
Result<void> Client::put_traces(const std::string& experiment_id,
                                const std::vector<Trace>& traces) {
  // More in one request make it no faster (3.17.2: 190 traces a second), and longer to repeat.
  constexpr std::size_t k_traces_in_batch = 100;
  for (std::size_t begin = 0; begin < traces.size();) {
    std::vector<Span> batch;
    std::size_t bytes = 0;
    const std::size_t first = begin;
    while (begin < traces.size() && begin - first < k_traces_in_batch &&
           (begin == first || bytes + text_bytes(traces[begin]) <= k_max_body_bytes / 2)) {
      bytes += text_bytes(traces[begin]);
      batch.insert(batch.end(), traces[begin].spans.begin(), traces[begin].spans.end());
      ++begin;
    }
    if (auto put = put_spans(experiment_id, std::move(batch)); !put) {
      return put;
    }
  }
  for (const Trace& trace : traces) {
    const Call call = rest_.post_to_path(fmt::format("write the trace {}", trace.info.trace_id),
                                         k_traces_path, StartTrace{{trace.info}});
    const auto reply = rest_.ask<TraceReply>(call);
    if (!reply) {
      return reply.error();
    }
    if (!reply->trace || !reply->trace->trace_info) {
      return not_mlflow(call.action, call.request, "no trace");
    }
  }
  return {};
}

Result<std::set<std::string>> Client::trace_ids_of_run(const std::string& experiment_id,
                                                       const std::string& run_id) {
  std::set<std::string> ids;
  SearchTracesPage page;
  page.locations = {{"MLFLOW_EXPERIMENT", {experiment_id}}};
  page.filter = fmt::format("metadata.mlflow.sourceRun = '{}'", run_id);
  do {
    auto reply = rest_.ask<TracesReply>(
        rest_.post_to_path(fmt::format("look for the traces of run {}", run_id),
                           std::string(k_traces_path) + "/search", page));
    if (!reply) {
      return reply.error();
    }
    for (auto& trace : reply->traces) {
      ids.insert(std::move(trace.trace_id));
    }
    page.page_token = reply->traces.empty() ? std::string() : std::move(reply->next_page_token);
  } while (!page.page_token->empty());
  return ids;
}

}  // namespace testtracker::mlflow
