"""testtracker gate beside a history that a real MLflow keeps: uploaded by testtracker itself, with a
planted slowdown, a new failure and a flaky test, and it names exactly these."""

import json

import pytest

from judged_history import History

HERE = "f" * 40
PASSING = {"Parser/Reads": 5.0, "Parser/Writes": 7.0, "DepsLog/Load": 800.0}


@pytest.fixture
def history(spool, testtracker):
    return History(spool, lambda path: testtracker("upload", path))


@pytest.fixture
def gate(testtracker):
    def run(*arguments, env=None):
        done = testtracker("gate", "--json", *arguments,
                           env={"TESTTRACKER_COMMIT": HERE, **(env or {})})
        return done, json.loads(done.stdout) if done.stdout else None
    return run


def found(report):
    return {finding["key"]: (finding["finding"], finding["weight"])
            for finding in report["findings"]}


def write_main(history, runs=12):
    """Net/Connects breaks every fourth run."""
    for number in range(runs):
        history.run({**PASSING, "Net/Connects": "failed" if number % 4 == 3 else 5.0})


def test_the_planted_changes_are_named_and_nothing_else(history, gate):
    write_main(history)
    planted = {**PASSING, "Parser/Writes": "failed", "DepsLog/Load": 1400.0,
               "Net/Connects": "failed"}
    history.run(planted, branch="topic", commit=HERE)
    history.run(planted, branch="topic", commit=HERE)
    done, report = gate()
    assert done.returncode == 1, done.stderr
    assert found(report) == {"Parser/Writes": ("new-failure", "regression"),
                             "DepsLog/Load": ("slower", "regression"),
                             "Net/Connects": ("flaky", "warning")}
    assert all(finding["confirmed"] for finding in report["findings"]
               if finding["weight"] == "regression")
    assert report["baseline"]["runs"] == 12


def test_a_run_like_mains_is_clean_from_the_cache_too(history, gate, environment):
    write_main(history)
    history.run({**PASSING, "Net/Connects": 5.0}, branch="topic", commit=HERE)
    first, report = gate()
    assert first.returncode == 0, first.stdout
    assert report["counts"]["judged_tests"] == 4
    second, again = gate()
    assert second.returncode == 0
    assert again == report


def test_a_run_in_mlflow_is_judged_like_the_session_it_came_from(history, gate, runs_of):
    write_main(history)
    history.run({**PASSING, "Parser/Reads": "failed", "Net/Connects": 5.0}, branch="topic",
                commit=HERE)
    _, by_session = gate()
    run = next(run for run in runs_of() if run.data.tags["git.commit"] == HERE)
    done, by_run = gate(run.info.run_id)
    assert done.returncode == 1
    assert by_run["findings"] == by_session["findings"]
    assert by_run["run"]["url"].endswith(run.info.run_id)


def test_runs_without_an_archive_are_judged_by_params_and_metrics(spool, testtracker, gate):
    plain = History(spool, lambda path: testtracker(
        "upload", path, env={"TESTTRACKER_UPLOAD_ARTIFACTS": "false"}))
    write_main(plain)
    plain.run({**PASSING, "Parser/Reads": "failed", "Net/Connects": 5.0}, branch="topic",
              commit=HERE)
    done, report = gate()
    assert done.returncode == 1, done.stdout
    assert found(report) == {"Parser/Reads": ("new-failure", "regression"),
                             "Net/Connects": ("fixed", "notice")}
    assert any("only by their params and metrics" in notice for notice in report["notices"])


def test_runs_that_somebody_deleted_are_no_history(history, gate, client, runs_of):
    write_main(history, runs=3)
    for run in runs_of():
        client.delete_run(run.info.run_id)
    history.run(PASSING, branch="topic", commit=HERE)
    done, report = gate()
    assert done.returncode == 3
    assert "there are 0 runs of main" in report["sentence"]
