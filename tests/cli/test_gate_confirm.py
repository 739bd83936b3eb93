"""testtracker gate --confirm with real programs: GoogleTest, Catch2 2 and 3, with listeners and
without, under ctest and alone. Each has a test that breaks, one that flakes, one that was slow."""

import json
import os
import shutil
import subprocess

import pytest

from judged_history import History
from uploads import IMPATIENT, server, spool, upload  # noqa: F401 (fixtures)

HERE = "f" * 40
WHERE = {"TESTTRACKER_COMMIT": HERE, "MLFLOW_EXPERIMENT_NAME": "lab", "TESTTRACKER_PLATFORM": "linux", "TESTTRACKER_SUITE": "suite"}

UNDELIVERED = {"MLFLOW_TRACKING_URI": "", "TESTTRACKER_SERVER_START": "never"}


def program_of(name):
    path = os.environ.get(f"TESTTRACKER_MOODY_{name}")
    return path or pytest.skip(f"{name} is not built")


class Moods:
    """Tells tests how to end: moods.once("connects"), moods.always("reads")."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def once(self, test):
        (self.folder / test).write_text("once")

    def always(self, test):
        (self.folder / test).write_text("always")


@pytest.fixture
def moods(tmp_path):
    return Moods(tmp_path / "moods")


@pytest.fixture
def testtracker(testtracker, moods, server):
    def run(*arguments, env=None, **options):
        return testtracker(*arguments, **options, env={
            "MOODS": str(moods.folder), "MLFLOW_TRACKING_URI": server.url, **WHERE, **IMPATIENT,
            **(env or {})})
    return run


@pytest.fixture
def session_of(testtracker):
    """Records a program: session_of("CATCH2_V3")(commit)."""
    return lambda kind: lambda commit: testtracker(
        "run", "--wait", "0", "--", program_of(kind), env={**UNDELIVERED, "TESTTRACKER_COMMIT": commit})


@pytest.fixture
def main(spool, upload, work):
    """Writes a main on which the tests of a recorded session passed, each within a millisecond."""
    def write(session):
        tests = {(test["suite"], test["name"]): 1.0 for test in session["tests"]
                 if not test.get("has_cases")}
        assert tests and session["counts"]["failed"] == 0
        history = History(spool, upload, work)
        environment = [(name, value) for name, value in WHERE.items() if "COMMIT" not in name]
        history.main(8, tests, environment=environment)
    return write


@pytest.fixture
def newest(testtracker):
    return lambda: json.loads(testtracker("report", "--json").stdout)["sessions"][0]


@pytest.fixture
def judge(testtracker, main, newest, moods, spool):
    """Records in a good mood for main's sake, in the mood of `tell` for the commit, and judges that:
    key → (finding, weight, confirmed). `record` makes a session of a commit."""
    def run(record, tell, env=None):
        record("e" * 40)
        main(newest())
        tell(moods)
        record(HERE)
        done = testtracker("gate", "--confirm", "--json", "-q", newest()["id"], env=env)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        verdict = json.loads(done.stdout)
        assert verdict["notices"] == []
        return {finding["key"]: (finding["finding"], finding["weight"], finding["confirmed"])
                for finding in verdict["findings"]}
    return run


FLAKE = ("flaky", "warning", False)
BREAK = ("new-failure", "regression", True)
NOISE = ("slower", "notice", False)
SLOWER = ("slower", "regression", True)


@pytest.mark.parametrize("kind", ["GOOGLETEST", "GOOGLETEST_UNTRACKED"])
def test_googletest(judge, session_of, kind):
    def tell(moods):
        moods.once("connects")
        moods.always("sends")
        moods.once("loads")
        moods.once("grows1")
        moods.always("grows2")
        moods.once("adds_char")
        moods.always("adds_long")

    found = judge(session_of(kind), tell)
    assert found == {
        "Net/Connects": FLAKE, "Net/Sends": BREAK, "DepsLog/Loads": NOISE,
        "Sizes.Buffer/Grows.0": FLAKE, "Sizes.Buffer/Grows.1": BREAK,
        "My.Number.0/Adds": FLAKE, "My.Number.1/Adds": BREAK}


def test_a_slow_test_stays_slow(judge, session_of):
    found = judge(session_of("GOOGLETEST"), lambda moods: moods.always("loads"))
    assert found == {"DepsLog/Loads": SLOWER}


def test_of_two_programs_with_the_same_tests_the_right_one_runs_again(testtracker, newest, moods,
                                                                      work):
    other = work / "other_program"
    shutil.copy(program_of("GOOGLETEST"), other)

    def record(commit, branch, build):
        command = f"{program_of('GOOGLETEST')}; MOODS={work} {other}"
        testtracker("run", "--wait", "60", "--", "sh", "-c", command, env={
            "TESTTRACKER_COMMIT": commit, "TESTTRACKER_BRANCH": branch, "TESTTRACKER_BUILD": build})

    for build in "123":
        record(build * 40, "main", build)
    moods.always("sends")
    record(HERE, "topic", "4")
    done = testtracker("gate", "--confirm", "--json", "-q", newest()["id"])
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["key"].startswith("Net/Sends") and finding["key"] != "Net/Sends"
    assert (finding["finding"], finding["weight"], finding["confirmed"]) == BREAK


CATCH2 = ["connects", "reads", "star", "times", "negative", "tilde", "section"]


@pytest.mark.parametrize("kind", ["CATCH2_V2", "CATCH2_V3", "CATCH2_V2_UNTRACKED",
                                  "CATCH2_V3_UNTRACKED"])
@pytest.mark.parametrize("mood, expected", [("once", FLAKE), ("always", BREAK)])
def test_catch2(judge, session_of, kind, mood, expected):
    def tell(moods):
        for test in CATCH2[:5]:
            getattr(moods, mood)(test)
        moods.once("loads")

    found = judge(session_of(kind), tell)
    has_durations = kind != "CATCH2_V2_UNTRACKED"  # what it prints has none
    assert sorted(found.values()) == sorted([expected] * 5 + [NOISE] * has_durations)


@pytest.mark.parametrize("kind", ["CATCH2_V2", "CATCH2_V3"])
@pytest.mark.parametrize("mood, expected", [("once", FLAKE), ("always", BREAK)])
def test_catch2_names_with_a_tilde_and_sections(judge, session_of, kind, mood, expected):
    def tell(moods):
        for test in CATCH2[5:]:
            getattr(moods, mood)(test)

    found = judge(session_of(kind), tell)
    assert sorted(found.values()) == [expected] * 2


# The moods are known to the entries of ctest alone.
ELSEWHERE = {"MOODS": "/nonexistent"}
PROJECT = r"""
cmake_minimum_required(VERSION 3.22)
project(lab NONE)
enable_testing()
add_test(NAME "unit (all) [x].*$ + \\ 1" COMMAND ${PROGRAM} --gtest_filter=Net.*:DepsLog.*)
add_test(NAME unit COMMAND ${PROGRAM} --gtest_filter=*Buffer*)
add_test(NAME "a;script" COMMAND sh -c "! test -e ${MOODS}/script")
add_test(NAME "idle" COMMAND true)
set_tests_properties("unit (all) [x].*$ + \\ 1" unit PROPERTIES ENVIRONMENT "MOODS=${MOODS}")
"""


@pytest.fixture
def project(tmp_path, moods):
    """A build tree whose entries alone know where the moods are."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "CMakeLists.txt").write_text(PROJECT)
    build = tmp_path / "build"
    subprocess.run(["cmake", "-S", source, "-B", build, f"-DMOODS={moods.folder}",
                    f"-DPROGRAM={program_of('GOOGLETEST')}"], check=True, stdout=subprocess.DEVNULL)
    return build


