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

from built_program import PROGRAM  # noqa: E402
from read_journals import journals, sessions  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("TESTTRACKER_CATCH2_3", "/nowhere")) / "source"
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


def built(build, *flags):
    """Builds SelfTest; its path."""
    run("cmake", "-S", SOURCE, "-B", build, "-G", "Ninja", "-DCATCH_DEVELOPMENT_BUILD=ON",
        "-DCATCH_ENABLE_WERROR=OFF", *flags)
    run("cmake", "--build", build, "--parallel", "2", "--target", "SelfTest")
    return build / "tests" / "SelfTest"


@pytest.fixture(scope="module")
def selftest():
    return built(BUILD,
                 f"-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES={ROOT}/cmake/TestTrackerInject.cmake")


@pytest.fixture(scope="module")
def unmodified():
    """The same without a listener."""
    return built(DIRECTORY / "unmodified")


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


STEADY = ["--order", "decl", "--rng-seed", "1"]


def theirs_of(program, *arguments):
    """[(name, success, skipped)] of their XML reporter."""
    path = DIRECTORY / "unmodified.xml"
    run(program, *STEADY, *arguments, "-r", f"xml::out={path}", expect=None, cwd=SOURCE)
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", path.read_text(errors="replace"))
    cases = [(case.get("name"), case.find("OverallResult"))
             for case in ET.fromstring(text).iter("TestCase")]
    return [(" ".join(name.split()), result.get("success") == "true", result.get("skips", "0") != "0")
            for name, result in cases]


def observed(program, *arguments):
    """What `testtracker run` records of it: its standard output and the journal."""
    spool = DIRECTORY / "spool_unmodified"
    shutil.rmtree(spool, ignore_errors=True)
    done = subprocess.run([PROGRAM, "run", "--wait", "0", "--", program, *STEADY, *arguments],
                          cwd=SOURCE, env=variables(TESTTRACKER_SPOOL=str(spool)), check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    (session,) = sessions(spool)
    (journal,) = [one for one in journals(session) if one.tests]
    return done, journal


@pytest.mark.parametrize("arguments", [[], ["[failing],[.]~[!throws]~[.benchmark]~[!benchmark]"]])
def test_without_a_listener_statuses_agree_and_the_output_is_the_same(unmodified, arguments):
    done, journal = observed(unmodified, *arguments)
    alone = subprocess.run([unmodified, *STEADY, *arguments], cwd=SOURCE, check=False,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL)
    assert done.returncode == alone.returncode
    addresses = re.compile(b"0x[0-9a-f]{16}")  # of the stack; different each time
    assert addresses.sub(b"0x", done.stdout) == addresses.sub(b"0x", alone.stdout)
    theirs = theirs_of(unmodified, *arguments)
    assert [(" ".join(test.name.split()), test.status in ("passed", "expected_failure", "skipped"))
            for test in journal.tests] == [(name, success) for name, success, _ in theirs]
    # A test that fails as expected and skips then is an expected failure; their word is for both.
    assert all(test.status == "skipped" if skips and test.status != "expected_failure"
               else test.status != "skipped"
               for test, (_, success, skips) in zip(journal.tests, theirs) if success)
