"""Which request does what."""

import posixpath
import re
import urllib.parse

import messages
import rules
import search
import traces
import wire

API = re.compile(r"^/(?:ajax-)?api/2\.0/mlflow/(.+)$")
ARTIFACT = re.compile(r"^/(?:ajax-)?api/2\.0/mlflow-artifacts/artifacts/(.+)$")


def answer(fake, request, fault):
    """The reply to a request; what a good client never does is noted."""
    prefix = fake.options["prefix"]
    if not request.path.startswith(prefix + "/"):
        return wire.html_reply(404)
    path = request.path[len(prefix):]
    _watch(fake, request)
    refused = _refusal(fake, request, path)
    if refused:
        return refused
    try:
        return _route(fake, request, path, fault)
    except rules.ApiError as problem:
        content = {"error_code": problem.code, "message": problem.message}
        if fake.version >= (3, 0):
            content |= {"sqlstate": "22023", "error_class": "TEST"}
        return wire.json_reply(content, problem.status)


def _watch(fake, request):
    for header, why in (("expect", "waits for 100 Continue"), ("origin", "MLflow 3.5 answers 403"),
                        ("content-encoding", "MLflow answers 500")):
        if header in request.headers:
            fake.violation(f"{request.method} {request.path}: header {header}: {why}")
    if request.is_chunked:
        fake.violation(f"{request.method} {request.path}: chunked; MLflow 3 answers 500")


def _refusal(fake, request, path):
    options, version = fake.options, fake.version
    open_paths = ("/health", "/version")
    if version >= (3, 5) and path not in open_paths:
        if not options["allowed_hosts"]:
            return wire.Reply(403, b"Invalid Host header - possible DNS rebinding attack detected",
                              "text/plain")
        if "origin" in request.headers and request.method != "GET":
            return wire.Reply(403, b"Cross-origin request blocked", "text/plain")
    wanted = options["authorization"]
    if wanted is not None and path != "/health" and request.headers.get("authorization") != wanted:
        text = b"You are not authenticated. Please see the documentation on basic authentication."
        return wire.Reply(401, text, "text/html", {"WWW-Authenticate": 'Basic realm="mlflow"'})
    if options["forbidden"] and request.method != "GET" and not path.endswith("/search"):
        return wire.Reply(403, b"Permission denied", "text/html")
    if request.headers.get("x-mlflow-workspace") and not options["workspaces"]:
        raise_feature = {"error_code": "FEATURE_DISABLED",
                         "message": "Workspaces are not enabled on this server."}
        return wire.json_reply(raise_feature, 500)
    if options["artifacts_only"] and API.match(path):
        return _disabled(f"`{path}`", "--artifacts-only")
    return None


def _disabled(what, option):
    text = f"Endpoint: {what} disabled due to the mlflow server running in `{option}` mode."
    return wire.Reply(503, text.encode(), "text/html; charset=utf-8")


def _route(fake, request, path, fault):
    if path == "/health":
        return wire.Reply(200, b"OK", "text/plain")
    if path == "/version":
        return wire.Reply(200, fake.options["version"].encode(), "text/html; charset=utf-8")
    if path.endswith("/mlflow-artifacts/artifacts"):
        return wire.json_reply(_list_proxied(fake, request.query))
    artifact = ARTIFACT.match(path)
    if artifact:
        return _artifact(fake, request, artifact[1])
    if traces.is_asked(fake, request, path):
        return traces.answer(fake, request, path)
    call = API.match(path)
    handler = (GETS if request.method == "GET" else POSTS).get(call[1]) if call else None
    if handler is None:
        known = call and call[1] in {**GETS, **POSTS}
        return wire.html_reply(405 if known else 404)
    if request.method == "GET":
        return wire.json_reply(handler(fake, request.query))
    message = _message(fake, request, call[1])
    if isinstance(message, wire.Reply):
        return message
    return wire.json_reply(handler(fake, message, fault))


def _message(fake, request, route):
    content_type = request.headers.get("content-type", "").split(";")[0]
    if content_type != "application/json":
        raise rules.ApiError("BAD_REQUEST", "Bad Request. Content-Type must be one of "
                             "['application/json'].")
    if len(request.body) > rules.MAX_BODY:
        fake.violation(f"{route}: a body of {len(request.body)} bytes, allowed is 1 MB")
    if request.is_chunked and rules.is_fastapi(fake.version):
        return wire.html_reply(500)
    try:
        message = messages.parse(route, request.body, fake.violation)
    except ValueError as problem:
        fake.violation(f"{route}: the body is no JSON object: {problem}")
        return wire.html_reply(500)
    if fake.version >= (3, 10) and route == "runs/create" and "experiment_id" not in message:
        raise rules.invalid("Invalid value for parameter 'experiment_id' supplied")
    return message


def _first(query, name):
    if name not in query:
        raise rules.invalid(f"Missing value for required parameter '{name}'")
    return query[name][0]


# Artifacts

