"""Versions on this machine that somebody changes after they are complete."""

import json

import pytest

from conftest import NOTEBOOK


@pytest.fixture
def deployed(deploy, repository, place):
    """The folder of a version that is active in staging."""
    assert deploy().returncode == 0
    return place.version("staging", repository.git("rev-parse", "HEAD"))


def test_what_tests_write_beside_themselves_is_no_part_of_the_version(deploy, repository, place):
    head = repository.commit({"tests/writes.sh": "set -e; echo 1 > made.txt; echo 2 > ../orders/main.py\n"})
    done = deploy("main", "--test", "tests/writes.sh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.is_complete("staging", head)
    assert not (place.version("staging", head) / "tests/made.txt").exists()


def test_tests_see_what_the_build_made(deploy, repository):
    repository.commit({"tests/wheel.sh": 'grep -q wheel ../.testtracker/artefacts/orders.whl\n'})
    done = deploy("main", "--build-command", "echo wheel > orders.whl", "--artefact", "*.whl",
                  "--test", "tests/wheel.sh")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_version_that_changes_while_it_is_tested_does_not_become_active(deploy, repository, place):
    head = repository.commit({"tests/spoils.sh": f"echo 2 > {place.base}/staging/"
                                                 "$TESTTRACKER_DEPLOY_GITHASH/orders/main.py\n"})
    done = deploy("main", "--test", "tests/spoils.sh")
    assert done.returncode == 1
    assert "was changed after it was complete: orders/main.py" in done.stderr
    assert f"testtracker deploy --env staging --ref {head}" in done.stderr
    assert place.active("staging") is None


def test_a_changed_version_is_not_promoted_until_it_is_deployed_again(deploy, testtracker, deployed, place):
    (deployed / "orders/main.py").write_text("changed")
    (deployed / "tests/columns.sh").unlink()
    done = testtracker("env", "promote", "staging", "prod")
    assert done.returncode == 1
    assert "was changed after it was complete: orders/main.py, tests/columns.sh" in done.stderr
    assert place.active("prod") is None and place.versions("prod") == []
    done = deploy()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is mended: orders/main.py, tests/columns.sh" in done.stdout
    assert place.is_complete("staging", deployed.name)
    assert testtracker("env", "promote", "staging", "prod").returncode == 0
    assert place.is_complete("prod", deployed.name)


def test_a_changed_copy_is_mended_by_the_next_promotion(testtracker, deployed, place):
    assert testtracker("env", "promote", "staging", "prod").returncode == 0
    (place.version("prod", deployed.name) / "orders/main.py").write_text("changed")
    done = testtracker("env", "promote", "staging", "prod")
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.is_complete("prod", deployed.name)


def test_nobody_rolls_back_to_a_changed_version(deploy, testtracker, deployed, repository, place):
    second = repository.commit({"orders/main.py": NOTEBOOK + "print(2)\n"})
    assert deploy().returncode == 0
    (deployed / "orders/main.py").write_text("changed")
    done = testtracker("env", "rollback", "staging")
    assert done.returncode == 1
    assert "was changed after it was complete: orders/main.py" in done.stderr
    assert place.active("staging") == second


def test_what_jobs_leave_beside_the_files_stops_no_rollback_and_is_not_promoted(
        deploy, testtracker, deployed, repository, place):
    (deployed / "orders/result.csv").write_text("1\n")
    assert testtracker("env", "promote", "staging", "prod").returncode == 0
    assert not (place.version("prod", deployed.name) / "orders/result.csv").exists()
    repository.commit({"orders/main.py": NOTEBOOK + "print(2)\n"})
    assert deploy().returncode == 0
    assert testtracker("env", "rollback", "staging").returncode == 0
    assert place.active("staging") == deployed.name


def test_show_names_what_was_changed(testtracker, deployed):
    assert testtracker("env", "show", "staging").returncode == 0
    (deployed / "orders/main.py").write_text("changed")
    done = testtracker("env", "show", "staging")
    assert done.returncode == 1
    assert "CHANGED   orders/main.py; to have it as the commit is, type: testtracker deploy" in done.stdout
    document = json.loads(testtracker("env", "show", "staging", "--json").stdout)
    assert document["changes"] == ["orders/main.py"]


def test_a_trigger_tells_of_a_changed_version(testtracker, deployed, python):
    (deployed / "orders/helpers.py").write_text("changed")
    done = testtracker("env", "trigger", "staging", "orders/main", "--python", python)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("the active version of staging was changed after it was tested: orders/helpers.py; to "
            "mend it, type: testtracker deploy --env staging --ref " + deployed.name) in done.stderr
