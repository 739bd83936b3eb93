"""500 notebooks of 2 KB to a workspace that takes 20 ms for each answer."""

import os
import subprocess
import sys

from figure import Figure

NOTEBOOKS = 500
LATENCY_S = 0.02
CONNECTIONS = 8
TURNS = 3


def to_a_workspace(build, directory):
    sys.path.append(str(build.parent.parent / "tests" / "support" / "fake_databricks"))
    from databricks_server import FakeDatabricks

    notebooks = directory / "notebooks"
    notebooks.mkdir()
    for number in range(NOTEBOOKS):
        text = f"# Databricks notebook source\n# {number}\n"
        (notebooks / f"n{number}.py").write_text(text + "x" * (2048 - len(text)))
    program = build / "bench" / "deploy_to_workspace"
    seconds, requests = [], 0
    for _ in range(TURNS):
        with FakeDatabricks(latency_s=LATENCY_S) as fake:
            done = subprocess.run([program, fake.url, notebooks, str(CONNECTIONS)], check=True,
                                  text=True, stdout=subprocess.PIPE,
                                  env={**os.environ, "NO_PROXY": "127.0.0.1"})
            seconds.append(float(done.stdout))
            requests = len(fake.requests())
    floor = LATENCY_S * requests / CONNECTIONS
    yield Figure(f"{NOTEBOOKS} notebooks to a workspace, {CONNECTIONS} connections",
                 f"{min(seconds):.2f} s", f"latency x requests / connections: {floor:.2f} s",
                 "<= 1.3 x floor", min(seconds) <= 1.3 * floor)
    yield Figure("requests for that", str(requests), f"notebooks: {NOTEBOOKS}",
                 "<= notebooks + 6", requests <= NOTEBOOKS + 6)
