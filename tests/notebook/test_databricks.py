"""The same command with Databricks jobs, against the fake workspace."""

import base64
import json
import pathlib
import sys
import urllib.request

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_databricks"))

from databricks_server import FakeDatabricks  # noqa: E402


@pytest.fixture
def workspace(environment):
    with FakeDatabricks() as server:
        environment.update(DATABRICKS_HOST=server.url, DATABRICKS_TOKEN="dapi-fake",
                           NO_PROXY="127.0.0.1")
        yield server


def post(server, call, body):
    request = urllib.request.Request(
        server.url + "/api/2.0/" + call, json.dumps(body).encode(),
        {"Authorization": "Bearer dapi-fake", "Content-Type": "application/json"})
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30)


def put(server, path, code):
    post(server, "workspace/mkdirs", {"path": path.rpartition("/")[0]})
    content = base64.b64encode(("# Databricks notebook source\n" + code).encode()).decode()
    body = {"path": path, "format": "SOURCE", "language": "PYTHON", "content": content,
            "overwrite": True}
    post(server, "workspace/import", body)


def test_notebooks_run_as_jobs(notebook, workspace, journal):
    put(workspace, "/Users/me/good", "dbutils.notebook.exit(dbutils.widgets.get('env'))")
    put(workspace, "/Users/me/bad", "1 / 0")
    code, results, stderr = notebook("test", "--engine", "databricks", "/Users/me/good", "/Users/me/bad",
                                     "--param", "env=staging", "--parallel", "2", "--wait", "0")
    assert code == 1, stderr
    assert (results["good"]["status"], results["good"]["value"]) == ("passed", "staging")
    assert results["bad"]["status"] == "failed"
    params = {r["name"]: r["value"] for r in journal() if r["event"] == "param"}
    assert params == {"good": "staging", "bad": "failed"}
    assert workspace.violations() == []


def test_credentials_are_in_nothing_that_a_job_leaves_behind(notebook, workspace, environment):
    """They come from a profile, which no variable tells."""
    profile = pathlib.Path(environment["HOME"], ".databrickscfg")
    profile.touch(0o600)
    profile.write_text(f"[ci]\nhost = {environment.pop('DATABRICKS_HOST')}\n"
                       f"token = {environment.pop('DATABRICKS_TOKEN')}\n")
    environment["DATABRICKS_CONFIG_PROFILE"] = "ci"
    token = "'dapi' + '-fake'"
    put(workspace, "/Users/me/good", f"dbutils.notebook.exit('it is ' + {token})")
    put(workspace, "/Users/me/bad", "import base64\nraise ValueError('it is ' + "
        f"base64.b64encode(b'user:' + ({token}).encode()).decode())")
    code, results, stderr = notebook("test", "--engine", "databricks", "/Users/me/good",
                                     "/Users/me/bad", "--wait", "0")
    assert code == 1, stderr
    assert results["good"]["value"] == "it is ***"
    assert results["bad"]["text"].startswith("it is dXNlcjp***")
    spool = pathlib.Path(environment["TESTTRACKER_SPOOL"])
    left = [path.read_bytes() for path in spool.rglob("*") if path.is_file()]
    left += [json.dumps(results).encode(), stderr.encode()]
    assert len(left) > 2
    for form in (b"dapi-fake", b"ZGFwaS1mYWt", b"YXBpLWZha2"):  # the last: base 64, also in the middle
        assert not any(form in text for text in left)


def test_tags_of_the_list_name_the_run(notebook, workspace, work):
    put(workspace, "/Users/me/good", "x = 1")
    (work / "testtracker.toml").write_text(
        'notebook.engine = "databricks"\n'
        '[[notebook.tests]]\npath = "/Users/me/good"\ntags = { team = "core" }\n')
    code, results, stderr = notebook("run")
    assert (code, results["good"]["status"]) == (0, "passed"), stderr
    (submitted,) = [json.loads(request["body"]) for request in workspace.requests()
                    if request["path"].endswith("/runs/submit")]
    assert submitted["run_name"] == "testtracker /Users/me/good [team=core]"
