"""testtracker run with Catch2 programs that have no listener."""

import os
import pathlib
import pty
import subprocess
import xml.etree.ElementTree as xml

import pytest

PROGRAMS = {version: os.environ.get(f"TESTTRACKER_UNMODIFIED_CATCH2_V{version}", "")
            for version in (2, 3)}
STEADY = ["--order", "decl", "--rng-seed", "1"]


@pytest.fixture
def catch2():
    if not PROGRAMS[3]:
        pytest.skip("there is no Catch2 3")
    return PROGRAMS[3]


@pytest.fixture
def catch2_v2():
    if not PROGRAMS[2]:
        pytest.skip("there is no Catch2 2")
    return PROGRAMS[2]


def statuses(report):
    return {test["name"]: test["status"] for test in report["tests"]}


def own_report(program, *flags):
    """Name to status, as Catch2's own XML has them."""
    done = subprocess.run([program, *STEADY, "-r", "xml", *flags], capture_output=True, check=False)
    expected = {}
    for case in xml.fromstring(done.stdout).iter("TestCase"):
        result = case.find("OverallResult")
        has_failed = case.find(".//Expression[@success='false']") is not None
        expected[case.get("name")] = (
            "skipped" if result.get("skips", "0") != "0" else
            "failed" if result.get("success") == "false" else
            "expected_failure" if has_failed else "passed")
    return expected


def test_every_test_has_the_status_of_catch2s_own_report(catch2, run, report):
    assert run("--", catch2).returncode == subprocess.run([catch2], capture_output=True,
                                                          check=False).returncode
    recorded = statuses(report())
    assert recorded == own_report(catch2) and len(recorded) == 9


@pytest.mark.parametrize("version", PROGRAMS)
@pytest.mark.parametrize("flags", [[], ["--success"], ["--durations", "no"], ["-r", "compact"],
                                   ["--list-tests"], ["no such test"]])
def test_the_output_is_the_same_byte_by_byte(version, flags, run):
    if not PROGRAMS[version]:
        pytest.skip(f"there is no Catch2 {version}")
    command = [PROGRAMS[version], *STEADY, *flags]
    alone = subprocess.run(command, capture_output=True, text=True, check=False)
    done = run("--", *command)
    assert done.stdout == alone.stdout
    assert done.returncode == alone.returncode
    assert done.stderr.startswith(alone.stderr)


def test_failures_have_place_text_and_section(catch2, run, report):
    run("--", catch2)
    tests = {test["name"]: test for test in report()["tests"]}
    message = tests["fails in a section"]["message"]
    assert "unmodified_catch2.cpp:" in message and "CHECK( 1 + 1 == 3 )" in message
    assert "2 == 3" in message and "some information" in message
    assert "in section: outer / inner" in message
    assert "boom" in tests["throws"]["message"]
    assert tests["skips"]["message"] == "no disk"
    (long,) = [test for name, test in tests.items() if name.startswith("a name that is longer")]
    assert "CHECK( false )" in long["message"]


def test_what_a_test_prints_is_no_result(catch2, run, report):
    run("--", catch2, "passes and prints")
    assert statuses(report()) == {"passes and prints": "passed"}


@pytest.mark.parametrize("end, code", [("abort", 134), ("segv", 139)])
def test_a_signal_that_catch2_catches_ends_its_test(catch2, run, report, end, code):
    done = run("--", catch2, *STEADY, "[ending],throws", env={"UNMODIFIED_END": end})
    assert done.returncode == code
    recorded = statuses(report())
    assert recorded["ends"] == "crashed" and recorded["throws"] == "failed"
    assert "behind" not in recorded


@pytest.mark.parametrize("end, code", [("kill", 137), ("exit", 0)])
def test_a_program_that_disappears_fails_behind_its_last_test(catch2, run, report, environment,
                                                              end, code):
    done = run("--", catch2, *STEADY, "[ending],may fail", env={"UNMODIFIED_END": end})
    assert done.returncode == code
    seen = report()
    assert seen["verdict"] == "failed"
    assert statuses(seen)["may fail"] == "expected_failure"
    assert seen["tests"][0]["name"] == "Program"
    spool = pathlib.Path(environment["TESTTRACKER_SPOOL"])
    (journal,) = spool.glob("sessions/*/*-program.journal")
    assert 'behind \\"may fail\\"' in journal.read_text()


def test_a_hang_is_timed_out(catch2, run, report):
    done = run("--timeout", "1", "--", catch2, *STEADY, "[ending]", env={"UNMODIFIED_END": "hang"})
    assert done.returncode == 124
    assert statuses(report())["ends"] == "timed_out"


