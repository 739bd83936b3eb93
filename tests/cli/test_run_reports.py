"""testtracker run --report: programs that tell their results in a report only."""

import os
import subprocess
import sys

import pytest

DOCTEST = os.environ.get("TESTTRACKER_REPORTED_DOCTEST", "")
BOOST = os.environ["TESTTRACKER_REPORTED_BOOST"]
SUITE = "import time\ndef test_adds(): assert 1 + 1 == 2\ndef test_fails(): assert 1 == 2\n"


def statuses(report):
    return {test["name"]: test["status"] for test in report["tests"]}


@pytest.mark.parametrize("reporter", ["xml", "junit"])
def test_a_doctest_program_has_the_results_of_its_report(run, report, reporter):
    if not DOCTEST:
        pytest.skip("there is no doctest")
    done = run("--report", "out.xml", "--", DOCTEST, f"-r={reporter}", "--out=out.xml")
    assert done.returncode == 1
    seen = report()
    assert statuses(seen) == {"adds": "passed", "subtracts": "failed", "ends": "passed"}
    assert seen["verdict"] == "failed"


def test_a_boost_program_keeps_its_console(run, report):
    alone = subprocess.run([BOOST, "--logger=HRF"], capture_output=True, text=True, check=False)
    done = run("--report", "out.xml", "--", BOOST, "--logger=HRF:JUNIT,all,out.xml")
    assert done.stdout == alone.stdout
    assert statuses(report()) == {"adds": "passed", "subtracts": "failed"}


def test_what_a_killed_program_wrote_is_kept_beside_its_crash(run, report):
    if not DOCTEST:
        pytest.skip("there is no doctest")
    done = run("--report", "out.xml", "--", DOCTEST, "-r=xml", "--out=out.xml",
               env={"REPORTED_END": "kill"})
    assert done.returncode == 137
    assert "out.xml, line" in done.stderr
    assert statuses(report()) == {"adds": "passed", "subtracts": "failed", "Program": "crashed"}


def test_a_suite_in_any_language_is_recorded_by_its_junit_file(run, report, work):
    (work / "test_it.py").write_text(SUITE)
    done = run("--report", "out.xml", "--", sys.executable, "-m", "pytest", "-p", "no:cacheprovider",
               "--junitxml=out.xml", "test_it.py")
    assert done.returncode == 1
    assert statuses(report()) == {"test_adds": "passed", "test_fails": "failed"}


def test_several_reports_are_one_session(run, report, work):
    (work / "one.py").write_text("def test_a(): pass\n")
    (work / "two.py").write_text("def test_b(): assert False\n")
    script = "; ".join(f"{sys.executable} -m pytest -p no:cacheprovider --junitxml=out/{name}.xml "
                       f"{name}.py" for name in ("one", "two"))
    done = run("--report", "out", "--", "sh", "-c", script)
    assert done.returncode == 1
    assert statuses(report()) == {"test_a": "passed", "test_b": "failed"}


def test_a_program_that_exits_with_success_excuses_failures(run, report, work):
    (work / "test_it.py").write_text(SUITE)
    command = f"{sys.executable} -m pytest -p no:cacheprovider --junitxml=out.xml test_it.py || :"
    run("--report", "out.xml", "--", "sh", "-c", command)
    assert statuses(report())["test_fails"] == "expected_failure"


def test_an_old_report_is_not_read_and_its_absence_is_a_failure(run, report, work):
    (work / "out.xml").write_text("<testsuite name='S'><testcase name='Old'/></testsuite>")
    done = run("--report", "out.xml", "--", "true")
    assert done.returncode == 0
    assert "out.xml was there before" in done.stderr
    seen = report()
    assert statuses(seen) == {"Program": "failed"} and seen["verdict"] == "failed"


def test_a_report_that_is_not_written_is_a_failure(run, report):
    done = run("--report", "none.xml", "--", "true")
    assert done.returncode == 0 and "none.xml" in done.stderr
    assert report()["verdict"] == "failed"


def test_old_reports_beside_new_ones_in_a_folder_are_passed_over(run, report, work):
    (work / "out").mkdir()
    (work / "out" / "old.xml").write_text("<testsuite name='S'><testcase name='Old'/></testsuite>")
    new = "<testsuite name='S'><testcase name='New'/></testsuite>"
    done = run("--report", "out", "--", "sh", "-c", f'echo "{new}" > out/new.xml')
    assert "out" not in done.stderr.split("testtracker: 1 test")[0]
    assert statuses(report()) == {"New": "passed"}
