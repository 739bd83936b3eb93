"""What testtracker doctor says about the Databricks workspace, here a fake one."""

import json
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_databricks"))

from databricks_server import FakeDatabricks  # noqa: E402


@pytest.fixture
def workspace(environment):
    with FakeDatabricks() as server:
        environment.update(NO_PROXY="127.0.0.1", DATABRICKS_HOST=server.url,
                           MLFLOW_TRACKING_URI="http://127.0.0.1:9")
        yield server


@pytest.fixture
def doctor(testtracker):
    """The checks of Databricks by name, as (state, text, advice)."""

    def examine(**env):
        shown = testtracker("doctor", "--json", env=env)
        return {check["name"]: (check["state"], check["text"], check["advice"])
                for check in json.loads(shown.stdout)["checks"]
                if check["name"].startswith("databricks")}

    return examine


def test_it_says_where_and_who_we_are(doctor, workspace):
    checks = doctor(DATABRICKS_TOKEN="dapi-fake")
    assert {state for state, _, _ in checks.values()} == {"good"}, checks
    assert checks["databricks"][1].startswith(f"{workspace.url} answers in ")
    assert checks["databricks user"][1] == \
        "someone@example.com, by a personal access token from the environment"
    assert "differs by" in checks["databricks clock"][1]
    workspace.set_options(clock_s=3600)
    assert doctor(DATABRICKS_TOKEN="dapi-fake")["databricks clock"][0] == "notice"


def test_a_wrong_token_is_a_problem_and_is_not_shown(doctor, workspace):
    checks = doctor(DATABRICKS_TOKEN="dapi-wrong-secret")
    assert checks["databricks"][0] == "good"
    state, text, _ = checks["databricks user"]
    assert state == "problem"
    assert "wrong-secret" not in text


def test_a_workspace_that_is_away(doctor):
    (check,) = doctor(DATABRICKS_HOST="http://127.0.0.1:1", DATABRICKS_TOKEN="t").values()
    assert check[0] == "problem"
    assert "DATABRICKS_HOST" in check[2]


def test_credentials_that_are_missing(doctor):
    (check,) = doctor(DATABRICKS_HOST="http://127.0.0.1:1").values()
    assert check[0] == "problem"
    assert "DATABRICKS_TOKEN" in check[1]


def test_nothing_is_said_where_nobody_wants_databricks(doctor, environment):
    pathlib.Path(environment["HOME"], ".databrickscfg").write_text(
        "[DEFAULT]\nhost = http://127.0.0.1:1\ntoken = t\n")
    assert doctor() == {}
    assert "databricks" in doctor(TESTTRACKER_NOTEBOOK_ENGINE="databricks")
