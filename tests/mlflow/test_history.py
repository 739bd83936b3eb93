"""testtracker history beside a release that a real MLflow keeps, older than the runs looked at."""

import json
import subprocess

import pytest

from judged_history import History

RELEASE = {"DepsLog/Load": 700.0, "Parser/Reads": 40.0}


@pytest.fixture
def released(spool, testtracker, tmp_path):
    """Twelve runs of main, a fifth slower than the release of another branch, whose commit is tagged."""
    def git(*arguments):
        return subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
                              cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()
    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message", "release")
    git("tag", "v1.2")
    history = History(spool, lambda path: testtracker("upload", path))
    history.run(RELEASE, branch="release/1", commit=git("rev-parse", "HEAD"))
    for number in range(12):
        history.run({"DepsLog/Load": 840.0 + number % 3, "Parser/Reads": 40.0 + number % 2})


@pytest.fixture
def judged(testtracker):
    def run(reference):
        done = testtracker("history", "--branch", "main", "--json", "--reference", reference)
        assert done.returncode == 0, done.stderr
        (series,) = json.loads(done.stdout)["series"]
        return series
    return run


def beside(series):
    return {one["key"]: (one["reference"]["before"], one["reference"]["outside"])
            for one in series["numbers"]}


def test_a_tag_is_its_run_of_whichever_branch(released, judged):
    series = judged("v1.2")
    assert series["runs"] == 12
    assert series["reference_label"] == "release v1.2"
    assert beside(series) == {"DepsLog/Load": (700, True), "Parser/Reads": (40, False)}


def test_a_run_in_mlflow_is_named_by_its_id(released, judged, runs_of):
    run = next(run for run in runs_of() if run.data.tags["git.branch"] == "release/1")
    series = judged(run.info.run_id)
    assert series["reference"]["id"] == run.info.run_id
    assert series["reference"]["url"].endswith(run.info.run_id)
    assert beside(series)["DepsLog/Load"] == (700, True)
