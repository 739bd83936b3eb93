"""GoogleTest's own tests as a project that knows nothing of testtracker: 45 ctest entries, hundreds
of processes, death tests, programs that fail on purpose. The listener comes by the injection file;
what it recorded must agree with GoogleTest's own report, name by name.

By hand: tests/support/run_pytest 3.17.2 tests/googletest_suite (uses the program of the dev preset).
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from built_program import PROGRAM  # noqa: E402
from read_journals import journals, sessions  # noqa: E402

SOURCE = pathlib.Path("/usr/src/googletest")
DIRECTORY = pathlib.Path(
    os.environ.get("TESTTRACKER_TEST_DIRECTORY", ROOT / "build" / "dev" / "tests/googletest_suite")
)
BUILD = DIRECTORY / "build"
ENTRIES = 45

# Their main() never calls RUN_ALL_TESTS: they print a flag or throw, and scripts look at that.
PROGRAMS_WITHOUT_TESTS = {
    "googletest-color-test_", "googletest-env-var-test_", "googletest-throw-on-failure-test_",
    "gtest_throw_on_failure_ex_test",
}
# They run their tests several times from main(); GoogleTest's report holds the last time, which has
# fewer tests.
PROGRAMS_WITH_SEVERAL_RUNS = {"gtest_environment_test", "gtest_repeat_test"}
# Their report calls a test passed that an environment's set-up kept from running.
REPORTED_WRONG = {("gtest_skip_in_environment_setup_test", "Test.AlwaysFails"): "skipped"}
# GoogleTest prints something and leaves, or a death test executes its program anew.
SILENT_ARGUMENT = re.compile(r'"(--gtest_list_tests|--help|--gtest_help|-h|-\?|/\?|-help|--HELP'
                             r'|--gtest_unknown[^"]*|--gtest_internal_run_death_test=[^"]*)"')


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout[-5000:]}"
    return done.stdout


def digest_of_sources():
    digest = hashlib.sha256()
    for path in sorted(path for path in SOURCE.rglob("*") if path.is_file()):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def variables(**more):
    """Of somebody who set up nothing but a spool; the uploader is none. GoogleTest's own scripts
    would leave compiled modules beside its sources the first time."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("TESTTRACKER", "GTEST", "MLFLOW", "CTEST"))}
    return {**environment, "TESTTRACKER_PROGRAM": "/bin/true", "PYTHONDONTWRITEBYTECODE": "1",
            **more}


def run_ctest(name, *before, **environment):
    """Runs the suite with a spool of its own; returns ctest's output and the only session."""
    spool = DIRECTORY / f"spool_{name}"
    shutil.rmtree(spool, ignore_errors=True)
    said = run(*before, "ctest", "-j2", cwd=BUILD,
               env=variables(TESTTRACKER_SPOOL=str(spool), **environment))
    (session,) = sessions(spool)
    return said, session


def report_of(session):
    """What `testtracker report` makes of the session."""
    return json.loads(run(PROGRAM, "report", "--json", session, env=variables()))["sessions"][0]


@pytest.fixture(scope="module")
def built():
    """Builds the suite; the sources as they were before."""
    before = digest_of_sources()
    run("cmake", "-S", SOURCE, "-B", BUILD, "-G", "Ninja", "-DBUILD_GMOCK=OFF",
        "-Dgtest_build_tests=ON", "-Dgtest_build_samples=ON",
        f"-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES={ROOT}/cmake/TestTrackerInject.cmake")
    run("cmake", "--build", BUILD, "--parallel", "2")
    return before


@pytest.fixture(scope="module")
def recorded(built):
    """One run under plain ctest in which GoogleTest writes its own reports too."""
    reports = DIRECTORY / "json"
    shutil.rmtree(reports, ignore_errors=True)
    said, session = run_ctest("recorded", GTEST_OUTPUT=f"json:{reports}/")
    return said, session, reports


@pytest.fixture(scope="module")
def report(recorded):
    _, session, _ = recorded
    return report_of(session)


@pytest.fixture(scope="module")
def wrapped(built):
    """The same by `testtracker ctest`: what it said, what it reports."""
    said, session = run_ctest("wrapped", PROGRAM, TESTTRACKER_SERVER_START="never")
    return said, report_of(session)


def started_by_ctest():
    """The programs that ctest starts itself, as it tells."""
    entries = json.loads(run("ctest", "--show-only=json-v1", cwd=BUILD))["tests"]
    programs = {pathlib.Path(entry["command"][0]).name for entry in entries}
    return {name for name in programs if not name.startswith("python")}


def status_in(case):
    """GoogleTest's word for a test case of its JSON report, in ours."""
    if case["status"] == "NOTRUN":
        return "disabled" if "DISABLED_" in case["classname"] + case["name"] else "skipped"
    if case["result"] == "SKIPPED":
        return "skipped"
    return "failed" if case.get("failures") else "passed"


def own_reports(reports):
    """GoogleTest's reports of what ctest starts: program → list of test cases."""
    found = {}
    for program in started_by_ctest() - PROGRAMS_WITHOUT_TESTS - PROGRAMS_WITH_SEVERAL_RUNS:
        suites = json.loads((reports / f"{program}.json").read_text())["testsuites"]
        # A failure outside of all tests has a case without a name.
        found[program] = [case for suite in suites for case in suite["testsuite"] if case["name"]]
    return found


