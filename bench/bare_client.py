"""The floor of an upload: the same bytes sent to a new run by a client that does nothing else.

One kept connection, full batches, requests made beforehand. No validation, no retries, no state:
what a program has to pay at least to get this run into MLflow.
"""

import http.client
import json
import socket
import time
import urllib.parse


class BareClient:
    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
        self.requests = 0

    def send(self, method, path, body=None, content_type="application/json"):
        """One exchange; the reply's body. A connection that the server closed is reopened."""
        headers = {"Content-Type": content_type} if body is not None else {}
        if self._connection.sock is None:
            self._connection.connect()
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection.request(method, path, body=body, headers=headers)
        reply = self._connection.getresponse()
        content = reply.read()
        self.requests += 1
        if reply.status != 200:
            raise RuntimeError(f"{method} {path}: {reply.status} {content[:300]}")
        return content

    def post(self, name, message):
        return json.loads(self.send("POST", f"/api/2.0/mlflow/{name}", json.dumps(message)) or "{}")

    def get(self, name, **query):
        return json.loads(
            self.send("GET", f"/api/2.0/mlflow/{name}?{urllib.parse.urlencode(query)}"))


class RecordedRun:
    """All that a run holds, read back from the server, ready to be sent again as another run."""

    def __init__(self, client, run_id):
        run = client.get("runs/get", run_id=run_id)["run"]
        self.info, data = run["info"], run["data"]
        self.params = data.get("params", [])
        self.metrics = data.get("metrics", [])
        self.tags = [tag for tag in data.get("tags", []) if tag["key"] != "testtracker.session"]
        self._root = self.info["artifact_uri"].removeprefix("mlflow-artifacts:/").lstrip("/")
        self.artifacts = {path: client.send("GET", self._proxy(self._root, path))
                          for path in self._files(client, "")}

    @staticmethod
    def _proxy(root, path):
        return f"/api/2.0/mlflow-artifacts/artifacts/{root}/{urllib.parse.quote(path)}"

    def _files(self, client, folder):
        listing = client.get("artifacts/list", run_id=self.info["run_id"], path=folder)
        for entry in listing.get("files", []):
            if entry.get("is_dir"):
                yield from self._files(client, entry["path"])
            else:
                yield entry["path"]

    def _batches(self):
        """Full ones: params 100 at a time filled up with metrics, then metrics by the thousand."""
        params, metrics = list(self.params), list(self.metrics)
        while params or metrics:
            some, params = params[:100], params[100:]
            room = 1000 - len(some)
            yield some, metrics[:room]
            metrics = metrics[room:]

    def send_again(self, client):
        """Seconds that the whole of it took."""
        batches = list(self._batches())
        start = time.perf_counter()
        run = client.post("runs/create", {
            "experiment_id": self.info["experiment_id"], "run_name": self.info["run_name"],
            "start_time": int(self.info["start_time"]), "tags": self.tags})["run"]["info"]
        for params, metrics in batches:
            client.post("runs/log-batch",
                        {"run_id": run["run_id"], "params": params, "metrics": metrics})
        root = run["artifact_uri"].removeprefix("mlflow-artifacts:/").lstrip("/")
        for path, content in self.artifacts.items():
            client.send("PUT", self._proxy(root, path), content, "application/octet-stream")
        client.post("runs/update", {"run_id": run["run_id"], "status": self.info["status"],
                                    "end_time": int(self.info["end_time"])})
        return time.perf_counter() - start
