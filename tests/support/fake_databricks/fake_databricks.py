#!/usr/bin/env python3
"""A Databricks workspace for tests, in a process of its own, that can also be hostile on demand.

usage: fake_databricks.py [OPTIONS-AS-JSON]

Prints the port of 127.0.0.1 when it is ready and ends when its standard input ends. It answers what
tests/databricks/test_official_client.py proves with databricks-sdk; a request that it does not know
gets 501 and is a violation, so that the test fails. Notebooks really run (notebooks.py).

OPTIONS (also later, by POST /_fake/options)
    tokens        ["dapi-fake"]: personal access tokens that are accepted
    clients       {"client": "secret"}: OAuth clients and Azure service principals
    expires_s     3600: life of a token made by OAuth
    metadata      true: answers /.well-known/databricks-config
    pending_s     0.0: how long a run is PENDING;  terminating_s 0.0: and TERMINATING
    latency_s     0.0: each answer comes so much later
    secrets_get   true: false = 400, as workspaces that allow it only inside notebooks
    clock_s       how far its clock is ahead
    sql           "sqlite": where statements run, or "spark"; chosen at the start
    sql_pending   false: true = each statement has to be asked for
    idle_s        60.0: an idle connection is closed after that, without notice

CONTROL (never subject to faults)
    GET  /_fake/state       {"runs", "workspace", "dbfs", "executions"}: notebooks started so far;
                            "workspace_contents" as text, "dbfs_contents" in base 64,
                            "sql_failures": the words of each
    GET  /_fake/requests    [{method, path, query, headers, body, status, connection}] in order
    GET  /_fake/violations  [sentence, …]
    POST /_fake/options     {option: value, …}
    POST /_fake/faults      [fault, …] are added, as in fake_mlflow.py;  DELETE forgets all
    POST /_fake/revoke      tokens made by OAuth are worth nothing from now on
    POST /_fake/forget      forgets requests, violations, faults and sql_failures; all else stays
"""

import base64
import json
import pathlib
import socket
import sys
import threading
import time
from email.utils import formatdate

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "fake_mlflow"))

import faults  # noqa: E402
import wire  # noqa: E402

import api  # noqa: E402
import auth  # noqa: E402
import dbfs  # noqa: E402
import jobs  # noqa: E402
import secret_scopes  # noqa: E402
import sql_statements  # noqa: E402
import workspace  # noqa: E402

DEFAULTS = {
    "tokens": ["dapi-fake"], "clients": {"client": "secret"}, "expires_s": 3600, "metadata": True,
    "pending_s": 0.0, "terminating_s": 0.0, "latency_s": 0.0, "secrets_get": True, "idle_s": 60.0,
    "clock_s": 0.0,
    "sql": "sqlite", "sql_pending": False,
}


class FakeDatabricks:
    """What all connections share. Everything but `lock` is guarded by `lock`."""

    def __init__(self, options):
        self.lock = threading.RLock()
        self.options = dict(DEFAULTS)
        self.set_options(options)
        self.url = ""
        self.faults = faults.FaultPlan()
        self.requests = []
        self.violations = []
        self.auth = auth.Auth(self)
        self.workspace = workspace.Workspace()
        self.dbfs = dbfs.Dbfs()
        self.secrets = secret_scopes.SecretScopes(self)
        self.jobs = jobs.Jobs(self)
        self.sql = sql_statements.SqlStatements(self)

    def set_options(self, changes):
        unknown = set(changes) - set(DEFAULTS)
        if unknown:
            raise ValueError(f"there is no option {', '.join(sorted(unknown))}")
        self.options.update(changes)

    def forget(self):
        self.requests.clear()
        self.violations.clear()
        self.faults.clear()
        self.sql.failures.clear()

    def handle(self, connection, request):
        """One request on a connection; returns whether the connection may serve another."""
        if request.path.startswith("/_fake/"):
            return wire.send(connection, self._steer(request), keep=True)
        if request.path == "/health":
            # Somebody waits for an MLflow on a port that was free when they chose it. No client of
            # Databricks asks that, so it counts for nothing here.
            return wire.send(connection, wire.json_reply({}, 404), keep=False)
        time.sleep(self.options["latency_s"])
        with self.lock:
            record = request.record(connection)
            self.requests.append(record)
            fault = self.faults.strike(request)
            reply = None
            if fault is None or fault.has_effect:
                reply = api.answer(self, request)
            reply = fault.reply(reply) if fault else reply
            record["status"] = reply.status if reply else None
        keep = not request.is_broken
        if fault and not fault.is_plain:
            return fault.deliver(connection, reply, keep)
        reply.headers.setdefault(
            "Date", formatdate(time.time() + self.options["clock_s"], usegmt=True))
        return wire.send(connection, reply, keep)

    def _steer(self, request):
        with self.lock:
            try:
                what = request.path.removeprefix("/_fake/")
                content = self._control(request.method, what, request.body)
                return wire.json_reply({} if content is None else content)
            except (ValueError, KeyError) as problem:
                return wire.json_reply({"error": str(problem)}, 400)

    def _control(self, method, what, body):
        if method == "GET":
            return {"state": self._state, "requests": lambda: list(self.requests),
                    "violations": lambda: list(self.violations)}[what]()
        actions = {("POST", "options"): lambda: self.set_options(json.loads(body)),
                   ("POST", "faults"): lambda: self.faults.add(json.loads(body)),
                   ("DELETE", "faults"): self.faults.clear,
                   ("POST", "revoke"): self.auth.revoke,
                   ("POST", "forget"): self.forget}
        return actions[method, what]()

    def _state(self):
        return {"runs": self.jobs.all_runs(), "executions": self.jobs.executions,
                "workspace": self.workspace.paths(), "dbfs": sorted(self.dbfs.files),
                "workspace_contents": self.workspace.contents(),
                "dbfs_contents": {path: base64.b64encode(data).decode()
                                  for path, data in self.dbfs.files.items()},
                "sql_failures": list(self.sql.failures)}


def serve(fake, listener):
    number = 0
    while True:
        accepted, _ = listener.accept()
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number += 1
        connection = wire.Connection(accepted, number)
        threading.Thread(target=wire.converse, args=(fake, connection), daemon=True).start()


def main():
    fake = FakeDatabricks(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    fake.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    threading.Thread(target=serve, args=(fake, listener), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.buffer.read()
    fake.jobs.close()
    fake.sql.close()


if __name__ == "__main__":
    main()