def test_entries_of_testtracker_ctest(judge, testtracker, project):
    def tell(moods):
        moods.once("connects")
        moods.always("sends")
        moods.once("loads")
        moods.once("grows2")
        moods.always("script")

    def record(commit):
        testtracker("ctest", "--wait", "0", "--test-dir", project,
                    env={**ELSEWHERE, **UNDELIVERED, "TESTTRACKER_COMMIT": commit})

    found = judge(record, tell, env=ELSEWHERE)
    script = next(key for key in found if "script" in key)
    assert found == {"Net/Connects": FLAKE, "Net/Sends": BREAK, "DepsLog/Loads": NOISE,
                     "Sizes.Buffer/Grows.1": FLAKE, script: BREAK}


def test_cases_of_a_plain_ctest(judge, testtracker, project, environment, work):
    """The environment of an entry is known to ctest alone."""
    def tell(moods):
        moods.once("connects")
        moods.always("sends")
        moods.once("loads")

    def record(commit):
        subprocess.run(["ctest", "--test-dir", project, "-R", "unit"], cwd=work, check=False,
                       env={**environment, **WHERE, **UNDELIVERED, "TESTTRACKER_COMMIT": commit},
                       stdout=subprocess.DEVNULL)

    found = judge(record, tell, env=ELSEWHERE)
    assert found == {"Net/Connects": FLAKE, "Net/Sends": BREAK, "DepsLog/Loads": NOISE}
