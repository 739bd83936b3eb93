"""`testtracker import`: reports of other tools become sessions; docs/import.md shows the same."""

import json
import pathlib
import shutil
import subprocess

import pytest

from conftest import ROOT
from uploads import IMPATIENT, content_of, server, spool  # noqa: F401

REPORTS = ROOT / "tests" / "golden" / "reports"


@pytest.fixture
def reports(work):
    """A folder as a build leaves it."""
    folder = work / "build" / "reports"
    folder.mkdir(parents=True)
    shutil.copy(REPORTS / "gtest.xml", folder / "unit_tests.xml")
    shutil.copy(REPORTS / "catch2_v3.xml", folder)
    (work / "build" / "project.xml").write_text("<project/>")
    return folder


@pytest.fixture
def imported(testtracker, server):
    """Runs `testtracker import` against the fake MLflow."""

    def run(*arguments, env=None, **options):
        return testtracker("import", *arguments, **options,
                           env={"MLFLOW_TRACKING_URI": server.url, **IMPATIENT, **(env or {})})

    return run


def test_reports_become_one_run(imported, server, reports):
    done = imported(*sorted(reports.glob("*.xml")))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "2 reports: 16 tests, 6 failed, 4 skipped"
    assert lines[1].split()[0] == "trend" and lines[2].split()[0] == "run"
    (run,) = content_of(server.state())
    assert run["status"] == "FAILED"
    params = dict(run["params"])
    assert params["Parser/FailsTwice"].startswith("failed: gtest_sample.cpp:12 Expected equality")
    assert params["catch2_sample/numbers add up"] == "passed"


def test_the_same_reports_are_imported_once(imported, server, reports):
    imported(*reports.iterdir())
    before = content_of(server.state())
    again = imported(reports)  # a folder this time
    assert again.returncode == 0
    assert again.stdout.startswith("already imported as import-")
    assert "  run " in again.stdout
    assert content_of(server.state()) == before


def test_again_makes_a_second_run(imported, server, reports):
    imported(reports)
    assert imported(reports, "--again").returncode == 0
    assert len(content_of(server.state())) == 2


def test_a_pattern_is_understood_without_a_shell(imported, reports):
    assert imported("build/*/*.xml").stdout.startswith("2 reports: 16 tests")


def test_a_report_comes_through_a_pipe(program, environment, work):
    done = subprocess.run([program, "import", "--no-upload", "-"], cwd=work, env=environment,
                          input=(REPORTS / "gtest.xml").read_bytes(), capture_output=True, timeout=60,
                          check=False)
    assert done.stdout.decode().startswith("1 report: 8 tests, 3 failed")


def test_a_folder_is_searched_for_reports_only(imported, reports):
    done = imported("build")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("2 reports")


def test_a_broken_report_costs_only_what_follows(imported, server, reports):
    whole = (reports / "unit_tests.xml").read_text()
    (reports / "unit_tests.xml").write_text(whole[:whole.index("Throws") + 200])
    done = imported(reports)
    assert done.returncode == 1
    assert "unit_tests.xml, line 22: the file ends here; </testcase> was expected" in done.stderr
    assert "2 results before it are kept" in done.stderr
    (run,) = content_of(server.state())
    params = dict(run["params"])
    assert "Parser/Passes" in params and "Parser/Throws" not in params
    assert run["status"] == "FAILED"


def test_what_is_no_report_is_named_with_what_would_be(imported, reports):
    done = imported(reports.parent / "project.xml", reports / "catch2_v3.xml")
    assert done.returncode == 1
    assert "project.xml, line 1" in done.stderr and "JUnit XML" in done.stderr
    assert done.stdout.startswith("1 report: 8 tests")


def test_a_missing_file_is_named(imported):
    done = imported("no_such_report.xml")
    assert done.returncode == 1 and "no_such_report.xml" in done.stderr


def test_without_files_it_says_what_to_type(imported):
    assert imported().returncode == 2


