"""Traces: spans by OpenTelemetry's protocol, information by version 3 of the API; both merge on the
id, and sending them again changes nothing, as 3.17.2 does."""

import json
import re

import rules
import wire

SPANS = "/v1/traces"
TRACES = re.compile(r"^/(?:ajax-)?api/3\.0/mlflow/traces(/search)?$")
OF_RUN = re.compile(r"^metadata\.mlflow\.sourceRun = '([0-9a-f]+)'$")
HEX = re.compile(r"^[0-9a-f]+$")
PREVIEW = 1000


def is_asked(fake, request, path):
    has_json_spans = fake.version >= (3, 12)
    return request.method == "POST" and has_json_spans and (path == SPANS or TRACES.match(path))


def answer(fake, request, path):
    message = json.loads(request.body)
    if path == SPANS:
        return _export(fake, request, message)
    if TRACES.match(path)[1]:
        return wire.json_reply(_search(fake, message))
    return wire.json_reply(_start(fake, message))


def _export(fake, request, message):
    experiment_id = request.headers.get("x-mlflow-experiment-id")
    if experiment_id is None:
        return wire.json_reply({"detail": [{"type": "missing"}]}, 422)
    fake.store.experiment(experiment_id)
    spans = [span for resource in message.get("resourceSpans", [])
             for scope in resource["scopeSpans"] for span in scope["spans"]]
    if not spans:
        return wire.json_reply({"detail": "Invalid OpenTelemetry format - no spans found"}, 400)
    for span in spans:
        _watch_span(fake, span)
        trace = fake.store.traces.setdefault("tr-" + span["traceId"],
                                             {"experiment_id": experiment_id, "spans": {}})
        trace["spans"][span["spanId"]] = span
    return wire.Reply(200, b"", "application/x-protobuf")


def _watch_span(fake, span):
    if len(span["traceId"]) != 32 or len(span["spanId"]) != 16 or not (
            HEX.match(span["traceId"]) and HEX.match(span["spanId"])):
        fake.violation(f"{SPANS}: the ids of {span['name']} are no hexadecimal digits")
    if int(span["endTimeUnixNano"]) < int(span["startTimeUnixNano"]):
        fake.violation(f"{SPANS}: {span['name']} ends before it begins")


def _start(fake, message):
    info = message["trace"]["trace_info"]
    trace_id = info["trace_id"]
    experiment_id = info["trace_location"]["mlflow_experiment"]["experiment_id"]
    fake.store.experiment(experiment_id)
    for name in ("request_preview", "response_preview"):
        if len(info.get(name, "")) > PREVIEW:
            fake.violation(f"traces: {name} has more than {PREVIEW} characters")
    if not fake.store.traces.get(trace_id, {}).get("spans"):
        fake.violation(f"traces: {trace_id} has no spans; its page never ends loading")
    trace = fake.store.traces.setdefault(trace_id, {"experiment_id": experiment_id, "spans": {}})
    judged = trace.setdefault("assessments", {})
    for assessment in info.pop("assessments", []):
        if "assessment_id" not in assessment:
            fake.violation("traces: an assessment without an id is doubled when it is sent again")
        judged[assessment.get("assessment_id")] = assessment
    trace["info"] = info
    return {"trace": {"trace_info": {**info, "assessments": list(judged.values())}}}


def _search(fake, message):
    of_run = OF_RUN.match(message.get("filter", ""))
    if not of_run:
        raise rules.invalid(f"Invalid filter string: {message.get('filter')}")
    found = [trace["info"] for trace in fake.store.traces.values()
             if trace.get("info", {}).get("trace_metadata", {}).get("mlflow.sourceRun") == of_run[1]]
    begin = int(message.get("page_token") or 0)
    end = begin + message.get("max_results", 100)
    reply = {"traces": found[begin:end]} if found[begin:end] else {}
    return {**reply, "next_page_token": str(end)} if end < len(found) else reply
