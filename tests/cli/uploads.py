"""What the tests of `testtracker upload` share: sessions written by hand, a hostile fake MLflow."""

import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_mlflow"))

from fake_server import FakeMlflow  # noqa: E402
from written_session import WrittenSession  # noqa: E402

# Retries without their pauses.
IMPATIENT = {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "0", "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER": "0",
             "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "10"}


def write_session(spool, name="session-1", passing=2, **more):
    """A session that is over: passing tests, a failed one, a skipped one, one that crashed."""
    session = WrittenSession(spool, name, **more)
    program = session.program()
    program.tests(passing, metrics={"rows": 7.5}, params={"input": "small"})
    program.test("Parser", "Reads", "failed", failure="Expected: 1\n  Actual: 2")
    program.test("Parser", "Writes", "skipped", skip="no disk")
    program.test("Parser", "Attaches", attachments={"trace.txt": b"a trace"})
    program.begin("Parser", "Crashes")
    program.die()
    return session


def content_of(state):
    """What the server holds, without what differs between two deliveries of one session, and
    without history.html, which is written beside a run that is whole."""
    return [{"status": run["info"]["status"], "name": run["info"]["run_name"],
             "params": sorted((param["key"], param["value"]) for param in run["data"]["params"]),
             "metrics": sorted((metric["key"], str(metric["value"]), metric["step"])
                               for metric in run["data"]["metrics"]),
             "points": sorted((key, len(points)) for key, points in history_of(run).items()),
             "tags": sorted(tag["key"] for tag in run["data"]["tags"]
                            if tag["key"] != "testtracker.progress"),
             "artifacts": sorted(path for path in run["artifacts"] if path != "history.html")}
            for run in state["runs"] if run["info"]["lifecycle_stage"] == "active"]


def traces_of(state, experiment):
    """What the traces of an experiment say, without what differs between two deliveries."""
    (experiment_id,) = (each["experiment_id"] for each in state["experiments"]
                        if each["name"] == experiment)
    return sorted([trace["info"]["request_preview"], trace["info"]["response_preview"],
                   sorted(span["name"] for span in trace["spans"].values()),
                   sorted((one["assessment_name"], str(one["feedback"]["value"]))
                          for one in trace["assessments"].values())]
                  for trace in state["traces"].values() if trace["experiment_id"] == experiment_id)


def history_of(run):
    """Metric key → all points that were ever logged."""
    points = {}
    for point in run["history"]:
        points.setdefault(point["key"], []).append(point)
    return points


@pytest.fixture
def server():
    with FakeMlflow() as fake:
        yield fake
        assert fake.violations() == []


@pytest.fixture
def spool(environment):
    return environment["TESTTRACKER_SPOOL"]


@pytest.fixture
def upload(testtracker, server):
    """Runs `testtracker upload` against the fake: upload(session.path, "--again")."""

    def run(*arguments, env=None, **options):
        return testtracker("upload", *arguments, **options,
                           env={"MLFLOW_TRACKING_URI": server.url, **IMPATIENT, **(env or {})})

    return run
