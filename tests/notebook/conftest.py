"""What the tests of notebooks share: the built program, real kernels, a spool of their own."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from built_program import PROGRAM, clean_environment, wait_until  # noqa: E402, F401



def write_notebook(path, *cells, tags=()):
    """An .ipynb of code cells; the first one gets the tags."""
    document = {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [
            {"cell_type": "code", "source": source, "outputs": [], "execution_count": None,
             "metadata": {"tags": list(tags)} if number == 0 and tags else {}}
            for number, source in enumerate(cells)
        ],
    }
    path.write_text(json.dumps(document))
    return path


def processes_with(text):
    """Pids of processes whose environment or command line has the text."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            content = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if text.encode() in content and state != "Z":
            found.append(int(entry.name))
    return found


@pytest.fixture(scope="session")
def python():
    """The Python that has Jupyter."""
    environment = subprocess.run([ROOT / "scripts" / "notebook_env"], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.strip()
    return environment + "/bin/python"


@pytest.fixture
def work(tmp_path):
    directory = tmp_path / "work"
    directory.mkdir()
    return directory


@pytest.fixture
def environment(tmp_path):
    return clean_environment(
        tmp_path,
        # Nothing listens there: what matters here stands in the journal.
        MLFLOW_TRACKING_URI="http://127.0.0.1:9", MLFLOW_HTTP_REQUEST_MAX_RETRIES="0")


@pytest.fixture
def notebook(python, work, environment):
    """Runs `testtracker notebook VERB --json …`: exit code, results by name, stderr."""

    def run(verb, *arguments, env=None, timeout=180):
        chosen = [] if "--python" in arguments else ["--python", python]
        done = subprocess.run(
            [PROGRAM, "notebook", verb, "--json", *chosen, *map(str, arguments)],
            cwd=work, env={**environment, **(env or {})}, text=True, capture_output=True,
            timeout=timeout, stdin=subprocess.DEVNULL, check=False)
        results = {}
        if done.stdout:
            results = {item["name"]: item for item in json.loads(done.stdout)["notebooks"]}
        return done.returncode, results, done.stderr

    return run


@pytest.fixture
def journal(environment):
    """The records of the only journal of the only session."""

    def read():
        spool = pathlib.Path(environment["TESTTRACKER_SPOOL"])
        (path,) = spool.glob("sessions/*/*.journal")
        return [json.loads(line) for line in path.read_text().splitlines()]

    return read
