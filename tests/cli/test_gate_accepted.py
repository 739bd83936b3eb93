"""testtracker gate beside testtracker-accepted.txt, in a real repository."""

import json
import subprocess

import pytest

from judged_history import History
from uploads import IMPATIENT, server, spool, upload  # noqa: F401 (fixtures)

KEY = "DepsLog/Load"
OLD, NEW = 800.0, 1300.0


class Project:
    """A repository in which sessions of its commits are recorded."""

    def __init__(self, path, history):
        self.path = path
        self.history = history
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments):
        done = subprocess.run(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *arguments],
            cwd=self.path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, text):
        (self.path / "code.txt").write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", text)
        return self.git("rev-parse", "HEAD")

    def measured(self, duration):
        """A session of what is checked out."""
        self.history.run({KEY: duration}, commit=self.git("rev-parse", "HEAD"),
                         branch=self.git("branch", "--show-current"))

    def main(self, runs, duration):
        for number in range(runs):
            self.commit(f"{duration} {number} {len(self.git('log', '--all', '--oneline'))}")
            self.measured(duration)


@pytest.fixture
def project(work, spool, upload):
    made = Project(work, History(spool, upload, work))
    made.commit("first")
    made.main(10, OLD)
    return made


@pytest.fixture
def gate(testtracker, server):
    """The verdict as JSON."""
    def run(*arguments):
        done = testtracker("gate", "--strict", "--json", *arguments,
                           env={"MLFLOW_TRACKING_URI": server.url, **IMPATIENT})
        assert done.returncode in (0, 1, 3), done.stderr
        verdict = json.loads(done.stdout)
        assert verdict["exit_code"] == done.returncode
        return verdict
    return run


@pytest.fixture
def accept(testtracker):
    def run(commit):
        done = testtracker("accept", KEY, commit, "--why", "more entries on purpose")
        assert done.returncode == 0, done.stderr
    return run


def reasons(verdict):
    return [group["reason"] for group in verdict["not_judged"]]


def test_a_branch_that_accepts_its_own_slowdown_passes(project, gate, accept):
    project.git("checkout", "--quiet", "-b", "topic")
    slow = project.commit("slower on purpose")
    project.measured(NEW)
    assert gate()["verdict"] == "regression"
    accept(slow)
    project.commit("accept it")
    project.measured(NEW)
    verdict = gate()
    assert (verdict["verdict"], verdict["findings"]) == ("clean", [])
    assert reasons(verdict) == [f"level accepted at {slow[:8]}, 0 runs of main since"]


def test_another_slowdown_of_that_branch_is_found_once_main_is_at_the_level(project, gate, accept):
    slow = project.commit("slower on purpose")
    project.measured(NEW)
    accept(slow)
    project.main(4, NEW)
    assert reasons(gate()) == [f"level accepted at {slow[:8]}, 4 runs of main since"]
    project.main(4, NEW)
    assert gate()["counts"]["judged_series"] == 1
    project.commit("slower again")
    project.measured(1700.0)
    (finding,) = gate()["findings"]
    assert (finding["finding"], finding["before"]) == ("slower", NEW)


def test_a_squashed_branch_takes_its_accepted_level_along(project, gate, accept):
    project.git("checkout", "--quiet", "-b", "topic")
    slow = project.commit("slower on purpose")
    accept(slow)
    project.commit("accept it")
    project.git("checkout", "--quiet", "main")
    project.git("merge", "--quiet", "--squash", "topic")
    project.commit("topic, squashed")
    project.git("branch", "-D", "topic")
    project.measured(NEW)
    assert reasons(gate()) == [f"level accepted at {slow[:8]}, 0 runs of main since"]
    project.main(2, NEW)
    assert reasons(gate()) == [f"level accepted at {slow[:8]}, 2 runs of main since"]


def test_a_level_of_a_commit_that_nobody_knows_excuses_nothing(project, gate, accept):
    project.commit("slower")
    project.measured(NEW)
    accept("a" * 40)
    verdict = gate()
    assert verdict["verdict"] == "regression"
    assert "its level was accepted at aaaaaaaa, of which" in verdict["findings"][0]["why"]


def test_a_line_that_is_no_level_is_wrong_usage(project, testtracker, work):
    (work / "testtracker-accepted.txt").write_text("main DepsLog/Load\n")
    done = testtracker("gate")
    assert done.returncode == 2
    assert "line 1 is 'main DepsLog/Load'" in done.stderr
