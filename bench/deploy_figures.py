"""What a deployment to the local target costs: 500 notebooks of 2 KB."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

from figure import Figure

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "support" /
                       "fake_mlflow"))

from fake_server import FakeMlflow  # noqa: E402

NOTEBOOKS = 500
FOLDERS = 20
ROUNDS = 5


def write_notebooks(repository, salt):
    for number in range(NOTEBOOKS):
        path = repository / f"team_{number % FOLDERS}" / f"notebook_{number}.py"
        path.parent.mkdir(exist_ok=True)
        head = f"# Databricks notebook source\n# {salt} {number}\n"
        path.write_text(head + "x" * (2048 - len(head)))


def git(repository, *arguments):
    subprocess.run(["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", *arguments],
                   cwd=repository, check=True, stdout=subprocess.DEVNULL)


def deploy(build, repository, environment):
    """Seconds of the whole call and of each step."""
    begin = time.perf_counter()
    done = subprocess.run(
        [build / "bin" / "testtracker", "deploy", "--env", "bench", "--ref", "main", "--json"],
        cwd=repository, env=environment, check=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)
    whole = time.perf_counter() - begin
    steps = {step["name"]: step["duration_s"] for step in json.loads(done.stdout)["steps"]}
    return whole, steps


def copy_and_sync(repository, to):
    """The same bytes by cp, on the disk as a version is."""
    begin = time.perf_counter()
    to.mkdir()
    folders = [path for path in repository.iterdir() if path.name != ".git"]
    subprocess.run(["cp", "-r", *folders, to], check=True)
    subprocess.run(["sync", "-f", to], check=True)
    took = time.perf_counter() - begin
    shutil.rmtree(to)
    return took


def make_repository(directory):
    repository = directory / "repository"
    repository.mkdir()
    git(repository, "init", "--quiet", "--initial-branch=main")
    return repository


def commit_notebooks(repository, salt):
    write_notebooks(repository, salt)
    git(repository, "add", "-A")
    git(repository, "commit", "--quiet", "-m", f"{salt}")


def local_target(build, directory):
    repository = make_repository(directory)
    wholes, imports, checkouts, floors = [], [], [], []
    with FakeMlflow() as mlflow:
        environment = {**os.environ, "MLFLOW_TRACKING_URI": mlflow.url,
                       "TESTTRACKER_SPOOL": str(directory / "spool"),
                       "TESTTRACKER_DEPLOY_BASE": str(directory / "base"),
                       "TESTTRACKER_DEPLOY_CACHE": str(directory / "cache")}
        for salt in range(ROUNDS):
            commit_notebooks(repository, salt)
            whole, steps = deploy(build, repository, environment)
            wholes.append(whole)
            imports.append(steps["import"])
            checkouts.append(steps["checkout"])
            floors.append(copy_and_sync(repository, directory / "floor"))
    ratio = min(imports) / min(floors)
    yield Figure(f"import of {NOTEBOOKS} notebooks of 2 KB to the local target", f"{ratio:.2f} x",
                 f"cp -r, sync -f: {min(floors) * 1000:.0f} ms", "<= 1.3 x", ratio <= 1.3)
    yield Figure("the whole deployment, MLflow's answers included", f"{min(wholes):.2f} s",
                 f"git: {min(checkouts):.2f} s", "<= 3 s", min(wholes) <= 3)
