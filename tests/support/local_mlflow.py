"""A real MLflow server of a given version, for tests and benchmarks.

    with LocalMlflow("3.17.2", directory) as server:
        server.url          # http://127.0.0.1:<a free port>

The environments come from scripts/mlflow_env. The server is started lean (one worker, no jobs: two
processes instead of fifteen) and in a session of its own, because a killed MLflow parent leaves its
children answering on the port.
"""

import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

NEWEST = "3.17.2"


def environment_path(version):
    """Where scripts/mlflow_env puts that version."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "testtracker" / f"mlflow-{version}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LocalMlflow:
    """Started by `with`; everything it writes is in `directory`."""

    def __init__(self, version, directory):
        self.version = version
        self.directory = pathlib.Path(directory)
        self.program = environment_path(version) / "bin" / "mlflow"
        self.log_path = self.directory / "mlflow.log"
        self.url = None
        self._process = None

    def __enter__(self):
        if not self.program.exists():
            raise RuntimeError(f"{self.program} is missing; type: scripts/mlflow_env {self.version}")
        # Another process may take the port between its choice and the server's bind.
        for _ in range(3):
            if self._start(free_port()):
                return self
            self.stop()
        raise RuntimeError(f"MLflow {self.version} did not start: {self.log_path.read_text()[-2000:]}")

    def __exit__(self, *_):
        self.stop()

    def _start(self, port):
        self.directory.mkdir(parents=True, exist_ok=True)
        self.url = f"http://127.0.0.1:{port}"
        command = [self.program, "server", "--workers", "1", "--host", "127.0.0.1",
                   "--port", str(port),
                   "--backend-store-uri", f"sqlite:///{self.directory}/mlflow.db",
                   "--artifacts-destination", str(self.directory / "artifacts")]
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("MLFLOW_")}
        environment["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"
        # Workers are started as `python -m …` by a name looked up in PATH.
        environment["PATH"] = f"{self.program.parent}:{environment['PATH']}"
        with open(self.log_path, "ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, env=environment, cwd=self.directory,
                                             start_new_session=True)
        return self._wait_until_healthy(deadline=time.monotonic() + 120)

    def _wait_until_healthy(self, deadline):
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5) as reply:
                    return reply.status == 200
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        return False

    def stop(self):
        if self._process is None:
            return
        self._signal_group(signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            pass
        self._signal_group(signal.SIGKILL)
        self._process.wait()
        self._process = None

    def _signal_group(self, number):
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            pass
