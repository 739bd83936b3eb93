"""--workspace: the folder in which versions lie."""

import json
import os

import pytest


@pytest.fixture
def environment(environment):
    del environment["TESTTRACKER_DEPLOY_BASE"]
    return environment


def environments(testtracker, *arguments):
    done = testtracker("env", "list", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return [item["environment"] for item in json.loads(done.stdout)["environments"]]


def test_versions_and_ledger_lie_in_the_folder_that_is_named(deploy, testtracker, repository, place):
    head = repository.git("rev-parse", "HEAD")
    assert deploy("main", "--workspace", place.base).returncode == 0
    assert place.active("staging") == head
    assert place.is_complete("staging", head)
    assert environments(testtracker, "--workspace", place.base) == ["staging"]
    assert environments(testtracker) == []


def test_every_verb_of_env_knows_the_folder(deploy, testtracker, repository, place):
    at = ("--workspace", place.base)
    assert deploy("main", *at).returncode == 0
    for words in (("promote", "staging", "prod"), ("show", "prod"), ("history", "prod"),
                  ("trigger", "prod", "tests/columns.sh"), ("prune", "prod")):
        done = testtracker("env", *words, *at)
        assert done.returncode == 0, done.stderr
    repository.commit({"b.txt": "b"})
    assert deploy("main", *at).returncode == 0
    assert testtracker("env", "rollback", "staging", *at).returncode == 0


def test_a_relative_folder_begins_where_it_is_said(deploy, repository):
    head = repository.git("rev-parse", "HEAD")
    assert deploy("main", "--workspace", "../versions/").returncode == 0
    assert (repository.path.parent / "versions/staging" / head).is_dir()
    (repository.path / "testtracker.toml").write_text('[deploy]\nbase = "../others"\n')
    (repository.path / "orders").mkdir(exist_ok=True)
    assert deploy("main").returncode == 0
    assert (repository.path.parent / "others/staging" / head).is_dir()


@pytest.mark.parametrize("below", ["", "/deeper/still"])
def test_a_file_is_no_folder(deploy, place, tmp_path, runs, below):
    (tmp_path / "notes.txt").touch()
    done = deploy("main", "--workspace", f"{tmp_path}/notes.txt{below}")
    assert done.returncode == 2
    assert (f"--workspace {tmp_path}/notes.txt{below}: versions cannot lie there: Not a directory"
            in done.stderr)
    assert "such as --workspace /srv/deployments" in done.stderr
    assert runs() == [] and place.orphans() == []


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="nothing here that root may not write")
def test_a_folder_that_takes_no_files_is_told_before_anything_is_done(deploy, runs):
    done = deploy("main", "--workspace", "/proc/testtracker")
    assert done.returncode == 2
    assert "--workspace /proc/testtracker: versions cannot lie there" in done.stderr
    assert runs() == []


def test_a_folder_of_a_workspace_begins_at_its_root(deploy, runs):
    done = deploy("main", "--target", "databricks", "--workspace", "orders",
                  env={"DATABRICKS_HOST": "https://example.com", "DATABRICKS_TOKEN": "x",
                       "TESTTRACKER_DEPLOY_DATABRICKS_LEDGER": "a.b.c", "DATABRICKS_WAREHOUSE_ID": "w"})
    assert done.returncode == 2
    assert "--workspace orders: a folder of a workspace is named from its root" in done.stderr
    assert "such as --workspace /Shared/orders" in done.stderr
    assert runs() == []


def test_a_relative_one_of_the_file_is_no_path_of_this_machine_there(deploy, repository):
    (repository.path / "testtracker.toml").write_text(
        '[deploy]\ntarget = "databricks"\nbase = "orders"\n')
    done = deploy("main")
    assert done.returncode == 2
    assert "testtracker.toml" in done.stderr
    assert "deploy.base orders: a folder of a workspace is named from its root" in done.stderr
