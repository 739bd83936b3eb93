#!/usr/bin/env python3
"""A hostile MLflow: speaks the tracking API's REST as 2.9 … 3.17 do, and fails on demand.

    fake_mlflow.py [OPTIONS-AS-JSON]

Listens on a free port of 127.0.0.1, prints the port and a newline, and ends when its standard input
ends (so it never outlives the test that started it). From C++ use fake_mlflow.hpp, from Python
fake_server.py; both offer what is described here as functions.

It answers like the real one, the unpleasant parts included: a message with a value of a wrong type
gets 200 {}, is stored up to that value, and the rest is lost. Everything that a good client never
does (such a message, Expect, chunked bodies, values that the server cuts, bad keys in runs/create …)
is remembered as a **violation**: tests assert that there are none.

OPTIONS (all optional; POST /_fake/options changes them while it runs)
    version      "3.17.2"; differences of 2.9.2, 2.22.5 and others follow from it (rules.py)
    prefix       "/ml": everything is below that path
    authorization  required value of the Authorization header; null = none. Else 401
    forbidden    true: 403 "Permission denied" on everything that writes
    allowed_hosts  false: 403 "Invalid Host header" on all but /health and /version
    keepalive    true = as uvicorn, false = `Connection: close` on every answer, as gunicorn
    idle_s       5.0: an idle connection is closed after that, without notice
    artifacts    "proxied"; "disabled" = 503 for the proxy (--no-serve-artifacts); any text with a
                 colon is the root of artifact_uri: "s3://bucket", "mlflow-artifacts://other:1/x"
    artifacts_only  true: 503 on tracking calls (--artifacts-only)
    workspaces   false: a workspace header gets 500 FEATURE_DISABLED
    int64_as_strings  true: times and steps are sent as protobuf's JSON would, as strings

CONTROL (never subject to faults)
    GET  /_fake/state       {"experiments": […], "runs": [{info, data, history, artifacts}],
                            "traces": {id: {info, spans, assessments}}}
    GET  /_fake/requests    [{method, path, query, headers, body, status, connection}] in order
    GET  /_fake/violations  [sentence, …]
    GET  /_fake/artifact/<run id>/<path>      the bytes
    POST /_fake/options     {option: value, …}
    POST /_fake/faults      [fault, …] are added;  DELETE forgets all
    POST /_fake/forget      forgets requests, violations and faults; the store stays

A FAULT is an object; the first one that matches and is not used up strikes:
    route        end of the path after /mlflow/ or a pattern: "runs/create", "artifacts/*", "*"
    method       "POST", …; absent = any
    skip, times  strikes after `skip` matching requests, `times` times (default 0, 1; null = always)
    effect       false: the request is not carried out (default); true: carried out, then the fault
    action       "answer" (default): status, type, body, headers, or error_code and message;
                     retry_after_date_s: 2 adds a Retry-After with the date in two seconds
                 "html": an HTML page with `status` (default 200)
                 "empty": no body, with `status` (default 200)
                 "drop": the connection is closed without an answer
                 "cut": the answer's second half is missing; "cut_headers": already of its headers
                 "slow": the answer comes after `delay_s`, then byte by byte in `trickle_s` in all
                 "silence": nothing comes until the client leaves or `delay_s` are over
                 "stale": a good answer, then the connection is closed without notice
                 "lose": a log-batch is stored only up to its `keep`th entry (metrics, params, tags
                     in that order), and 200 {} is answered
"""

import json
import socket
import sys
import threading

import control
import faults
import routes
import store
import wire

DEFAULTS = {
    "version": "3.17.2", "prefix": "", "authorization": None, "forbidden": False,
    "allowed_hosts": True, "keepalive": True, "idle_s": 5.0, "artifacts": "proxied",
    "artifacts_only": False, "workspaces": False, "int64_as_strings": False,
}


class FakeMlflow:
    """What all connections share. Everything but `lock` is guarded by `lock`."""

    def __init__(self, options):
        self.lock = threading.RLock()
        self.options = dict(DEFAULTS)
        self.set_options(options)
        self.faults = faults.FaultPlan()
        self.requests = []
        self.violations = []
        self.store = store.Store(self)

    def set_options(self, changes):
        unknown = set(changes) - set(DEFAULTS)
        if unknown:
            raise ValueError(f"there is no option {', '.join(sorted(unknown))}")
        self.options.update(changes)

    @property
    def version(self):
        """(3, 17, 2)"""
        return tuple(int(part) for part in self.options["version"].split("."))

    def violation(self, sentence):
        self.violations.append(sentence)

    def forget(self):
        self.requests.clear()
        self.violations.clear()
        self.faults.clear()

    def handle(self, connection, request):
        """One request on a connection; returns whether the connection may serve another."""
        if request.path.startswith("/_fake/"):
            return wire.send(connection, control.answer(self, request), keep=True)
        with self.lock:
            record = request.record(connection)
            self.requests.append(record)
            fault = self.faults.strike(request)
            if fault is None or fault.has_effect:
                reply = routes.answer(self, request, fault)
            else:
                reply = None
            reply = fault.reply(reply) if fault else reply
            record["status"] = reply.status if reply else None
            keep = self.options["keepalive"] and not request.is_broken
        if fault and not fault.is_plain:
            return fault.deliver(connection, reply, keep)
        return wire.send(connection, reply, keep)


def serve(fake, listener):
    number = 0
    while True:
        accepted, _ = listener.accept()
        number += 1
        connection = wire.Connection(accepted, number)
        threading.Thread(target=wire.converse, args=(fake, connection), daemon=True).start()


def main():
    fake = FakeMlflow(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    threading.Thread(target=serve, args=(fake, listener), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
