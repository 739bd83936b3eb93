"""`testtracker deploy` of 500 notebooks of 2 KB to a workspace that takes 20 ms for each answer."""

import os
import sys

from deploy_figures import FOLDERS, NOTEBOOKS, commit_notebooks, deploy, make_repository
from fake_server import FakeMlflow
from figure import Figure

LATENCY_S = 0.02
CONNECTIONS = 8
TURNS = 3


def environment_of(directory, mlflow, databricks):
    return {**os.environ, "MLFLOW_TRACKING_URI": mlflow.url, "NO_PROXY": "127.0.0.1",
            "TESTTRACKER_SPOOL": str(directory / "spool"),
            "TESTTRACKER_DEPLOY_CACHE": str(directory / "cache"),
            "TESTTRACKER_DEPLOY_TARGET": "databricks", "TESTTRACKER_DEPLOY_BASE": "/Shared/bench",
            "TESTTRACKER_DEPLOY_DATABRICKS_LEDGER": "main.bench.testtracker",
            "TESTTRACKER_DEPLOY_DATABRICKS_CONNECTIONS": str(CONNECTIONS),
            # What the program costs, not what a workspace allows.
            "DATABRICKS_RATE_LIMIT": "10000", "DATABRICKS_WAREHOUSE_ID": "w1",
            "DATABRICKS_HOST": databricks.url, "DATABRICKS_TOKEN": "dapi-fake"}


def to_a_workspace(build, directory):
    sys.path.append(str(build.parent.parent / "tests" / "support" / "fake_databricks"))
    from databricks_server import FakeDatabricks

    repository = make_repository(directory)
    imports, wholes = [], []
    for salt in range(TURNS):
        commit_notebooks(repository, salt)
        with FakeMlflow() as mlflow, FakeDatabricks(latency_s=LATENCY_S) as databricks:
            whole, steps = deploy(build, repository, environment_of(directory, mlflow, databricks))
            paths = [request["path"] for request in databricks.requests()]
        of_workspace = sum("/workspace/" in path for path in paths)
        of_others = len(paths) - of_workspace
        imports.append(steps["import"])
        wholes.append(whole)
    floor = LATENCY_S * of_workspace / CONNECTIONS
    yield Figure(f"import of {NOTEBOOKS} notebooks to a workspace, {CONNECTIONS} connections",
                 f"{min(imports):.2f} s", f"latency x requests / connections: {floor:.2f} s",
                 "<= 1.3 x floor", min(imports) <= 1.3 * floor)
    yield Figure("requests to the workspace for that", str(of_workspace), f"notebooks: {NOTEBOOKS}",
                 f"<= notebooks + {FOLDERS} folders + 10", of_workspace <= NOTEBOOKS + FOLDERS + 10)
    floor += LATENCY_S * of_others
    yield Figure("the whole deployment, ledger and MLflow included", f"{min(wholes):.2f} s",
                 f"and latency x {of_others} others: {floor:.2f} s", "<= 3 s", min(wholes) <= 3)
