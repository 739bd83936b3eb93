"""What `testtracker gate` costs: judging what the cache holds, and fetching it from a local MLflow."""

import http.client
import json
import os
import re
import subprocess
import time
import urllib.parse

from figure import Figure
from judged_history import History
from local_mlflow import NEWEST, LocalMlflow

RUNS = 20
TESTS = 1_000
TEXT = re.compile(r": ([\d.]+) s .*, (\d+) MiB")


def cached(build, directory):
    """10,000 series of 100 runs."""
    folder = directory / "records"
    folder.mkdir()
    said = subprocess.run([build / "bench" / "insight" / "gate_speed", folder], check=True,
                          capture_output=True, text=True).stdout
    seconds, mib = TEXT.search(said).groups()
    yield Figure("gate over 10,000 series x 100 runs in the cache", f"{seconds} s", "", "< 2 s",
                 float(seconds) < 2)
    yield Figure("peak memory of that gate", f"{mib} MiB", "", "<= 256 MiB", int(mib) <= 256)


def bare_fetch(url, experiment):
    """The same answers, on one connection and unread."""
    connection = http.client.HTTPConnection(urllib.parse.urlparse(url).netloc)

    def ask(method, path, body=None):
        connection.request(method, path, body and json.dumps(body),
                           {"Content-Type": "application/json"})
        return connection.getresponse().read()

    begin = time.perf_counter()
    ask("GET", f"/api/2.0/mlflow/experiments/get-by-name?experiment_name={experiment}")
    found = json.loads(ask("POST", "/api/2.0/mlflow/runs/search", {
        "experiment_ids": ["1"], "max_results": 40, "filter": "tags.`git.branch` = 'main'"}))
    for run in found["runs"]:
        path = run["info"]["artifact_uri"].removeprefix("mlflow-artifacts:")
        ask("GET", f"/api/2.0/mlflow-artifacts/artifacts{path}/testtracker/session.jsonl.gz")
    return time.perf_counter() - begin


def fetched(build, directory):
    (directory / "server").mkdir()
    with LocalMlflow(NEWEST, directory / "server") as server:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(directory), "no_proxy": "127.0.0.1",
            "TESTTRACKER_SPOOL": str(directory / "spool"), "MLFLOW_TRACKING_URI": server.url,
            "MLFLOW_EXPERIMENT_NAME": "gate", "TESTTRACKER_COMMIT": "f" * 40,
            "GIT_CEILING_DIRECTORIES": str(directory)}

        def testtracker(*arguments):
            begin = time.perf_counter()
            done = subprocess.run([build / "bin" / "testtracker", *arguments], env=environment,
                                  cwd=directory, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            return time.perf_counter() - begin

        history = History(directory / "spool", lambda path: subprocess.run(
            [build / "bin" / "testtracker", "upload", path], env=environment, cwd=directory,
            capture_output=True, text=True, check=False))
        tests = {f"Suite{i // 50}/Test{i}": 5.0 + i % 7 for i in range(TESTS)}
        history.main(RUNS, tests)
        history.run(tests, branch="topic", commit="f" * 40, delivered=False)
        times = []
        for number in range(5):  # uploads fill the usual cache
            environment["TESTTRACKER_CACHE"] = str(directory / f"empty{number}")
            times.append((bare_fetch(server.url, "gate"), testtracker("gate"), testtracker("gate")))
        floor, first, second = (min(each) for each in zip(*times))
    yield Figure(f"first gate over {TESTS:,} tests x {RUNS} runs in MLflow", f"{first:.2f} s",
                 f"bare fetch: {floor:.2f} s", "<= 3 x", first <= 3 * floor)
    yield Figure("the second one", f"{second:.2f} s", "", "<= bare fetch", second <= floor)


def gates(build, directory):
    yield from cached(build, directory)
    yield from fetched(build, directory)
