"""The same commands with a Databricks workspace, against the fake one: versions in the workspace, the
ledger as SQL tables, tests and triggers as jobs."""

import json

import pytest

from conftest import NOTEBOOK, databricks_settings, wait_until
from databricks_server import FakeDatabricks

TOKEN = "dapi-fake"
BASE = "/Shared/orders"
MAIN = NOTEBOOK + "dbutils.notebook.exit('orders of ' + dbutils.widgets.get('day'))\n"
GOOD = NOTEBOOK + "dbutils.notebook.exit('3')\n"


@pytest.fixture
def workspace(environment):
    with FakeDatabricks() as fake:
        environment.update(databricks_settings(fake, TOKEN, BASE))
        yield fake
        assert fake.violations() == []


@pytest.fixture
def repository(repository):
    repository.commit({"orders/main.py": MAIN, "tests/columns.py": GOOD})
    return repository


@pytest.fixture
def env(testtracker):
    """env("list"): what it says as JSON."""

    def run(*arguments):
        done = testtracker("env", *arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def active(env, name):
    found = [item for item in env("list")["environments"] if item["environment"] == name]
    return found and found[0]["active"] and found[0]["active"]["githash"]


def manifests(workspace):
    return [path for path in workspace.state()["workspace"] if path.endswith("manifest.json")]


def test_a_version_is_deployed_tested_and_active(deploy, workspace, repository, env):
    done = deploy("main", "--test", "tests/*.py")
    assert done.returncode == 0, done.stdout + done.stderr
    head = repository.git("rev-parse", "HEAD")
    objects = workspace.state()["workspace"]
    at = f"{BASE}/staging/{head}"
    assert objects[f"{at}/orders/main"] == objects[f"{at}/tests/columns"] == "NOTEBOOK"
    assert objects[f"{at}/orders/helpers.py"] == "FILE"
    assert workspace.state()["executions"] == [f"{at}/tests/columns"]
    assert active(env, "staging") == head


def test_a_failing_test_leaves_the_environment_where_it_was(deploy, workspace, repository, env):
    assert deploy().returncode == 0
    good = repository.git("rev-parse", "HEAD")
    repository.commit({"tests/columns.py": NOTEBOOK + "1 / 0\n"})
    assert deploy("main", "--test", "tests/*.py").returncode == 1
    assert active(env, "staging") == good


def test_promote_rollback_and_trigger(deploy, testtracker, workspace, repository, env):
    first = repository.git("rev-parse", "HEAD")
    for to in ("staging", "prod"):
        assert deploy(to=to).returncode == 0
    second = repository.commit({"orders/main.py": MAIN.replace("orders of", "all of")})
    assert deploy().returncode == 0
    done = testtracker("env", "promote", "staging", "prod")
    assert done.returncode == 0, done.stdout + done.stderr
    assert active(env, "prod") == second
    assert f"{BASE}/prod/{second}/orders/main" in workspace.state()["workspace"]
    assert testtracker("env", "rollback", "prod").returncode == 0
    assert active(env, "prod") == first
    done = testtracker("env", "trigger", "prod", "orders/main", "--param", "day=monday")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "orders of monday" in done.stdout
    assert workspace.state()["executions"] == [f"{BASE}/prod/{first}/orders/main"]


def test_a_build_logs_in_by_a_private_file_and_its_artefacts_arrive(deploy, workspace, tmp_path,
                                                                    repository):
    look = (f"stat -c %a \"$DATABRICKS_CONFIG_FILE\" > {tmp_path}/mode; "
            f"cp \"$DATABRICKS_CONFIG_FILE\" {tmp_path}/seen; "
            f"env | cut -d= -f1 > {tmp_path}/variables; "
            "cat \"$DATABRICKS_CONFIG_FILE\"; echo wheel > orders.whl")
    done = deploy("main", "--build-command", look, "--artefact", "*.whl")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "mode").read_text() == "600\n"
    assert f"host = {workspace.url}" in (tmp_path / "seen").read_text()
    assert "DATABRICKS_TOKEN" not in (tmp_path / "variables").read_text().split()
    assert TOKEN not in done.stdout + done.stderr
    head = repository.git("rev-parse", "HEAD")
    assert workspace.state()["dbfs"] == [f"/testtracker/staging/{head}/orders.whl"]
    spool = tmp_path / "spool"
    kept = [path for path in spool.rglob("*") if path.is_file() and TOKEN.encode() in
            path.read_bytes()]
    assert kept == [], "the build printed the file; the token stays nowhere"


