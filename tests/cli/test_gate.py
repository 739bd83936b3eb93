"""testtracker gate against a hostile fake MLflow, and without any server."""

import json
import pathlib
import subprocess
import sys
import urllib.request

import pytest

from conftest import ROOT
from judged_history import History
from uploads import IMPATIENT, server, spool, upload  # noqa: F401 (fixtures)

HERE = "f" * 40


@pytest.fixture
def history(spool, upload, work):
    return History(spool, upload, work)


@pytest.fixture
def gate(testtracker, server):
    def run(*arguments, env=None, **options):
        return testtracker("gate", *arguments, **options,
                           env={"MLFLOW_TRACKING_URI": server.url, "TESTTRACKER_COMMIT": HERE,
                                **IMPATIENT, **(env or {})})
    return run


def found(done):
    """Finding and weight by key, of --json."""
    return {finding["key"]: (finding["finding"], finding["weight"])
            for finding in json.loads(done.stdout)["findings"]}


def calls(server):
    return [request["path"].split("/mlflow/")[-1] for request in server.requests()]


def delete_run(server, run):
    """As somebody does in the UI."""
    request = urllib.request.Request(
        f"{server.url}/api/2.0/mlflow/runs/delete", json.dumps({"run_id": run}).encode(),
        {"Content-Type": "application/json"})
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30).close()


def test_a_run_like_mains_is_not_worse(history, gate):
    history.main(10, {"Parser/Reads": 5.0, "Parser/Writes": 800.0})
    history.run({"Parser/Reads": 5.0, "Parser/Writes": 805.0}, branch="topic", commit=HERE,
                delivered=False)
    done = gate()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("not worse than main\n")
    assert "2 tests and 2 series judged" in done.stdout


def test_a_new_failure_is_named(history, gate):
    history.main(10, {"Parser/Reads": 5.0, "Parser/Writes": 5.0})
    history.run({"Parser/Reads": "failed", "Parser/Writes": 5.0}, branch="topic", commit=HERE)
    done = gate()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "✗ Parser/Reads" in done.stdout
    assert "last passed in #10" in done.stdout


def test_a_slowdown_counts_when_a_second_run_of_the_commit_agrees(history, gate):
    history.main(10, {"DepsLog/Load": 800.0})
    history.run({"DepsLog/Load": 1300.0}, branch="topic", commit=HERE)
    done = gate("--json")
    assert done.returncode == 0
    assert found(done) == {"DepsLog/Load": ("slower", "warning")}
    history.run({"DepsLog/Load": 1310.0}, branch="topic", commit=HERE)
    done = gate("--json")
    assert done.returncode == 1
    assert found(done) == {"DepsLog/Load": ("slower", "regression")}


