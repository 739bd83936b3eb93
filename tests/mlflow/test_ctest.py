"""ctest in MLflow, both ways: thousands of processes under plain ctest, and `testtracker ctest`."""

import gzip
import json
import os
import pathlib
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ONE_CASE = os.environ.get("TESTTRACKER_TEST_ONE_CASE", "")
SUITE = os.environ.get("TESTTRACKER_TEST_SUITE", "")


def ctest(*arguments, env, cwd, runner=()):
    return subprocess.run([*map(str, runner), "ctest", *arguments], env=env, cwd=cwd, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=300)


def ended_run(runs_of):
    """The only run, when it is over."""
    deadline = time.monotonic() + 90
    while not [run for run in runs_of() if run.info.status != "RUNNING"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (run,) = runs_of()
    return run


def archived(client, run, record):
    path = client.download_artifacts(run.info.run_id, "testtracker/session.jsonl.gz")
    with gzip.open(path, "rt") as lines:
        return [item for item in map(json.loads, lines) if item["record"] == record]


@pytest.mark.parametrize("jobs", ["-j1", "-j16"])
def test_three_thousand_processes_under_plain_ctest_are_one_run(
    client, environment, tmp_path, runs_of, spool, jobs
):
    (tmp_path / "CTestTestfile.cmake").write_text(
        "".join(f'add_test(case_{number} "{ONE_CASE}" "{number}")\n' for number in range(3000)))
    said = ctest(jobs, "--quiet", "-O", tmp_path / "log", env=environment, cwd=tmp_path)
    assert said.returncode == 8
    assert "30 tests failed out of 3000" in (tmp_path / "log").read_text()
    run = ended_run(runs_of)
    assert run.info.status == "FAILED"
    assert run.data.metrics["tests/total"] == 3000
    assert run.data.metrics["tests/failed"] == 30
    assert len(list(spool.glob("sessions/*/session.json"))) == 1
    tests = archived(client, run, "test")
    assert sorted(int(test["name"]) for test in tests) == list(range(3000))
    assert {int(test["name"]) for test in tests if test["status"] == "failed"} == set(
        range(0, 3000, 100))
    assert all(len(test["attempts"]) == 1 for test in tests)


def test_the_wrapper_tells_every_attempt_word_and_case(client, environment, tmp_path, program,
                                                       runs_of):
    (tmp_path / "CTestTestfile.cmake").write_text(f"""
        add_test(engine "{SUITE}")
        add_test(flaky sh -c "echo x >> '{tmp_path}/flaky'; test $(wc -l < '{tmp_path}/flaky') -ge 3")
        add_test(broken sh -c "echo the output; exit 3")
        add_test(slow sleep 60)
        set_tests_properties(slow PROPERTIES TIMEOUT 1)
        add_test(missing /nonexistent/program)
        """)
    plain = subprocess.run([SUITE], env={**environment, "TESTTRACKER": "off"}, check=False,
                           capture_output=True, text=True)
    cases = plain.stdout.count("[ RUN      ]")
    done = ctest("-j2", "--repeat", "until-pass:3", env=environment, cwd=tmp_path,
                 runner=[program])
    assert done.returncode == 8
    run = ended_run(runs_of)
    metrics = run.data.metrics
    assert (metrics["entries/total"], metrics["entries/failed"]) == (5, 3)
    assert (metrics["entries/timed_out"], metrics["entries/not_run"]) == (1, 1)
    assert metrics["tests/total"] == cases + 4  # the cases stand for their entry
    assert metrics["tests/flaky"] == 1
    assert run.data.tags["testtracker.flaky"] == "ctest/flaky"
    assert run.data.params["ctest/broken"].startswith("failed")
    assert run.data.params["ctest/slow"].startswith("timed_out")
    assert run.data.params["ctest/missing"].startswith("not_run")
    assert "ctest/engine" not in run.data.params
    (flaky,) = [test for test in archived(client, run, "test") if test["name"] == "flaky"]
    assert [attempt["status"] for attempt in flaky["attempts"]] == ["failed", "failed", "passed"]
    with open(client.download_artifacts(run.info.run_id, "log/ctest/broken.txt")) as text:
        assert "the output" in text.read()


@pytest.fixture(params=["system", "3.31.6", "4.1.2"])
def hooked(request, environment, tmp_path):
    """Runs a ctest of that version in a build tree whose CTestCustom.cmake includes the hook file."""
    if request.param != "system":
        made = subprocess.run([ROOT / "scripts" / "cmake_env", request.param], check=True, text=True,
                              stdout=subprocess.PIPE)
        environment["PATH"] = made.stdout.strip() + "/bin:" + environment["PATH"]
    (tmp_path / "CTestTestfile.cmake").write_text(
        "".join(f'add_test(case_{number} "{ONE_CASE}" "{number}")\n' for number in (1, 2, 100)))
    (tmp_path / "CTestCustom.cmake").write_text(
        f"include([[{ROOT}/cmake/TestTrackerCTestCustom.cmake]])\n")

    def run(*arguments, **variables):
        return ctest(*arguments, env={**environment, **variables}, cwd=tmp_path)
    return run


def test_with_the_hook_a_plain_ctest_ends_with_counts(hooked):
    done = hooked("-j3")
    assert done.returncode == 8
    assert "\ntesttracker: 3 tests, 1 failed: " in done.stdout


def test_the_hook_never_changes_what_ctest_says(hooked, environment, tmp_path):
    assert hooked("-R", "_[12]$").returncode == 0
    silent = hooked("-R", "_[12]$", TESTTRACKER_PROGRAM="/nonexistent")
    assert silent.returncode == 0 and "testtracker" not in silent.stdout + silent.stderr
    broken = hooked("-R", "_[12]$", TESTTRACKER_SPOOL="/dev/null/nowhere")
    assert broken.returncode == 0
    off = hooked("-R", "_[12]$", TESTTRACKER="off")
    assert off.returncode == 0 and "testtracker: " not in off.stdout
