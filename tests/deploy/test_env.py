"""testtracker env: what there is, and moving between what is there."""

import json

import pytest
from conftest import NOTEBOOK


@pytest.fixture
def two_versions(deploy, repository):
    """staging has had two versions; the second is active."""
    first = repository.git("rev-parse", "HEAD")
    assert deploy("main", "--note", "one").returncode == 0
    second = repository.commit({"orders/main.py": NOTEBOOK + "dbutils.notebook.exit('two')\n"})
    assert deploy("main", "--note", "two").returncode == 0
    return first, second


def test_list_shows_what_is_active_where(testtracker, two_versions):
    done = testtracker("env", "list")
    assert done.returncode == 0, done.stderr
    heading, row = done.stdout.splitlines()
    assert heading.split() == ["ENVIRONMENT", "VERSION", "SINCE", "BY", "NOTE"]
    assert row.split()[:2] == ["staging", two_versions[1][:8]]
    (only,) = json.loads(testtracker("env", "list", "--json").stdout)["environments"]
    assert only["active"]["githash"] == two_versions[1]
    assert only["active"]["previous"] == two_versions[0]


def test_an_empty_ledger_says_how_to_begin(testtracker):
    assert "testtracker deploy --env" in testtracker("env", "list").stdout


def test_show_tells_what_the_version_consists_of(testtracker, two_versions, place):
    done = testtracker("env", "show", "staging")
    assert done.returncode == 0, done.stderr
    assert f"staging is at {two_versions[1]}" in done.stdout
    assert "3 files, 1 of them notebooks" in done.stdout
    document = json.loads(testtracker("env", "show", "staging", "--json").stdout)
    assert document["is_complete"] is True
    assert document["location"] == str(place.version("staging", two_versions[1]))


def test_show_of_an_unknown_environment_says_what_to_type(testtracker):
    done = testtracker("env", "show", "nowhere")
    assert done.returncode == 1
    assert "testtracker env list" in done.stderr


def test_history_has_the_newest_first(testtracker, two_versions):
    history = json.loads(testtracker("env", "history", "staging", "--json").stdout)["history"]
    assert [(entry["state"], entry["githash"]) for entry in history] == [
        ("active", two_versions[1]), ("retired", two_versions[0]), ("tested", two_versions[1]),
        ("deploying", two_versions[1]), ("active", two_versions[0]), ("tested", two_versions[0]),
        ("deploying", two_versions[0])]
    assert history[0]["note"] == "two"
    lines = testtracker("env", "history", "staging", "--limit", "2").stdout.splitlines()
    assert len(lines) == 3


def test_promote_copies_the_version_and_makes_it_active(testtracker, two_versions, place, runs):
    done = testtracker("env", "promote", "staging", "prod", "--note", "release")
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.active("prod") == two_versions[1]
    assert place.is_complete("prod", two_versions[1])
    manifest = json.loads(
        (place.version("prod", two_versions[1]) / ".testtracker/manifest.json").read_text())
    assert manifest["environment"] == "prod" and manifest["promoted_from"] == "staging"
    run = runs()[-1]
    assert run["run_name"] == f"promote prod {two_versions[1][:8]}"
    assert run["params"]["promoted_from"] == "staging"
    assert run["status"] == "FINISHED"


def test_promote_may_test_again_and_then_decides(testtracker, deploy, repository, place):
    repository.commit({"tests/prod.sh": '[ "$TESTTRACKER_DEPLOY_ENV" != prod ]\n'})
    assert deploy("main", "--test", "tests/prod.sh").returncode == 0
    done = testtracker("env", "promote", "staging", "prod", "--test", "tests/prod.sh")
    assert done.returncode == 1
    assert "prod is not changed: test: 1 of 1 notebook tests did not pass" in done.stderr
    assert place.active("prod") is None


def test_promote_needs_an_active_version(testtracker):
    done = testtracker("env", "promote", "staging", "prod")
    assert done.returncode == 1
    assert "staging was never deployed to" in done.stderr


def test_rollback_goes_to_the_version_before_and_back(testtracker, two_versions, place, runs):
    first, second = two_versions
    done = testtracker("env", "rollback", "staging", "--note", "slow")
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.active("staging") == first
    assert place.states("staging")[-2:] == [("retired", second), ("active", first)]
    assert runs()[-1]["run_name"] == f"rollback staging {first[:8]}"
    assert testtracker("env", "rollback", "staging").returncode == 0
    assert place.active("staging") == second


def test_rollback_to_names_a_version(testtracker, two_versions, deploy, repository, place):
    first, _ = two_versions
    repository.commit({"c.txt": "c"})
    assert deploy().returncode == 0
    assert testtracker("env", "rollback", "staging", "--to", first[:7]).returncode == 0
    assert place.active("staging") == first
    done = testtracker("env", "rollback", "staging", "--to", "0000000")
    assert done.returncode == 1
    assert "testtracker env history staging" in done.stderr


def test_rollback_to_a_pruned_version_says_how_to_get_it_again(testtracker, two_versions, place):
    first, second = two_versions
    assert testtracker("env", "prune", "staging", "--keep", "0").returncode == 0
    done = testtracker("env", "rollback", "staging")
    assert done.returncode == 1
    assert f"testtracker deploy --env staging --ref {first}" in done.stderr
    assert place.active("staging") == second


def test_changes_need_no_mlflow(testtracker, two_versions, place):
    away = {"MLFLOW_TRACKING_URI": "http://127.0.0.1:9"}
    done = testtracker("env", "rollback", "staging", env=away)
    assert done.returncode == 0, done.stderr
    assert place.active("staging") == two_versions[0]
    assert "kept, deliver with" in done.stderr
    assert testtracker("env", "promote", "staging", "prod", env=away).returncode == 0
    assert place.active("prod") == two_versions[0]


def test_trigger_runs_a_notebook_of_the_active_version(testtracker, two_versions, python, runs):
    done = testtracker("env", "trigger", "staging", "orders/main", "--python", python)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "returned two" in done.stdout
    run = runs()[-1]
    assert run["params"]["orders/main"] == "passed"
    assert run["params"]["main"] == "two"
    assert run["tags"]["env"] == "staging"
    assert run["tags"]["git.commit"] == two_versions[1]
    assert run["tags"]["testtracker.series"] == "trigger/staging/orders/main"


def test_trigger_names_the_notebooks_that_are_there(testtracker, two_versions):
    done = testtracker("env", "trigger", "staging", "orders/min")
    assert done.returncode == 1
    assert "has no notebook orders/min; it has orders/main" in done.stderr


def test_prune_keeps_the_newest_and_the_active_one(testtracker, two_versions, deploy, repository,
                                                   place):
    first, second = two_versions
    third = repository.commit({"c.txt": "c"})
    assert deploy().returncode == 0
    assert testtracker("env", "rollback", "staging", "--to", first).returncode == 0
    done = testtracker("env", "prune", "staging", "--keep", "1", "--dry-run")
    assert done.stdout.splitlines()[0] == f"would remove {second}"
    assert place.versions("staging") == sorted([first, second, third])
    done = testtracker("env", "prune", "staging", "--keep", "1", "--json")
    assert json.loads(done.stdout)["removed"] == [second]
    assert place.versions("staging") == sorted([first, third])
    assert place.leases() == []
