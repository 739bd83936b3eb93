"""Builds of the suite engine_sample.cpp, recorded as its developer would and delivered to an MLflow."""

import os
import pathlib
import re
import subprocess
import types

from built_program import BUILD, PROGRAM

SAMPLE = pathlib.Path(os.environ.get("TESTTRACKER_ENGINE_SAMPLE",
                                     BUILD / "tests" / "browser" / "engine_sample"))
COMMITS = {1: "5b0c7f21" * 5, 2: "c94e1ad8" * 5, 3: "f3eb639a" * 5}


def record(build, environment, directory):
    """Runs the suite as its developer would; without a server, so that it stays in the spool."""
    result = subprocess.run(
        [SAMPLE], cwd=directory, check=False, capture_output=True, timeout=60,
        env={**environment, "ENGINE_BUILD": str(build), "TESTTRACKER_BUILD": str(build),
             "TESTTRACKER_COMMIT": COMMITS[build], "TESTTRACKER_BRANCH": "main",
             "TESTTRACKER_SUITE": "engine", "TESTTRACKER_PROGRAM": "/nonexistent"})
    assert result.returncode == (1 if build == 3 else 0), result.stderr


def deliver(environment, directory, url, *arguments):
    """Uploads everything and returns the links that were printed."""
    result = subprocess.run([PROGRAM, "upload", "--all", "--tracking-uri", url,
                             "--experiment", "engine", *arguments],
                            cwd=directory, env=environment, check=False, capture_output=True,
                            text=True, timeout=120, stdin=subprocess.DEVNULL)
    assert result.returncode == 0, result.stderr
    links = re.findall(r"http://\S+", result.stdout + result.stderr)
    found = types.SimpleNamespace(trend=None, run=None, compare=None, traces=None)
    for link in links:
        if "viewStateShareKey=testtracker_trend" in link:
            found.trend = link
        elif "/compare-runs?" in link:
            found.compare = link
        elif "/evaluations" in link:
            found.traces = link
        elif re.search(r"/runs/[0-9a-f]{32}$", link):
            found.run = link
    return found