def test_tests_that_abort_leaves_out_are_not_run(catch2, run, report):
    run("--", catch2, *STEADY, "--abort")
    recorded = statuses(report())
    assert recorded["fails in a section"] == "failed"
    assert recorded["behind"] == "not_run"


@pytest.mark.parametrize("flags", [["-r", "xml"], ["-o", "own.txt"], ["--list-tests"], ["-sr", "tap"]])
def test_what_the_user_chose_stays_and_the_program_is_one_test(catch2, run, report, flags):
    run("--", catch2, *flags)
    (test,) = report()["tests"]
    assert test["name"] == "Program"


@pytest.mark.parametrize("chosen", [[], ["[ending],throws"], ["~throws"], ["hidden,may fail"]])
def test_every_test_of_version_2_has_the_status_of_its_own_report(catch2_v2, run, report, chosen):
    assert run("--", catch2_v2, *chosen).returncode == subprocess.run(
        [catch2_v2, *chosen], capture_output=True, check=False).returncode
    recorded = statuses(report())
    # Its XML calls a test with an expected failure a success.
    assert recorded == own_report(catch2_v2, *chosen) and recorded


def test_version_2_tells_failures_but_no_durations(catch2_v2, run, report):
    run("--", catch2_v2)
    tests = {test["name"]: test for test in report()["tests"]}
    assert "CHECK( 1 + 1 == 3 )" in tests["fails in a section"]["message"]
    assert "in section: outer / inner" in tests["fails in a section"]["message"]
    assert "boom" in tests["throws"]["message"]
    assert {test["duration_ms"] for test in tests.values()} == {None}


@pytest.mark.parametrize("end, code", [("abort", 134), ("segv", 139)])
def test_a_signal_ends_its_test_in_version_2(catch2_v2, run, report, end, code):
    done = run("--", catch2_v2, "[ending],throws,may fail", env={"UNMODIFIED_END": end})
    assert done.returncode == code
    assert statuses(report()) == {"throws": "failed", "may fail": "expected_failure",
                                  "ends": "crashed", "behind": "not_run"}


@pytest.mark.parametrize("end, status", [("kill", "crashed"), ("exit", "failed")])
def test_a_program_of_version_2_that_disappears_fails(catch2_v2, run, report, end, status):
    run("--", catch2_v2, "[ending],throws", env={"UNMODIFIED_END": end})
    assert statuses(report()) == {"throws": "failed", "Program": status}


def test_tests_that_abort_leaves_out_are_not_run_in_version_2(catch2_v2, run, report):
    run("--", catch2_v2, "--abort")
    recorded = statuses(report())
    assert recorded["passes and prints"] == "passed"
    assert recorded["fails in a section"] == "failed"
    assert recorded["throws"] == recorded["behind"] == "not_run"


def test_a_main_that_ignores_its_arguments_is_one_test(catch2_v2, run, report):
    """Asked for its tests it runs them instead of answering."""
    done = run("--", catch2_v2, env={"UNMODIFIED_IGNORES_ARGUMENTS": "1"})
    assert done.returncode == 5 and "test cases: 8 | 3 passed" in done.stdout
    (test,) = report()["tests"]
    assert (test["name"], test["status"]) == ("Program", "failed")


def test_tests_are_recorded_while_the_program_runs(catch2, program, environment, work):
    command = [program, "run", "--wait", "0", "--", catch2, *STEADY, "throws,[ending]"]
    with subprocess.Popen(command, env={**environment, "UNMODIFIED_END": "hang"}, cwd=work,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        spool = pathlib.Path(environment["TESTTRACKER_SPOOL"])
        try:
            while running.poll() is None:
                texts = [path.read_text() for path in spool.glob("sessions/*/*-program.journal")]
                if any('"test_ended"' in text for text in texts):
                    break
            assert running.poll() is None
        finally:
            running.terminate()


def test_on_a_terminal_the_program_sees_one(catch2, program, environment, work):
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(work)
        os.execve(program, [str(program), "run", "--wait", "0", "--", catch2, "behind"],
                  {**environment, "TERM": "xterm"})
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
    assert b"\x1b[" in output.split(b"testtracker:")[0]


def test_the_pipes_folder_is_gone_at_the_end(catch2, run, environment):
    run("--", catch2)
    assert not list(pathlib.Path(environment["TESTTRACKER_SPOOL"]).glob("sessions/*/report-*"))