def test_no_upload_keeps_the_session_with_its_options(imported, testtracker, server, reports):
    done = imported(reports, "--no-upload", "--branch", "topic", "--build", "7", "--tag", "team=core")
    assert done.returncode == 0
    assert server.state()["runs"] == []
    command = done.stdout.splitlines()[1].removeprefix("kept, deliver with: testtracker ")
    assert testtracker(*command.split(), env={"MLFLOW_TRACKING_URI": server.url}).returncode == 0
    (run,) = server.state()["runs"]
    tags = {tag["key"]: tag["value"] for tag in run["data"]["tags"]}
    assert tags["git.branch"] == "topic" and tags["team"] == "core"
    assert {point["step"] for point in run["history"]} == {7}


def test_without_a_server_the_session_waits(testtracker, reports):
    done = testtracker("import", reports, env={"MLFLOW_TRACKING_URI": "http://127.0.0.1:9",
                                               **IMPATIENT})
    assert done.returncode == 3
    assert "kept, deliver with: testtracker upload import-" in done.stderr
    assert "import-" in testtracker("report", "--list").stdout


def test_json_tells_everything(imported, reports):
    document = json.loads(imported(reports, "--json").stdout)
    assert document["counts"]["total"] == 16
    assert {pathlib.Path(item["file"]).name: item["format"] for item in document["reports"]} == {
        "unit_tests.xml": "junit", "catch2_v3.xml": "catch2-xml"}
    assert document["outcome"] == "delivered" and document["run_url"].startswith("http://")
    assert document["already_imported"] is False and document["problems"] == []


def test_quiet_prints_nothing(imported, reports):
    done = imported(reports, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_program_can_be_given_a_name(testtracker, reports):
    testtracker("import", reports / "unit_tests.xml", "--program", "nightly", "--no-upload")
    (session,) = json.loads(testtracker("report", "--json").stdout)["sessions"]
    assert {test["program"] for test in session["tests"]} == {"nightly"}


def test_a_journal_from_elsewhere_is_taken_over(testtracker, imported, server, spool, reports):
    testtracker("import", reports / "unit_tests.xml", "--no-upload")
    (journal,) = pathlib.Path(spool).glob("sessions/*/*.journal")
    shutil.copy(journal, reports.parent / "machine2.journal")
    shutil.rmtree(spool)
    done = imported(reports.parent / "machine2.journal")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 report: 8 tests, 3 failed")
    assert len(server.state()["runs"]) == 1


def test_reports_without_tests_make_no_session(imported, server, work):
    (work / "empty.xml").write_text("<testsuites/>")
    done = imported("empty.xml")
    assert done.returncode == 1 and "there is no test" in done.stderr
    assert server.state()["runs"] == []


def test_what_a_killed_import_left_is_no_session_and_goes(spool, testtracker):
    leftover = pathlib.Path(spool) / "imports" / "import-x.4194305-1"
    leftover.mkdir(parents=True)
    assert testtracker("import", REPORTS / "gtest.xml", "--no-upload").returncode == 0
    assert list((pathlib.Path(spool) / "imports").iterdir()) == []
    assert len(list((pathlib.Path(spool) / "sessions").iterdir())) == 1


def test_every_golden_report_is_imported(testtracker):
    files = [path for path in REPORTS.iterdir() if path.is_file()]
    document = json.loads(testtracker("import", "--no-upload", "--json", *files).stdout)
    assert document["problems"] == []
    assert len(document["reports"]) == len(files)


def test_a_session_that_is_kept_can_be_judged_without_a_server(testtracker, reports, environment):
    testtracker("import", reports / "unit_tests.xml", "--no-upload", "--commit", "1" * 40,
                "--branch", "main")
    (context,) = pathlib.Path(environment["TESTTRACKER_SPOOL"]).glob("sessions/*/context.json")
    assert json.loads(context.read_text())["commit"] == "1" * 40
    shown = testtracker("history", "--offline")
    assert shown.returncode == 0 and "1 run, " in shown.stdout