def _artifact(fake, request, path):
    if fake.options["artifacts"] == "disabled":
        if rules.is_fastapi(fake.version):
            return wire.json_reply({"detail": "Artifact serving is disabled on this server."}, 503)
        return _disabled("/api/2.0/mlflow-artifacts/artifacts", "--no-serve-artifacts")
    if "%" in path:
        fake.violation(f"artifact {path}: the server decodes it a second time")
        path = urllib.parse.unquote(path)
    if "#" in path or ".." in path.split("/") or path != posixpath.normpath(path):
        raise rules.invalid("Invalid path")
    _, run_id, _, relative = path.split("/", 3)
    artifacts = fake.store.run(run_id).artifacts
    native = fake.version >= (3, 15)
    if request.method == "PUT":
        if not request.is_broken or not native:
            artifacts[relative] = request.body  # 2.x keeps what came
        return wire.Reply(200, type="") if native else wire.json_reply({})
    if relative in artifacts:
        return wire.Reply(200, artifacts[relative], "application/octet-stream")
    if native:
        raise rules.missing(f"No such artifact: '{relative}'")
    raise rules.ApiError("INTERNAL_ERROR", "Internal Server Error", 500)


def _list_artifacts(fake, query):
    run = fake.store.run(_first(query, "run_id"))
    files = _files(run, query.get("path", [""])[0])
    reply = {"root_uri": run.info["artifact_uri"]}
    return {**reply, "files": files} if files else reply


def _list_proxied(fake, query):
    """Names in the folder alone, as the proxy tells them."""
    _, run_id, _, *folder = _first(query, "path").split("/")
    files = _files(fake.store.run(run_id), "/".join(folder))
    return {"files": [{**file, "path": posixpath.basename(file["path"])} for file in files]}


def _files(run, folder):
    begin = folder + "/" if folder else ""
    files, folders = [], set()
    for path, content in sorted(run.artifacts.items()):
        if not path.startswith(begin):
            continue
        name, slash, _ = path[len(begin):].partition("/")
        if slash:
            folders.add(begin + name)
        elif content:
            files.append({"path": path, "is_dir": False, "file_size": len(content)})
        else:
            files.append({"path": path, "is_dir": False})  # an empty file has no size
    return files + [{"path": path, "is_dir": True} for path in sorted(folders)]


# Experiments and runs

def _experiment_by_name(fake, query):
    name = _first(query, "experiment_name")
    experiment = fake.store.find_experiment(name)
    if experiment is None:
        raise rules.missing(f"Could not find experiment with name '{name}'")
    return {"experiment": experiment.content()}


def _create_experiment(fake, message, _):
    return {"experiment_id": fake.store.create_experiment(message).id}


def _set_stage(kind, stage):
    def change(fake, message, _):
        if kind == "experiment":
            fake.store.experiment(message.get("experiment_id")).stage = stage
        else:
            fake.store.run(message.get("run_id")).info["lifecycle_stage"] = stage
        return {}
    return change


def _set_experiment_tag(fake, message, _):
    fake.store.set_experiment_tag(message)
    return {}


def _search_runs(fake, message, _):
    runs = [run for run in fake.store.runs_of(message.get("experiment_ids", []),
                                              message.get("run_view_type", "ACTIVE_ONLY"))
            if search.matches(run, message.get("filter", ""))]
    begin = int(message.get("page_token") or 0)
    end = begin + message.get("max_results", 1000)
    found = search.ordered(runs, message.get("order_by", []))
    reply = {"runs": [run.content() for run in found[begin:end]]} if found[begin:end] else {}
    return {**reply, "next_page_token": str(end)} if end < len(found) else reply


def _log_batch(fake, message, fault):
    fake.store.log_batch(message, fault.kept_entries if fault else None)
    return {}


def _metric_history(fake, query):
    run = fake.store.run(_first(query, "run_id"))
    key = _first(query, "metric_key")
    if (3, 1) <= fake.version < (3, 14) and "max_results" not in query:
        return {"next_page_token": "1"}  # a bug of these versions
    return {"metrics": [row for row in run.everything()["history"] if row["key"] == key]}


GETS = {
    "experiments/get": lambda fake, query: {
        "experiment": fake.store.experiment(_first(query, "experiment_id")).content()},
    "experiments/get-by-name": _experiment_by_name,
    "runs/get": lambda fake, query: {"run": fake.store.run(_first(query, "run_id")).content()},
    "artifacts/list": _list_artifacts,
    "metrics/get-history": _metric_history,
}

POSTS = {
    "experiments/create": _create_experiment,
    "experiments/set-experiment-tag": _set_experiment_tag,
    "experiments/delete": _set_stage("experiment", "deleted"),
    "experiments/restore": _set_stage("experiment", "active"),
    "runs/create": lambda fake, message, _: {"run": fake.store.create_run(message).content()},
    "runs/update": lambda fake, message, _: {
        "run_info": fake.store.update_run(message).content()["info"]},
    "runs/delete": _set_stage("run", "deleted"),
    "runs/restore": _set_stage("run", "active"),
    "runs/search": _search_runs,
    "runs/log-batch": _log_batch,
    "logged-models/search": lambda fake, message, _: {},  # asked when the Python client lists
}
