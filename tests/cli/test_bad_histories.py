"""What gate, history, flaky and compare say of runs that cannot be judged: a sentence, never a guess."""

import json
import subprocess
import urllib.request

import pytest

from judged_history import History
from test_gate import delete_run, found
from uploads import IMPATIENT, server, spool, upload  # noqa: F401 (fixtures)

HERE = "f" * 40
TOPIC = {"branch": "topic", "commit": HERE}


@pytest.fixture
def history(spool, upload, work):
    return History(spool, upload, work)


@pytest.fixture
def verb(testtracker, server):
    """Runs a verb that judges: verb("gate", "--json")."""
    def run(*arguments, env=None, **options):
        return testtracker(*arguments, **options, env={
            "MLFLOW_TRACKING_URI": server.url, "TESTTRACKER_COMMIT": HERE, **IMPATIENT,
            **(env or {})})
    return run


def not_judged(done):
    return {group["reason"]: group["count"] for group in json.loads(done.stdout)["not_judged"]}


def post(server, path, body):
    request = urllib.request.Request(
        f"{server.url}/api/2.0/mlflow/{path}", json.dumps(body).encode(),
        {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return json.load(answer)


def test_fewer_than_eight_runs_say_nothing_of_durations(history, verb):
    history.main(7, {"Parser/Reads": 5.0, "Parser/Writes": 800.0})
    history.run({"Parser/Reads": 5.0, "Parser/Writes": 9000.0}, **TOPIC)
    done = verb("gate", "--json")
    assert (done.returncode, found(done)) == (0, {})
    assert not_judged(done) == {"fewer than 8 runs of main have a value": 2}
    told = verb("history", "--branch", "main").stdout
    assert "0 numbers judged; 2 not, for fewer than 8 values." in told


def test_equal_values_have_the_floors_alone(history, verb):
    history.main(8, {"Parser/Reads": 800.0})
    history.run({"Parser/Reads": 870.0}, **TOPIC)
    assert found(verb("gate", "--strict", "--json")) == {}
    history.run({"Parser/Reads": 890.0}, branch="topic", commit="e" * 40)
    assert found(verb("gate", "--strict", "--json", env={"TESTTRACKER_COMMIT": "e" * 40})) == {
        "Parser/Reads": ("slower", "regression")}


def test_zeros_have_no_percentage(history, verb):
    measured = {"metrics": {"Model/Trains": {"errors": 0.0}},
                "params": {"Model/Trains": {"errors.worse": "higher"}}}
    history.main(8, {"Model/Trains": 5.0}, **measured)
    history.run({"Model/Trains": 5.0}, **TOPIC, **measured)
    assert found(verb("gate", "--strict", "--json")) == {}
    history.run({"Model/Trains": 5.0}, branch="topic", commit="e" * 40,
                metrics={"Model/Trains": {"errors": 3.0}})
    done = verb("gate", "--strict", env={"TESTTRACKER_COMMIT": "e" * 40})
    assert done.returncode == 1
    assert "      0 → 3; last 8 runs: 0 … 0; " in done.stdout


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_value_that_is_no_number_is_not_judged(history, verb, value):
    test = {"Model/Trains": 5.0}
    history.main(9, test, metrics={"Model/Trains": {"loss": 0.5}})
    history.run(test, **TOPIC, metrics={"Model/Trains": {"loss": value}})
    done = verb("gate", "--strict", "--json")
    assert (done.returncode, found(done)) == (0, {})
    assert not_judged(done) == {"this run's value is not a finite number": 1}


def test_a_renamed_test_is_perhaps_that(history, verb):
    history.main(3, {"Parser/Reads": 5.0, "Parser/Writes": 5.0})
    history.run({"Parser/Reads": 5.0, "Parser/WritesAll": 5.0}, **TOPIC)
    done = verb("gate", "--json")
    assert found(done) == {"Parser/Writes": ("missing-test", "warning"),
                           "Parser/WritesAll": ("new-test", "notice")}
    assert "perhaps renamed to Parser/WritesAll" in done.stdout


def test_runs_without_tags_are_nobodys_baseline(history, verb, server):
    history.run({"Parser/Reads": "failed"}, **TOPIC)
    for number in range(5):
        run = post(server, "runs/create", {"experiment_id": "1", "start_time": 1000 + number,
                                           "run_name": f"notebook {number}"})["run"]["info"]
        post(server, "runs/update", {"run_id": run["run_id"], "status": "FINISHED",
                                     "end_time": 2000 + number})
    done = verb("gate")
    assert done.returncode == 3
    assert "cannot judge: there are 0 runs of main on linux" in done.stdout
    done = verb("gate", run["run_id"])
    assert done.returncode == 3
    assert "cannot judge: the run notebook 4 has neither tests nor metrics" in done.stdout


def test_deleted_runs_are_no_baseline(history, verb, server):
    history.main(5, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": "failed"}, **TOPIC)
    for run in server.state()["runs"][:4]:
        delete_run(server, run["info"]["run_id"])
    done = verb("gate")
    assert done.returncode == 3
    assert "cannot judge: there is 1 run of main on linux" in done.stdout


def names_of_baseline(done):
    baseline = json.loads(done.stdout)["baseline"]
    return baseline["first"]["name"].split()[0], baseline["last"]["name"].split()[0]


def test_clocks_that_go_backwards_do_not_turn_the_order(history, verb):
    for _ in range(4):
        history.run({"Parser/Reads": 5.0})
        history.begin -= 7200 * 1_000_000_000
    history.run({"Parser/Reads": 5.0}, **TOPIC)
    assert names_of_baseline(verb("gate", "--json")) == ("#1", "#4")


def test_commits_that_were_rebased_away_keep_their_place(history, verb, work):
    def git(*arguments):
        return subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@example.com",
                               *arguments], cwd=work, check=True, text=True,
                              stdout=subprocess.PIPE).stdout.strip()
    git("init", "--quiet", "--initial-branch=main")
    commits = []
    for number in range(3):
        git("commit", "--quiet", "--allow-empty", "-m", str(number))
        commits.append(git("rev-parse", "HEAD"))
    for commit in (commits[2], "a" * 40, commits[0], commits[1]):  # as CI happened to test them
        history.run({"Parser/Reads": 5.0}, commit=commit)
    history.run({"Parser/Reads": 5.0}, **TOPIC)
    assert names_of_baseline(verb("gate", "--json")) == ("#3", "#1")


def test_when_nearly_all_fails_it_is_the_machine(history, verb):
    tests = [f"Parser/Test{number}" for number in range(5)]
    history.main(3, dict.fromkeys(tests, 5.0))
    history.run({**dict.fromkeys(tests, "failed"), tests[0]: 5.0}, **TOPIC)
    done = verb("gate")
    assert done.returncode == 3
    assert "cannot judge: 4 of 5 tests failed, which looks like a broken machine" in done.stdout


@pytest.mark.parametrize("arguments", [["gate"], ["history"], ["flaky"], ["compare", "last-green"]])
def test_a_server_that_dies_in_the_middle_is_an_answer_of_none(history, verb, server, work, arguments):
    history.main(6, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": 5.0}, **TOPIC)
    server.add_faults({"route": "*session.jsonl.gz", "skip": 2, "times": None, "action": "cut"})
    done = verb(*arguments, env={"TESTTRACKER_CACHE": str(work / "empty")})
    assert done.returncode == 3, done.stdout + done.stderr
    assert server.url in done.stdout + done.stderr