def test_credentials_of_a_profile_are_not_shown_either(deploy, workspace, environment, tmp_path):
    profile = tmp_path / "databrickscfg"
    profile.write_text(f"[DEFAULT]\nhost = {environment.pop('DATABRICKS_HOST')}\n"
                       f"token = {environment.pop('DATABRICKS_TOKEN')}\n")
    profile.chmod(0o600)
    environment["DATABRICKS_CONFIG_FILE"] = str(profile)
    done = deploy("main", "--build-command", "cat \"$DATABRICKS_CONFIG_FILE\" >&2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "token = ***" in done.stderr
    kept = [path for path in (tmp_path / "spool").rglob("*") if path.is_file() and TOKEN.encode() in
            path.read_bytes()]
    assert kept == []


def test_outputs_of_tests_and_triggers_do_not_show_credentials(deploy, testtracker, workspace,
                                                              repository, tmp_path, runs):
    says = "'it is ' + 'dapi' + '-fake'"
    repository.commit({"tests/columns.py": NOTEBOOK + f"dbutils.notebook.exit({says})\n",
                       "orders/main.py": NOTEBOOK + f"raise ValueError({says})\n"})
    tested = deploy("main", "--test", "tests/*.py")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "returned it is ***" in tested.stdout
    triggered = testtracker("env", "trigger", "staging", "orders/main")
    assert "ValueError: it is ***" in triggered.stdout
    kept = [path for path in (tmp_path / "spool").rglob("*") if path.is_file() and TOKEN.encode() in
            path.read_bytes()]
    assert kept == []
    assert TOKEN not in str(runs()) + str([tested, triggered])


@pytest.fixture(params=["local", "databricks"])
def anywhere(request, workspace, environment, place):
    """A version is tested on both targets alike."""
    environment["DATABRICKS_CLUSTER_ID"] = "0923-1"
    if request.param == "local":
        del environment["TESTTRACKER_DEPLOY_TARGET"], environment["DATABRICKS_TOKEN"]
        environment["TESTTRACKER_DEPLOY_BASE"] = str(place.base)
    return request.param


PRICES = """
import os, sys
from prices_of import day
assert sys.argv == [os.path.abspath("prices.py")] and __name__ == "__main__"
assert os.environ["TESTTRACKER_PARAM_region"] == "n\u00f6rd {{job.id}}"
assert os.environ["TESTTRACKER_DEPLOY_ENV"] == "staging" and len(os.environ["TESTTRACKER_DEPLOY_GITHASH"]) == 40
sys.exit(0)
"""
ROWS = """
test "$TESTTRACKER_PARAM_region" = "n\u00f6rd {{job.id}}" && test "$(cat rows.txt)" = 17 && test -z "$(cat)"
"""


def test_scripts_run_in_a_workspace_as_they_do_here(deploy, anywhere, repository, runs, workspace):
    repository.commit({"tests/prices.py": PRICES, "tests/prices_of.py": "day = 1\n",
                       "tests/rows.sh": ROWS, "tests/rows.txt": "17\n"})
    done = deploy("main", "--test", "tests/prices.py", "--test", "tests/*.sh",
                  "--param", "region=nörd {{job.id}}")
    assert done.returncode == 0, done.stdout + done.stderr
    params = runs()[-1]["params"]
    assert {name: params[name] for name in ("prices", "rows", "columns")} == {
        name: "passed" for name in ("prices", "rows", "columns")}
    ran = workspace.state()["executions"]
    assert len(ran) == (3 if anywhere == "databricks" else 0)
    assert all(path.startswith(f"{BASE}/.testtracker/run_script-") for path in ran)


@pytest.mark.parametrize("name, script, why", [
    ("rows.sh", "echo last words of dapi-fake\nexit 3\n", "it ended with exit code 3"),
    ("rows.py", "print('last words of dapi-fake')\nimport sys\nsys.exit('3 rows')\n",
     "it ended with exit code 1"),
    ("rows.sh", "echo last words of dapi-fake\nkill -9 $$\n", "it was killed by"),
])
def test_a_script_that_fails_leaves_the_environment_where_it_was(
        deploy, anywhere, repository, environment, tmp_path, env, name, script, why):
    repository.commit({f"tests/{name}": script})
    if anywhere == "local":
        environment["DATABRICKS_TOKEN"] = TOKEN
    done = deploy("main", "--test", f"tests/{name}")
    assert done.returncode == 1
    assert why in done.stdout
    assert not active(env, "staging")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "spool").rglob("*.journal"))
    assert b"last words of ***" in kept
    assert TOKEN.encode() not in kept


