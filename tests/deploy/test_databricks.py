"""The same commands with a Databricks workspace, against the fake one: versions in the workspace, the
ledger as SQL tables, tests and triggers as jobs."""

import json
import sys

import pytest

from conftest import NOTEBOOK, ROOT, wait_until

sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_databricks"))

from databricks_server import FakeDatabricks  # noqa: E402

TOKEN = "dapi-fake"
BASE = "/Shared/orders"
MAIN = NOTEBOOK + "dbutils.notebook.exit('orders of ' + dbutils.widgets.get('day'))\n"
GOOD = NOTEBOOK + "dbutils.notebook.exit('3')\n"


@pytest.fixture
def workspace(environment):
    with FakeDatabricks() as fake:
        environment.update(
            DATABRICKS_HOST=fake.url, DATABRICKS_TOKEN=TOKEN, NO_PROXY="127.0.0.1",
            TESTTRACKER_DEPLOY_TARGET="databricks", TESTTRACKER_DEPLOY_BASE=BASE,
            TESTTRACKER_DEPLOY_DATABRICKS_LEDGER="main.deploy.testtracker",
            DATABRICKS_WAREHOUSE_ID="w1", DATABRICKS_RATE_LIMIT="1000")
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


def test_scripts_of_a_version_are_no_tests_there(deploy, workspace):
    assert deploy("main", "--test", "tests/*").returncode == 0  # columns.py, not columns.sh
    assert [path.rpartition("/")[2] for path in workspace.state()["executions"]] == ["columns"]
    done = deploy("main", "--test", "*.sh")
    assert done.returncode != 0
    assert "no notebook that matches --test *.sh" in done.stdout + done.stderr


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
