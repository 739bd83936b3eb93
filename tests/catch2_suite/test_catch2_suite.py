"""Catch2's own tests, SelfTest, as a project that knows nothing of testtracker. The listener comes
by the injection file; what it recorded must agree with Catch2's own XML reporter, name by name.

By hand: TESTTRACKER_CATCH2_3=$(scripts/fetch_catch2) \
           tests/support/run_pytest 3.17.2 tests/catch2_suite (uses the program of the dev preset).
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from read_journals import journals, sessions  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("TESTTRACKER_CATCH2_3", "/nowhere")) / "source"
PROGRAM = pathlib.Path(
    os.environ.get("TESTTRACKER_TEST_PROGRAM", ROOT / "build" / "dev" / "bin" / "testtracker")
)
DIRECTORY = pathlib.Path(
    os.environ.get("TESTTRACKER_TEST_DIRECTORY", ROOT / "build" / "dev" / "tests" / "catch2_suite")
)
BUILD = DIRECTORY / "build"


def run(*command, expect=0, **options):
    done = subprocess.run([str(word) for word in command], text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    assert expect is None or done.returncode == expect, f"{command}\n{done.stdout[-5000:]}"
    return done.stdout


def variables(**more):
    """Of somebody who set up nothing but a spool; the uploader is none."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("TESTTRACKER", "GTEST", "MLFLOW", "CTEST"))}
    return {**environment, "TESTTRACKER_PROGRAM": "/bin/true", **more}


@pytest.fixture(scope="module")
def selftest():
    """Builds SelfTest; its path."""
    run("cmake", "-S", SOURCE, "-B", BUILD, "-G", "Ninja", "-DCATCH_DEVELOPMENT_BUILD=ON",
        "-DCATCH_ENABLE_WERROR=OFF",
        f"-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES={ROOT}/cmake/TestTrackerInject.cmake")
    run("cmake", "--build", BUILD, "--parallel", "2", "--target", "SelfTest")
    return BUILD / "tests" / "SelfTest"


class Recorded:
    """One run: what was recorded and what Catch2's own XML reporter says of it."""

    def __init__(self, selftest, name, *arguments):
        self.spool = DIRECTORY / f"spool_{name}"
        self.xml = DIRECTORY / f"{name}.xml"
        shutil.rmtree(self.spool, ignore_errors=True)
        self.said = run(selftest, *arguments, "-r", "compact", "-r", f"xml::out={self.xml}",
                        expect=None, cwd=SOURCE,
                        env=variables(TESTTRACKER_SPOOL=str(self.spool)))
        (session,) = sessions(self.spool)
        (self.journal,) = journals(session)
        said = run(PROGRAM, "report", "--json", session, env=variables())
        self.report = json.loads(said)["sessions"][0]
        # The program refuses some control characters that XML cannot hold either.
        text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", self.xml.read_text(errors="replace"))
        self.theirs = ET.fromstring(text)

    def cases(self):
        """(name, tags) → its element, of Catch2's report."""
        return {(case.get("name"), case.get("tags", "")): case
                for case in self.theirs.iter("TestCase")}

    def tests(self):
        """(name, tags) → our word, of the journal. The listener appends the tags to some names."""
        found = {}
        started = [record for record in self.journal.records if record["event"] == "test_started"]
        for start, test in zip(started, self.journal.tests, strict=True):
            tags = "".join(f"[{tag}]" for tag in start.get("tags", []))
            found[test.name.removesuffix(f" {tags}") if tags else test.name, tags] = test
        return found


@pytest.fixture(scope="module")
def recorded(selftest):
    """The tests that Catch2's own ctest entry runs."""
    return Recorded(selftest, "default", "--order", "decl")


def is_skipped(case):
    return any(True for _ in case.iter("Skip"))


def test_every_case_is_recorded_once_under_its_own_name(recorded):
    cases, tests = recorded.cases(), recorded.tests()
    squeezed = {(" ".join(name.split()), tags) for name, tags in tests}
    assert {(" ".join(name.split()), tags) for name, tags in cases} == squeezed
    assert len(tests) == len(recorded.journal.tests) == len(cases)


def test_the_numbers_are_those_of_catch2(recorded):
    totals = recorded.theirs.find("OverallResultsCases")
    statuses = [test.status for test in recorded.journal.tests]
    assert {"passed": statuses.count("passed"), "failed": statuses.count("failed"),
            "expected_failure": statuses.count("expected_failure"),
            "skipped": statuses.count("skipped")} == {
        "passed": int(totals.get("successes")), "failed": int(totals.get("failures")),
        "expected_failure": int(totals.get("expectedFailures")),
        "skipped": int(totals.get("skips"))}
    assert len(statuses) > 400


def test_statuses_agree_name_by_name(recorded):
    tests = {(" ".join(name.split()), tags): test for (name, tags), test in
             recorded.tests().items()}
    differences = []
    for (name, tags), case in recorded.cases().items():
        status = tests[" ".join(name.split()), tags].status
        success = case.find("OverallResult").get("success") == "true"
        # Their attribute says true for an expected failure and for a skip.
        if success != (status in ("passed", "expected_failure", "skipped")):
            differences.append((name, status, success))
        if status == "skipped" and not is_skipped(case):
            differences.append((name, status, "no Skip in it"))
    assert differences == []


def test_the_verdict_is_the_programs_own(recorded):
    failed = int(recorded.theirs.find("OverallResultsCases").get("failures"))
    assert recorded.report["verdict"] == ("failed" if failed else "passed")
    assert recorded.report["counts"]["failed"] == failed


def test_parts_are_the_passes_of_tests_with_sections(recorded):
    parts = [record for record in recorded.journal.records if record["event"] == "part_ended"]
    sections = {section.get("name").strip() for section in recorded.theirs.iter("Section")}
    named = {name.strip() for part in parts for name in part.get("path", [])}
    squeezed = {" ".join(name.split()) for name in sections}
    assert {" ".join(name.split()) for name in named} <= squeezed
    assert len(parts) > 500


def test_failing_cases_agree_as_well(selftest):
    """With the hidden ones, most of which fail on purpose."""
    everything = Recorded(selftest, "failing", "--order", "decl", "[failing],[.]~[!throws]"
                                                                  "~[.benchmark]~[!benchmark]")
    totals = everything.theirs.find("OverallResultsCases")
    statuses = [test.status for test in everything.journal.tests]
    assert statuses.count("failed") == int(totals.get("failures"))
    assert statuses.count("expected_failure") == int(totals.get("expectedFailures"))
    assert statuses.count("skipped") == int(totals.get("skips"))
    assert statuses.count("passed") == int(totals.get("successes"))
    assert statuses.count("failed") > 20