def test_a_script_is_killed_when_its_time_is_up(deploy, anywhere, repository):
    repository.commit({"tests/rows.sh": "sleep 1000\n"})
    done = deploy("main", "--test", "tests/rows.sh", "--timeout", "2")
    assert done.returncode == 1
    assert "timed_out" in done.stdout


def test_serverless_jobs_run_scripts_only_in_an_environment(deploy, workspace, environment):
    done = deploy("main", "--test", "tests/*")
    assert done.returncode == 1
    assert "set TESTTRACKER_NOTEBOOK_DATABRICKS_ENVIRONMENT" in done.stderr
    assert workspace.requests("workspace/import") == [], "it is told before anything is written"
    environment["TESTTRACKER_NOTEBOOK_DATABRICKS_ENVIRONMENT"] = "2"
    assert deploy("main", "--test", "tests/*").returncode == 0
    assert len(workspace.state()["executions"]) == 2


def test_notebook_and_script_of_one_name_are_two_tests(deploy, anywhere, runs, python):
    done = deploy("main", "--test", "tests/columns.*", "--python", python)
    assert done.returncode == 0, done.stdout + done.stderr
    params = runs()[-1]["params"]
    assert (params["columns.py"], params["columns.sh"]) == ("3", "passed")


def test_a_script_is_triggered(deploy, testtracker, anywhere, repository):
    repository.commit({"orders/load.py": "import sys, os\nsys.exit(os.environ['TESTTRACKER_PARAM_day'])\n",
                       "README.md": "Orders\n"})
    assert deploy().returncode == 0
    done = testtracker("env", "trigger", "staging", "orders/load.py", "--param", "day=monday")
    assert done.returncode == 1
    assert "it ended with exit code 1" in done.stdout
    refused = testtracker("env", "trigger", "staging", "README.md")
    assert refused.returncode != 0
    assert "README.md: it is neither a notebook" in refused.stdout or \
        "has no notebook README.md" in refused.stderr


def test_nothing_is_written_twice(deploy, workspace):
    assert deploy().returncode == 0
    before = len(workspace.requests("workspace/import"))
    assert deploy().returncode == 0
    assert len(workspace.requests("workspace/import")) == before


@pytest.mark.parametrize("moment", ["mkdirs", "workspace/import", "sql/statements"])
def test_killed_and_deployed_again(start, deploy, workspace, env, repository, place,
                                 moment):
    """At a request of its own in the middle of each kind of work."""
    head = repository.git("rev-parse", "HEAD")
    workspace.add_faults({"route": moment, "action": "silence", "delay_s": 20,
                          "skip": 6 if moment == "sql/statements" else 1})
    process = start("deploy", "--env", "staging", "--ref", "main")
    wait_until(lambda: len(workspace.requests(moment)) > (6 if moment == "sql/statements" else 1),
               "the request")
    process.kill()
    process.communicate()
    assert active(env, "staging") in (None, [], head)
    done = deploy()
    assert done.returncode == 0, done.stdout + done.stderr
    assert active(env, "staging") == head
    assert manifests(workspace) == [f"{BASE}/staging/{head}/.testtracker/manifest.json"]
    assert place.orphans() == []


def test_what_is_missing_is_named(deploy, workspace, environment):
    del environment["TESTTRACKER_DEPLOY_DATABRICKS_LEDGER"]
    done = deploy()
    assert done.returncode == 2
    assert "TESTTRACKER_DEPLOY_DATABRICKS_LEDGER" in done.stderr
