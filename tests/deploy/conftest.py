"""What the tests of deployments share: a repository made on the fly, the built program in a clean
environment, a fake MLflow, the ledger as SQLite has it.

By hand: tests/support/run_pytest 3.17.2 tests/deploy/test_deploy.py (the program of the dev preset).
"""

import hashlib
import json
import pathlib
import signal
import sqlite3
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_mlflow"))
sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_databricks"))

from built_program import PROGRAM, clean_environment, wait_until  # noqa: E402, F401
from fake_server import FakeMlflow  # noqa: E402

NOTEBOOK = "# Databricks notebook source\n"


def databricks_settings(fake, token, base):
    """The environment of deployments to a FakeDatabricks."""
    return {"DATABRICKS_HOST": fake.url, "DATABRICKS_TOKEN": token, "NO_PROXY": "127.0.0.1",
            "TESTTRACKER_DEPLOY_TARGET": "databricks", "TESTTRACKER_DEPLOY_BASE": base,
            "TESTTRACKER_DEPLOY_DATABRICKS_LEDGER": "main.deploy.testtracker",
            "DATABRICKS_WAREHOUSE_ID": "w1", "DATABRICKS_RATE_LIMIT": "1000"}


class Repository:
    """A git repository with one branch, main."""

    def __init__(self, path):
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments):
        return subprocess.run(
            ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", *arguments],
            cwd=self.path, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()

    def commit(self, files, message="Change"):
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


class Place:
    """Base, ledger and working directories of the local target."""

    def __init__(self, folder):
        self.base = folder / "base"
        self.work = folder / "spool" / "deployments"

    def version(self, environment, githash):
        return self.base / environment / githash

    def versions(self, environment):
        folder = self.base / environment
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def rows(self, sql):
        ledger = self.base / ".ledger.db"
        if not ledger.exists():
            return []
        connection = sqlite3.connect(ledger, timeout=30)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def states(self, environment):
        """(state, githash), the oldest first."""
        return self.rows("SELECT state, githash FROM changes WHERE environment = "
                         f"'{environment}' ORDER BY serial")

    def active(self, environment):
        live = [githash for state, githash in self.states(environment) if state == "active"]
        return live[-1] if live else None

    def leases(self):
        return self.rows("SELECT environment, owner FROM leases")

    def orphans(self):
        return [path.name for path in self.work.iterdir() if path.is_dir()] \
            if self.work.exists() else []

    def is_complete(self, environment, githash):
        """Whether every file of the manifest is there with its hash."""
        folder = self.version(environment, githash)
        manifest = folder / ".testtracker" / "manifest.json"
        if not manifest.exists():
            return False
        return all(hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest()
                   == file["sha256"] for file in json.loads(manifest.read_text())["files"])


@pytest.fixture(scope="session")
def python():
    """The Python that has Jupyter."""
    environment = subprocess.run([ROOT / "scripts" / "notebook_env"], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.strip()
    return environment + "/bin/python"


@pytest.fixture
def mlflow_server():
    with FakeMlflow() as fake:
        yield fake
        assert fake.violations() == []


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def environment(tmp_path, place, request):
    return clean_environment(
        tmp_path, TESTTRACKER_PROGRAM=str(PROGRAM), TESTTRACKER_DEPLOY_BASE=str(place.base),
        TESTTRACKER_DEPLOY_CACHE=str(tmp_path / "cache"),
        MLFLOW_TRACKING_URI=request.getfixturevalue("mlflow_server").url,
        MLFLOW_HTTP_REQUEST_MAX_RETRIES="1")


@pytest.fixture
def repository(tmp_path):
    made = Repository(tmp_path / "orders")
    made.commit({"orders/main.py": NOTEBOOK + "print(1)\n", "orders/helpers.py": "x = 1\n",
                 "tests/columns.sh": "exit 0\n"}, "Count the orders of a day")
    return made


@pytest.fixture
def start(repository, environment):
    """Starts the program in the repository and returns the process."""
    started = []

    def run(*arguments, env=None):
        process = subprocess.Popen(
            [PROGRAM, *map(str, arguments)], cwd=repository.path,
            env={**environment, **(env or {})}, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def testtracker(start):
    """Runs the program to its end."""

    def run(*arguments, env=None, timeout=180):
        process = start(*arguments, env=env)
        out, err = process.communicate(timeout=timeout)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    return run


@pytest.fixture
def deploy(testtracker):
    """deploy("main", "--test", "tests/*"): to the environment staging."""

    def run(reference="main", *arguments, to="staging", **options):
        return testtracker("deploy", "--env", to, "--ref", reference, *arguments, **options)

    return run


@pytest.fixture
def runs(mlflow_server):
    """The runs of the fake, the oldest first, with params, metrics and tags as dicts."""

    def read():
        found = []
        for run in mlflow_server.state()["runs"]:
            values = {kind: {row["key"]: row["value"] for row in run["data"].get(kind, [])}
                      for kind in ("params", "tags", "metrics")}
            found.append({**run["info"], **values, "artifacts": run.get("artifacts", [])})
        return sorted(found, key=lambda run: int(run["start_time"]))

    return read


def interrupt(process):
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out + err
