"""Deployments in a real MLflow, read back with its own client."""

import os
import pathlib

import mlflow
import pytest
from conftest import NOTEBOOK
from local_mlflow import LocalMlflow

VERSION = os.environ.get("TESTTRACKER_MLFLOW_VERSION", mlflow.__version__)


@pytest.fixture(scope="module")
def mlflow_server(tmp_path_factory):
    with LocalMlflow(VERSION, tmp_path_factory.mktemp("server")) as running:
        mlflow.set_tracking_uri(running.url)
        yield running


@pytest.fixture
def client(mlflow_server):
    return mlflow.MlflowClient(mlflow_server.url)


@pytest.fixture
def runs(client):
    def read():
        experiment = client.get_experiment_by_name("orders")
        found = client.search_runs([experiment.experiment_id]) if experiment else []
        return sorted(found, key=lambda run: run.info.start_time)

    return read


def test_the_whole_story_is_in_mlflow(deploy, testtracker, repository, client, runs, python,
                                      tmp_path):
    good = repository.commit({"tests/rows.py": NOTEBOOK + "dbutils.notebook.exit('3')\n"}, "Good")
    tested = ("--test", "tests/rows.py", "--python", python)
    assert deploy("main", *tested, "--pipeline-id", "orders").returncode == 0
    bad = repository.commit({"tests/rows.py": NOTEBOOK + "raise ValueError('four rows')\n"}, "Bad")
    assert deploy("main", *tested).returncode == 1
    assert testtracker("env", "promote", "staging", "prod").returncode == 0
    done = testtracker("env", "trigger", "prod", "tests/rows", "--python", python)
    assert done.returncode == 0, done.stderr
    first, second, promotion, trigger = runs()

    assert first.info.run_name == f"deploy staging {good[:8]}"
    assert first.data.params["run_id"] == first.info.run_id
    assert (first.data.params["env"], first.data.params["githash"]) == ("staging", good)
    assert first.data.params["rows"] == "3"
    assert first.info.status == "FINISHED"
    assert first.data.metrics["step/import_dur_ms"] > 0

    assert second.info.status == "FAILED"
    assert second.data.params["step/test"].startswith("failed: 1 of 1 notebook tests")
    assert "four rows" in second.data.params["tests/rows"]
    assert second.data.params["previous"] == good
    commits = client.download_artifacts(second.info.run_id, "attachments/commits.txt",
                                        str(tmp_path))
    assert pathlib.Path(commits).read_text().startswith(f"{bad[:7]} ")

    assert promotion.info.run_name == f"promote prod {good[:8]}"
    assert promotion.data.tags["testtracker.kind"] == "deployment"
    assert trigger.data.tags["git.commit"] == good
    assert trigger.data.tags["deployment"] == promotion.info.run_id


def test_a_commit_that_only_the_fetch_tells_is_in_name_and_tags(deploy, repository, runs):
    head = repository.commit({"a.txt": "a"}, "Short")
    done = deploy(head[:9], "--repo", f"file://{repository.path}", to="short")
    assert done.returncode == 0, done.stderr
    run = runs()[-1]
    assert run.info.run_name == f"deploy short {head[:8]}"
    assert run.data.tags["git.commit"] == run.data.tags["mlflow.source.git.commit"] == head
    assert run.info.status == "FINISHED"
