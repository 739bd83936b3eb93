"""Starts fake_databricks.py for Python tests and steers it.

    with FakeDatabricks(pending_s=0.2) as server:
        server.add_faults({"route": "runs/submit", "action": "drop", "effect": True})
        … talk to server.url with the token dapi-fake …
        assert server.violations() == []

Options, faults and answers are described in fake_databricks.py.
"""

import json
import pathlib
import subprocess
import sys
import urllib.request

PROGRAM = pathlib.Path(__file__).with_name("fake_databricks.py")


class FakeDatabricks:
    def __init__(self, **options):
        self._options = options
        self._process = None
        self.url = None

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-B", PROGRAM, json.dumps(self._options)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{self._process.stdout.readline().strip()}"
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _control(self, method, what, content=None):
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self.url}/_fake/{what}", data, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as reply:
            return json.loads(reply.read())

    def set_options(self, **options):
        self._control("POST", "options", options)

    def add_faults(self, *faults):
        self._control("POST", "faults", faults)

    def revoke_oauth_tokens(self):
        self._control("POST", "revoke", {})

    def state(self):
        return self._control("GET", "state")

    def violations(self):
        return self._control("GET", "violations")

    def requests(self, route=""):
        """Those whose path ends so."""
        return [request for request in self._control("GET", "requests")
                if request["path"].endswith(route)]