def test_a_second_run_that_only_the_server_has_counts_too(history, gate, spool):
    history.main(10, {"DepsLog/Load": 800.0})
    first = history.run({"DepsLog/Load": 1300.0}, branch="topic", commit=HERE)
    for path in sorted(first.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    first.path.rmdir()
    history.run({"DepsLog/Load": 1310.0}, branch="topic", commit=HERE, delivered=False)
    assert gate().returncode == 1


def test_a_test_that_passes_the_second_time_is_flaky(history, gate):
    history.main(10, {"Net/Connects": 5.0, "Net/Sends": 5.0})
    history.run({"Net/Connects": "failed", "Net/Sends": 5.0}, branch="topic", commit=HERE)
    history.run({"Net/Connects": 5.0, "Net/Sends": 5.0}, branch="topic", commit=HERE)
    done = gate("s11", "--json")
    assert done.returncode == 0
    assert found(done)["Net/Connects"] == ("flaky", "warning")


def test_a_clean_run_costs_two_requests_the_second_time(history, gate, server):
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": 5.0}, branch="topic", commit=HERE)
    assert gate().returncode == 0
    server.forget()
    assert gate().returncode == 0
    assert calls(server) == ["experiments/get-by-name", "runs/search"]


def test_a_run_is_found_by_its_id_in_mlflow(history, gate, server):
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": "failed"}, branch="topic", commit=HERE)
    run = next(run for run in server.state()["runs"] if "ffff" in run["info"]["run_name"])
    done = gate(run["info"]["run_id"], "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["run"]["url"].endswith(run["info"]["run_id"])


def test_main_itself_is_compared_with_what_came_before(history, gate):
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": "failed"}, commit=HERE)
    history.main(3, {"Parser/Reads": "failed"})
    assert gate("--json").returncode == 1


def test_a_flaky_test_of_main_does_not_count(history, gate):
    for _ in range(5):
        history.run({"Net/Connects": 5.0, "Net/Sends": 5.0})
        history.run({"Net/Connects": "failed", "Net/Sends": 5.0})
    history.main(1, {"Net/Connects": 5.0, "Net/Sends": 5.0})
    history.run({"Net/Connects": "failed", "Net/Sends": 5.0}, branch="topic", commit=HERE)
    done = gate("--json")
    assert done.returncode == 0
    assert found(done) == {"Net/Connects": ("flaky", "warning")}
    assert gate("--fail-on", "new-failure,flaky").returncode == 1


def test_several_formats_are_written_at_once(history, gate, work):
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": "failed"}, branch="topic", commit=HERE)
    done = gate("--output", "markdown=gate.md", "--output", "junit=gate.xml", "--output", "github")
    assert done.returncode == 1
    assert done.stdout.startswith("::error title=testtracker gate::worse than main")
    assert "| new-failure | Parser/Reads |" in (work / "gate.md").read_text()
    assert 'failures="1"' in (work / "gate.xml").read_text()


@pytest.mark.parametrize("workspace", [None, "."])
def test_annotations_name_the_line_in_the_repository(history, gate, work, workspace):
    subprocess.run(["git", "init", "--quiet", work], check=True)
    (work / "build").mkdir()
    history.main(10, {"Parser/Reads": 5.0, "Parser/Writes": 5.0, "DepsLog/Load": 800.0})
    history.run({"Parser/Reads": "failed", "Parser/Writes": 5.0, "DepsLog/Load": 1300.0},
                branch="topic", commit=HERE, source=work / "tests" / "suite, test.cpp")
    done = gate("--output", "github", cwd=work / "build",
                env={"GITHUB_WORKSPACE": str(work)} if workspace else None)
    assert done.returncode == 1
    assert "\n::error file=tests/suite%2C test.cpp,line=42,title=new-failure%3A Parser/Reads::" \
        in done.stdout
    assert "\n::warning file=tests/suite%2C test.cpp,line=7,title=slower%3A DepsLog/Load::" \
        in done.stdout


def test_a_place_outside_of_the_repository_is_no_place_of_an_annotation(history, gate, work):
    subprocess.run(["git", "init", "--quiet", work], check=True)
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": "failed"}, branch="topic", commit=HERE)
    assert "::error title=new-failure%3A Parser/Reads::" in gate("--output", "github").stdout


def test_the_quarantine_list_of_the_project_holds(history, gate, work):
    history.main(10, {"Net/Connects": 5.0})
    history.run({"Net/Connects": "failed"}, branch="topic", commit=HERE)
    (work / "testtracker-quarantine.txt").write_text("2999-01-01 Net/*  # slow DNS\n")
    done = gate()
    assert done.returncode == 0
    assert "in quarantine until 2999-01-01: slow DNS" in done.stdout
    (work / "testtracker-quarantine.txt").write_text("Net/*\n")
    done = gate()
    assert done.returncode == 2
    assert "line 1: 'Net/*' is not" in done.stderr


def test_slow_decay_shows_beside_a_reference(history, gate):
    history.run({"DepsLog/Load": 700.0}, name="release")
    for step in range(20):
        history.run({"DepsLog/Load": 1000.0 + 10 * step})
    history.run({"DepsLog/Load": 1190.0}, branch="topic", commit=HERE)
    assert gate().returncode == 0
    done = gate("--json", "--strict", "--reference", "release")
    assert done.returncode == 1
    assert found(done) == {"DepsLog/Load": ("slower-than-reference", "regression")}


def test_a_metric_is_judged_by_what_was_declared(history, gate):
    test = {"Model/Scores": 5.0}
    history.main(10, test, metrics={"Model/Scores": {"accuracy": 0.93}})
    worse = {"metrics": {"Model/Scores": {"accuracy": 0.70}}, "branch": "topic", "commit": HERE}
    history.run(test, **worse)
    done = gate("--strict", "--json")
    assert done.returncode == 0
    assert found(done) == {"Model/Scores/accuracy": ("metric-changed", "notice")}
    history.run(test, params={"Model/Scores": {"accuracy.worse": "lower", "accuracy.cases": "400"}},
                **worse)
    done = gate("--json")
    assert done.returncode == 1
    assert found(done) == {"Model/Scores/accuracy": ("metric-worse", "regression")}


def test_a_changed_unit_is_said_and_not_compared(history, gate):
    test = {"Model/Scores": 5.0}
    history.main(10, test, metrics={"Model/Scores": {"latency": 12.0}},
                 params={"Model/Scores": {"latency.unit": "ms"}})
    history.run(test, metrics={"Model/Scores": {"latency": 12000.0}}, branch="topic", commit=HERE,
                params={"Model/Scores": {"latency.unit": "us", "latency.worse": "higher"}})
    done = gate("--strict")
    assert done.returncode == 0
    assert "its unit was ms and is us" in done.stdout


def benchmark_report(nanoseconds, rows):
    """What Google Benchmark writes; `rows` is a counter of its own."""
    entry = {"name": "copy", "run_name": "copy", "run_type": "iteration", "iterations": 1000,
             "real_time": nanoseconds, "cpu_time": nanoseconds, "time_unit": "ns",
             "items_per_second": 1e9 / nanoseconds, "rows": rows}
    return json.dumps({"context": {"executable": "./bench"}, "benchmarks": [entry]})


def test_what_a_benchmark_measures_is_judged_without_a_word_of_its_own(testtracker, gate, work):
    def imported(number, nanoseconds, rows, **where):
        (work / "report.json").write_text(benchmark_report(nanoseconds, rows))
        where = {"BRANCH": "main", "COMMIT": f"{number:040x}", "BUILD": str(number), **where}
        testtracker("import", "-q", "report.json", env={
            "TESTTRACKER_SERVER_START": "never",
            **{f"TESTTRACKER_{name}": value for name, value in where.items()}})

    for number in range(1, 10):
        imported(number, 100 + number % 3, 1000 + number)
    imported(10, 150, 700, BRANCH="topic", COMMIT=HERE)
    judged = gate("--strict", "--json", "--offline")
    assert found(judged) == {
        "bench/copy/real_time_ns": ("metric-worse", "regression"),
        "bench/copy/cpu_time_ns": ("metric-worse", "regression"),
        "bench/copy/items_per_second": ("metric-worse", "regression"),
        "bench/copy/rows": ("metric-changed", "notice")}
    (work / "testtracker.toml").write_text(
        '[[metrics]]\nname = "rows"\nworse = "lower"\nunit = "rows"\n')
    assert found(gate("--strict", "--json", "--offline"))["bench/copy/rows"] == \
        ("metric-worse", "regression")


# What cannot be judged

def test_without_a_history_nothing_is_judged(history, gate):
    history.run({"Parser/Reads": "failed"}, branch="topic", commit=HERE)
    done = gate()
    assert done.returncode == 3
    assert "cannot judge: there are 0 runs of main on linux" in done.stdout


def test_a_commit_without_a_run_is_not_judged(history, gate):
    history.main(3, {"Parser/Reads": 5.0})
    done = gate()
    assert done.returncode == 3
    assert "run the tests first" in done.stdout


def test_a_server_that_is_away_is_no_clean_run(history, gate):
    history.run({"Parser/Reads": 5.0}, branch="topic", commit=HERE, delivered=False)
    done = gate(env={"MLFLOW_TRACKING_URI": "http://127.0.0.1:1"})
    assert done.returncode == 3
    assert "cannot judge: " in done.stdout


def test_a_server_that_dies_in_the_middle_is_no_clean_run(history, gate, server, work):
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": 5.0}, branch="topic", commit=HERE)
    server.add_faults({"route": "*session.jsonl.gz", "skip": 4, "times": None, "action": "cut"})
    done = gate("--output", "markdown=gate.md", "-q",
                env={"TESTTRACKER_CACHE": str(work / "empty")})
    assert done.returncode == 3
    assert "testtracker: cannot judge: " in done.stderr
    assert "⚠️" in (work / "gate.md").read_text()


def test_a_server_that_pages_slowly_is_waited_for(history, gate, server):
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": 5.0}, branch="topic", commit=HERE)
    server.add_faults({"route": "runs/search", "times": None, "effect": True, "action": "slow",
                       "delay_s": 1, "trickle_s": 1})
    assert gate().returncode == 0


def test_a_server_without_artifacts_is_judged_by_params_and_metrics(history, gate, server):
    server.set_options(artifacts="disabled")
    history.main(10, {"Parser/Reads": 5.0})
    history.run({"Parser/Reads": "failed"}, branch="topic", commit=HERE)
    done = gate()
    assert done.returncode == 1, done.stdout
    assert "10 runs are known only by their params and metrics" in done.stdout


def test_a_deleted_run_is_named(history, gate, server):
    history.main(3, {"Parser/Reads": 5.0})
    run = server.state()["runs"][0]["info"]["run_id"]
    delete_run(server, run)
    done = gate(run)
    assert done.returncode == 3
    assert f"mlflow runs restore --run-id {run}" in done.stdout


def test_another_platform_is_no_baseline(history, gate):
    history.main(10, {"Parser/Reads": 5.0}, environment=[("TESTTRACKER_PLATFORM", "windows")])
    history.run({"Parser/Reads": 5.0}, branch="topic", commit=HERE)
    assert gate().returncode == 3


def test_words_that_nobody_knows_are_wrong_usage(gate):
    assert gate("--fail-on", "slow").returncode == 2
    assert gate("--output", "pdf=x").returncode == 2
    assert gate("--output", "json=").returncode == 2


# Without a server

def test_offline_the_sessions_of_this_machine_are_the_history(spool, testtracker):
    history = History(spool, lambda path: testtracker("upload", path, env={
        "MLFLOW_TRACKING_URI": "http://127.0.0.1:1", **IMPATIENT,
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}))
    for _ in range(10):
        with pytest.raises(AssertionError):  # the server is away; the context is kept
            history.run({"Parser/Reads": 5.0, "Parser/Writes": 5.0})
    history.run({"Parser/Reads": "failed", "Parser/Writes": 5.0}, branch="topic", commit=HERE,
                delivered=False)
    done = testtracker("gate", env={"TESTTRACKER_COMMIT": HERE})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "✗ Parser/Reads" in done.stdout
    assert "no MLflow server is configured" in done.stdout


# --confirm

MOODY = f"""#!{sys.executable}
import json, pathlib, sys
sys.path.insert(0, {str(ROOT / "tests" / "cli")!r})
from journal_program import Journal

chosen = [word.split(".")[-1] for word in sys.argv if word.startswith("--gtest_filter=")]
outcomes = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())
journal = Journal()
for name in chosen:
    journal.test(name, *outcomes[name])
is_good = all(outcomes[name][0] == "passed" for name in chosen)
journal.write("program_ended", passed=is_good)
sys.exit(0 if is_good else 1)
"""


@pytest.fixture
def moody(work):
    """A test program whose tests end as they are told to: moody(Loads=("passed", 5.0))."""
    program = work / "moody.py"
    program.write_text(MOODY)
    program.chmod(0o755)

    def tell(**outcomes):
        program.with_suffix(".json").write_text(json.dumps(outcomes))
        return program

    return tell


def test_confirm_finds_the_flake(history, gate, moody):
    history.main(10, {"Suite/Loads": 5.0, "Suite/Saves": 5.0})
    history.run({"Suite/Loads": "failed", "Suite/Saves": 5.0}, branch="topic", commit=HERE,
                executable=moody(Loads=("passed", 5.0)))
    assert gate().returncode == 1
    done = gate("--confirm", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "running again: Suite/Loads (1 of 1)" in done.stderr
    assert found(done) == {"Suite/Loads": ("flaky", "warning")}


def test_confirm_finds_the_break(history, gate, moody):
    history.main(10, {"Suite/Loads": 5.0})
    history.run({"Suite/Loads": "failed"}, branch="topic", commit=HERE,
                executable=moody(Loads=("failed",)))
    done = gate("--confirm", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"][0]["confirmed"]


def test_confirm_tells_a_slowdown_from_noise(history, gate, moody):
    history.main(10, {"Suite/Loads": 800.0})
    program = moody(Loads=("passed", 1300.0))
    history.run({"Suite/Loads": 1310.0}, branch="topic", commit=HERE, executable=program)
    assert gate("--confirm").returncode == 1
    moody(Loads=("passed", 805.0))
    done = gate("--confirm", "--json")
    assert done.returncode == 0
    assert found(done) == {"Suite/Loads": ("slower", "notice")}


def test_confirm_delivers_nothing(history, gate, moody, server, spool):
    history.main(10, {"Suite/Loads": 5.0})
    history.run({"Suite/Loads": "failed"}, branch="topic", commit=HERE,
                executable=moody(Loads=("passed", 5.0)))
    before = len(server.state()["runs"]), sorted(pathlib.Path(spool).rglob("*"))
    assert gate("--confirm").returncode == 0
    assert (len(server.state()["runs"]), sorted(pathlib.Path(spool).rglob("*"))) == before


def test_confirm_says_what_it_could_not_run(history, gate):
    history.main(10, {"Suite/Loads": 5.0})
    history.run({"Suite/Loads": "failed"}, branch="topic", commit=HERE)
    done = gate("--confirm")
    assert done.returncode == 1
    assert "Suite/Loads was run again and nobody reported how it ended" in done.stdout
