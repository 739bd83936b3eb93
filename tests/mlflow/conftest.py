"""A real MLflow for all tests of a file, the built program in a clean environment, and MLflow's own
Python client to read back what arrived.

By hand: tests/support/run_pytest 2.22.5 tests/mlflow/test_upload.py (the program of the dev preset).
"""

import json
import os
import pathlib
import subprocess
import sys

import mlflow
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from built_program import PROGRAM, clean_environment  # noqa: E402
from local_mlflow import NEWEST, LocalMlflow  # noqa: E402

VERSION = os.environ.get("TESTTRACKER_MLFLOW_VERSION", mlflow.__version__)


def is_at_least(*version):
    return tuple(int(part) for part in VERSION.split(".")) >= version


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with LocalMlflow(VERSION, tmp_path_factory.mktemp("server")) as running:
        mlflow.set_tracking_uri(running.url)
        yield running


@pytest.fixture
def client(server):
    return mlflow.MlflowClient(server.url)


@pytest.fixture
def experiment(request):
    """Name of an experiment of the test's own."""
    return request.node.name[:200]


@pytest.fixture
def environment(tmp_path, server, experiment):
    return clean_environment(tmp_path, MLFLOW_TRACKING_URI=server.url,
                             MLFLOW_EXPERIMENT_NAME=experiment, TESTTRACKER_PROGRAM=str(PROGRAM))


@pytest.fixture
def spool(environment):
    return pathlib.Path(environment["TESTTRACKER_SPOOL"])


@pytest.fixture
def program():
    return PROGRAM


@pytest.fixture
def testtracker(environment, tmp_path):
    def run(*arguments, env=None, timeout=120):
        return subprocess.run([PROGRAM, *map(str, arguments)], env={**environment, **(env or {})},
                              cwd=tmp_path, timeout=timeout, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, check=False)
    return run


@pytest.fixture
def deliver(testtracker, client):
    """Delivers a session; its run, as MLflow's client sees it."""
    def run(session, *arguments, env=None):
        done = testtracker("upload", "--json", *arguments, session.path, env=env)
        assert done.returncode == 0, done.stderr
        return client.get_run(json.loads(done.stdout)[0]["run_id"])
    return run


@pytest.fixture
def runs_of(client, experiment):
    """All runs of the test's experiment."""
    def search():
        found = client.get_experiment_by_name(experiment)
        return client.search_runs([found.experiment_id]) if found else []
    return search
