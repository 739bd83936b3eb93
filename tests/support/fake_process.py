"""A fake server as a process of its own, for Python tests: started, steered, ended with its tests."""

import json
import subprocess
import sys
import urllib.request


class FakeProcess:
    """Runs `program OPTIONS-AS-JSON`, which prints its port and serves until its stdin closes."""

    def __init__(self, program, options):
        self._program = program
        self._options = options
        self._process = None
        self._root = self.url = None

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-B", self._program, json.dumps(self._options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
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

    def state(self):
        return json.loads(self._control("GET", "state"))

    def violations(self):
        return json.loads(self._control("GET", "violations"))

    def requests(self, route=""):
        """Those whose path ends so."""
        return [request for request in json.loads(self._control("GET", "requests"))
                if request["path"].endswith(route)]
