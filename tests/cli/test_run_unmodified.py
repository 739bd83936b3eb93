"""testtracker run with programs that have no listener: recorded from what they print."""

import json
import os
import pathlib
import pty
import subprocess

import pytest

PROGRAM = os.environ.get("TESTTRACKER_UNMODIFIED_PROGRAM", "")
WORDS = {"COMPLETED": "passed", "SKIPPED": "skipped", "SUPPRESSED": "disabled"}


@pytest.fixture
def spool(environment):
    return pathlib.Path(environment["TESTTRACKER_SPOOL"])


def statuses(report):
    return {f'{test["suite"]}.{test["name"]}': test["status"] for test in report["tests"]}


def own_report(tmp_path, *flags):
    """Name to status, as GoogleTest's own report has them."""
    path = tmp_path / "own.json"
    subprocess.run([PROGRAM, f"--gtest_output=json:{path}", *flags], stdout=subprocess.DEVNULL,
                   check=False)
    return {f'{test["classname"]}.{test["name"]}':
            "failed" if test.get("failures") else WORDS[test["result"]]
            for suite in json.loads(path.read_text())["testsuites"] for test in suite["testsuite"]}


def test_every_test_has_the_status_of_googletests_own_report(run, report, tmp_path):
    assert run("--", PROGRAM).returncode == 1
    recorded = statuses(report())
    assert recorded.pop("SetUpFails.SetUpTestSuite") == "failed"  # counted by no report of theirs
    expected = own_report(tmp_path)
    assert recorded == expected and len(expected) == 12


def test_brief_output_loses_no_test(run, report, tmp_path):
    run("--", PROGRAM, "--gtest_brief=1")
    recorded = statuses(report())
    expected = own_report(tmp_path)
    assert expected.items() <= recorded.items()


def test_the_output_is_the_same_byte_by_byte(run):
    flags = ["--gtest_print_time=0", "--gtest_color=yes"]
    alone = subprocess.run([PROGRAM, *flags], capture_output=True, text=True, check=False)
    assert run("--", PROGRAM, *flags).stdout == alone.stdout


def records(spool, event):
    (path,) = spool.glob("sessions/*/*-program.journal")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [line for line in lines if line["event"] == event]


def test_texts_places_parameters_and_properties_are_there(run, report, spool):
    run("--", PROGRAM)
    tests = {f'{test["suite"]}.{test["name"]}': test for test in report()["tests"]}
    assert "second line" in tests["Plain.Fails"]["message"]
    assert "boom" in tests["Plain.Throws"]["message"]
    assert tests["Plain.Skips"]["message"] == "no disk"
    assert tests["Plain.Passes"]["file"].endswith("unmodified_program.cpp")
    assert [(param["name"], param["value"]) for param in records(spool, "param")] == [
        ("rows", "5")]
    described = records(spool, "test_described")
    assert '"a, b"' in [line.get("value_param") for line in described]
    assert "int" in [line.get("type_param") for line in records(spool, "test_started")]
    assert len([line for line in records(spool, "failure") if "boom" in line["text"]]) == 1


@pytest.mark.parametrize("end, status, code", [
    ("abort", "crashed", 134), ("segv", "crashed", 139), ("kill", "crashed", 137),
    ("exit", "exited", 0)])
def test_a_program_that_ends_in_a_test_keeps_what_it_had(run, report, end, status, code):
    # A sanitizer would turn a fatal signal into an exit code of its own.
    done = run("--", PROGRAM, "--gtest_filter=Plain.*:Ending.*",
               env={"UNMODIFIED_END": end, "ASAN_OPTIONS": "handle_segv=0"})
    assert done.returncode == code
    recorded = statuses(report())
    assert recorded["Ending.InIt"] == status
    assert recorded["Plain.Fails"] == "failed" and recorded["Ending.Before"] == "passed"
    assert "Ending.Behind" not in recorded


def test_a_hang_is_timed_out(run, report):
    done = run("--timeout", "1", "--", PROGRAM, "--gtest_filter=Ending.*",
               env={"UNMODIFIED_END": "hang"})
    assert done.returncode == 124
    assert statuses(report())["Ending.InIt"] == "timed_out"


def test_repetitions_are_attempts(run, report):
    run("--", PROGRAM, "--gtest_filter=Ending.Before", "--gtest_repeat=3")
    (test,) = report()["tests"]
    assert test["attempts"] == 3


def test_a_reader_that_leaves_ends_the_program_as_it_would_alone(program, environment, work):
    command = f"{program} run --wait 0 -- {PROGRAM} --gtest_repeat=-1 2>/dev/null | head -n 1"
    done = subprocess.run(["sh", "-c", command], env=environment, cwd=work, timeout=60,
                          capture_output=True, text=True, check=True)
    assert "Repeating" in done.stdout or "Running" in done.stdout


def test_on_a_terminal_the_program_sees_one(program, environment, work):
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(work)
        os.execve(program, [str(program), "run", "--wait", "0", "--", PROGRAM,
                            "--gtest_filter=Ending.Before"], {**environment, "TERM": "xterm"})
    output = b""
    while True:
        try:
            piece = os.read(terminal, 1000)
        except OSError:
            break
        if not piece:
            break
        output += piece
    os.waitpid(pid, 0)
    os.close(terminal)
    assert b"\x1b[0;32m[       OK ] \x1b[mEnding.Before" in output


def test_a_report_that_the_user_wants_is_the_users(run, report, tmp_path):
    path = tmp_path / "mine.json"
    run("--", PROGRAM, f"--gtest_output=json:{path}", "--gtest_filter=Plain.*")
    assert json.loads(path.read_text())["tests"] == 5
    assert statuses(report())["Plain.Fails"] == "failed"


def test_the_reports_folder_is_gone_at_the_end(run, spool):
    run("--", PROGRAM)
    assert not list(spool.glob("sessions/*/report-*"))


@pytest.mark.parametrize("script, status", [("exit 0", "passed"), ("exit 3", "failed"),
                                            ("kill -9 $$", "crashed")])
def test_any_other_program_is_one_test(run, report, script, status):
    run("--", "sh", "-c", script)
    (test,) = report()["tests"]
    assert (test["name"], test["status"]) == ("Program", status)
