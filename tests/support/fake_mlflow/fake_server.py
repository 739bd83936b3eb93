"""Starts fake_mlflow.py for Python tests and steers it.

    with FakeMlflow(version="2.22.5") as server:
        server.add_faults({"route": "runs/create", "action": "drop", "effect": True})
        … talk to server.url …
        assert server.violations() == []

Options, faults and answers are described in fake_mlflow.py.
"""

import json
import pathlib
import subprocess
import sys
import urllib.request

PROGRAM = pathlib.Path(__file__).with_name("fake_mlflow.py")


class FakeMlflow:
    def __init__(self, **options):
        self._options = options
        self._process = None
        self._root = self.url = None

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-B", PROGRAM, json.dumps(self._options)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self._root = f"http://127.0.0.1:{self._process.stdout.readline().strip()}"
        self.url = self._root + self._options.get("prefix", "")
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _control(self, method, what, content=None):
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self._root}/_fake/{what}", data, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as reply:
            return reply.read()

    def set_options(self, **options):
        self._control("POST", "options", options)

    def add_faults(self, *faults):
        self._control("POST", "faults", faults)

    def clear_faults(self):
        self._control("DELETE", "faults")

    def forget(self):
        """Requests, violations and faults; the store stays."""
        self._control("POST", "forget", {})

    def state(self):
        return json.loads(self._control("GET", "state"))

    def violations(self):
        return json.loads(self._control("GET", "violations"))

    def requests(self, route=""):
        """Those whose path ends so."""
        return [request for request in json.loads(self._control("GET", "requests"))
                if request["path"].endswith(route)]

    def artifact(self, run_id, path):
        return self._control("GET", f"artifact/{run_id}/{path}")
