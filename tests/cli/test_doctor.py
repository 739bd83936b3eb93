"""testtracker doctor: what it sees, and what it says to type."""

import http.server
import json
import pathlib
import threading
import time
import urllib.parse
from email.utils import formatdate

import pytest


class FakeMlflow(http.server.BaseHTTPRequestHandler):
    """Answers what the server's attributes say."""

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        fake = self.server.fake
        if path == "/version":
            self.answer(200, fake["version"])
        elif self.headers.get("Authorization") not in fake["authorization"]:
            self.answer(401, "{}")
        elif path.endswith("experiments/search"):
            self.answer(200, "{}")
        elif path.endswith("get-by-name"):
            stage = fake["experiment"]
            body = {"experiment": {"experiment_id": "7", "lifecycle_stage": stage}} if stage else {}
            self.answer(200 if stage else 404, json.dumps(body))
        elif "mlflow-artifacts" in path:
            self.answer(fake["artifacts"], "{}")
        else:
            self.answer(404, "{}")

    def answer(self, status, body):
        self.send_response_only(status)
        self.send_header("Date", formatdate(time.time() + self.server.fake["clock"], usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def mlflow(environment):
    """The configured server; the dictionary says what it answers."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), FakeMlflow)
    server.fake = {"version": "3.17.2", "authorization": [None], "experiment": "active",
                   "artifacts": 200, "clock": 0}
    environment["MLFLOW_TRACKING_URI"] = f"http://127.0.0.1:{server.server_port}"
    environment["MLFLOW_EXPERIMENT_NAME"] = "unit"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.fake
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def doctor(testtracker):
    """Exit code and checks by name, as (state, text, advice)."""

    def examine(**options):
        result = testtracker("doctor", "--json", **options)
        checks = json.loads(result.stdout)["checks"]
        return result.returncode, {check["name"]: (check["state"], check["text"], check["advice"])
                                   for check in checks}

    return examine


def test_all_is_well(doctor, mlflow, testtracker):
    code, checks = doctor()
    assert code == 0
    assert {state for state, _, _ in checks.values()} == {"good"}, checks
    assert checks["experiment"][1] == "'unit', id 7"
    text = testtracker("doctor").stdout
    assert "good      server" in text
    assert "->" not in text


def test_a_server_that_is_away(doctor, mlflow):
    code, checks = doctor(env={"MLFLOW_TRACKING_URI": "http://127.0.0.1:1"})
    assert code == 1
    assert checks["server"][0] == "problem"
    assert "MLFLOW_TRACKING_URI" in checks["server"][2]


def test_credentials_that_are_missing_or_wrong(doctor, mlflow):
    mlflow["authorization"] = ["Bearer right"]
    code, checks = doctor()
    assert (code, checks["credentials"][0]) == (1, "problem")
    assert "without credentials" in checks["credentials"][1]
    assert "MLFLOW_TRACKING_TOKEN" in checks["credentials"][2]
    assert "refuses the credentials" in doctor(env={"MLFLOW_TRACKING_TOKEN": "geheim"})[1][
        "credentials"][1]
    assert doctor(env={"MLFLOW_TRACKING_TOKEN": "right"})[0] == 0


@pytest.mark.parametrize("version, state", [("2.9.1", "problem"), ("2.9.2", "good"),
                                            ("3.17.9", "good"), ("3.18.0", "notice"),
                                            ("<html>", "problem")])
def test_versions(doctor, mlflow, version, state):
    mlflow["version"] = version
    code, checks = doctor()
    assert checks["version"][0] == state
    assert code == (1 if state == "problem" else 0)


def test_a_clock_that_differs(doctor, mlflow):
    mlflow["clock"] = -3600
    code, checks = doctor()
    assert code == 0
    assert checks["clock"][0] == "notice"
    assert "differs by 36" in checks["clock"][1] or "differs by 35" in checks["clock"][1]


def test_a_deleted_experiment_still_owns_its_name(doctor, mlflow):
    mlflow["experiment"] = "deleted"
    code, checks = doctor()
    assert code == 1
    assert "mlflow experiments restore --experiment-id 7" in checks["experiment"][2]


def test_an_experiment_that_is_not_there_is_fine(doctor, mlflow):
    mlflow["experiment"] = None
    code, checks = doctor()
    assert (code, checks["experiment"][1]) == (0, "'unit' will be made")


def test_a_server_that_keeps_no_artifacts(doctor, mlflow):
    mlflow["artifacts"] = 503
    code, checks = doctor()
    assert (code, checks["artifacts"][0]) == (0, "notice")


def test_sessions_that_wait(doctor, mlflow, environment):
    session = pathlib.Path(environment["TESTTRACKER_SPOOL"]) / "sessions" / "old"
    session.mkdir(parents=True)
    code, checks = doctor()
    assert code == 1
    assert checks["sessions"][1].startswith("1 waits for delivery")
    assert checks["sessions"][2] == "type: testtracker upload --all"
    (session / "delivered").touch()
    assert doctor()[0] == 0


def test_a_spool_that_cannot_be_written(doctor, mlflow):
    code, checks = doctor(env={"TESTTRACKER_SPOOL": "/dev/null/spool"})
    assert code == 1
    assert checks["spool"][0] == "problem"
    assert "TESTTRACKER_SPOOL" in checks["spool"][2]


def test_a_wrong_settings_file(doctor, work):
    (work / "testtracker.toml").write_text("nonsense = 1\n")
    code, checks = doctor()
    assert code == 1
    assert "testtracker.toml:1" in checks["settings"][1]


def test_without_any_server(doctor, tmp_path):
    bare = {"PATH": "/usr/bin:/bin"}
    code, checks = doctor(env=bare)
    assert (code, checks["server"][0], checks["mlflow"][0]) == (1, "problem", "notice")
    assert "pip install mlflow" in checks["mlflow"][2]
    mlflow = tmp_path / "mlflow"
    mlflow.write_text("#!/bin/sh\n")
    mlflow.chmod(0o755)
    code, checks = doctor(env={**bare, "TESTTRACKER_SERVER_MLFLOW": str(mlflow)})
    assert (code, checks["server"][0]) == (0, "good")


def test_quiet_shows_problems_only(testtracker, mlflow):
    assert testtracker("doctor", "--quiet").stdout == ""
    mlflow["experiment"] = "deleted"
    assert testtracker("doctor", "--quiet").stdout.startswith("problem")