def test_every_entry_passes(recorded):
    said, _, _ = recorded
    assert f"100% tests passed, 0 tests failed out of {ENTRIES}" in said


def test_the_session_is_green(report):
    assert report["verdict"] == "passed"
    assert report["counts"]["failed"] == 0


def test_numbers_and_statuses_agree_with_googletests_own_report(recorded, report):
    _, _, reports = recorded
    theirs = {(program, f"{case['classname']}.{case['name']}"): status_in(case)
              for program, cases in own_reports(reports).items() for case in cases}
    theirs.update(REPORTED_WRONG)
    # A failure in a program that succeeds nevertheless is one that it expects.
    ours = {(test["program"], f"{test['suite']}.{test['name']}"):
            test["status"].replace("expected_failure", "failed")
            for test in report["tests"] if not test.get("nested") and not test.get("outside_tests")
            and test["program"] not in PROGRAMS_WITH_SEVERAL_RUNS}
    assert ours == theirs
    assert len(ours) > 1500


def test_durations_agree_with_googletests_own_report(recorded):
    _, session, reports = recorded
    theirs = {program: {f"{case['classname']}.{case['name']}": float(case["time"][:-1]) * 1000
                        for case in cases if case["status"] == "RUN"}
              for program, cases in own_reports(reports).items()}
    differences = []
    for journal in journals(session):
        if not journal.is_nested and journal.program in theirs:
            last = {test.full_name: test.duration_ms for test in journal.tests
                    if test.status != "disabled"}  # of a repeated test, as their report has it
            differences += [abs(duration - theirs[journal.program][name])
                            for name, duration in last.items() if name in theirs[journal.program]]
    assert len(differences) > 1500
    # They count whole milliseconds; what is above was taken from one of the two by the scheduler.
    assert sum(difference < 1.5 for difference in differences) > 0.98 * len(differences)
    assert max(differences) < 500


def test_programs_started_by_tests_are_there_and_nested(recorded, report):
    _, session, _ = recorded
    nested = [journal.program for journal in journals(session) if journal.is_nested]
    top_level = [journal.program for journal in journals(session) if not journal.is_nested]
    assert sorted(top_level) == sorted(started_by_ctest() - PROGRAMS_WITHOUT_TESTS)
    assert len(nested) > 150
    assert report["nested_counts"]["failed"] > 50  # they fail on purpose


def test_the_wrapper_has_ctests_numbers(wrapped):
    said, report = wrapped
    assert f"100% tests passed, 0 tests failed out of {ENTRIES}" in said
    counts = report["entry_counts"]
    assert (counts["total"], counts["passed"], counts["failed"]) == (ENTRIES, ENTRIES, 0)
    shown = json.loads(run("ctest", "--show-only=json-v1", cwd=BUILD))["tests"]
    assert {entry["name"] for entry in report["entries"]} == {entry["name"] for entry in shown}
    assert report["verdict"] == "passed"


def test_the_wrapper_has_the_cases_that_plain_ctest_has(wrapped, report):
    def cases(of):
        return {(test["program"], f"{test['suite']}.{test['name']}"): test["status"]
                for test in of["tests"] if not test.get("nested") and test["program"] != "ctest"}
    _, by_wrapper = wrapped
    assert cases(by_wrapper) == cases(report)
    assert by_wrapper["nested_counts"] == report["nested_counts"]


def test_every_case_stands_beneath_the_entry_that_ran_it(wrapped):
    _, report = wrapped
    entries = {entry["name"]: entry for entry in report["entries"]}
    of_programs = [test for test in report["tests"] if not test.get("nested")]
    assert {test.get("entry") for test in of_programs if test["program"] != "ctest"} <= set(entries)
    assert all(test["program"].startswith(test["entry"]) for test in of_programs
               if test["program"] != "ctest")
    # What has no cases counts as a test itself.
    assert {test["name"] for test in of_programs if test["program"] == "ctest"} == {
        name for name, entry in entries.items() if entry["cases"] == 0}


def test_no_process_is_missing(built):
    if shutil.which("strace") is None:
        pytest.skip("strace, the witness, is not installed")
    trace = DIRECTORY / "strace.txt"
    _, session = run_ctest("witnessed", "strace", "--follow-forks", "--quiet=all", "-s", "4096",
                           "-e", "trace=execve", "-e", "status=successful", "-e", "signal=none",
                           "-o", trace)
    started = {}
    pattern = re.compile(rf'^(\d+) +execve\("{re.escape(str(BUILD))}/[^"]*/([^"/]+)", (\[.*?\]), 0x',
                         re.MULTILINE)
    for pid, program, arguments in pattern.findall(trace.read_text()):
        if program not in PROGRAMS_WITHOUT_TESTS and not SILENT_ARGUMENT.search(arguments):
            started[int(pid)] = program
    recorded = {journal.start["pid"]: journal.program for journal in journals(session)}
    assert recorded == started
    assert len(started) > 200


def test_programs_without_tests_are_what_we_take_them_for(built):
    for program in PROGRAMS_WITHOUT_TESTS:
        assert "return RUN_ALL_TESTS()" not in (SOURCE / "googletest" / "test" / f"{program}.cc").read_text()


def test_not_a_file_of_the_project_changed(built):
    assert digest_of_sources() == built
