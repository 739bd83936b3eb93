"""testtracker report: sessions shown offline, from folders and archives."""

import gzip
import json
import pathlib
import re
import xml.etree.ElementTree

import pytest
from written_session import WrittenSession

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"
NOON = 1_764_072_000 * 10**9  # 2025-11-25 12:00:00 UTC
MINUTE = 60 * 10**9


def begin_session(spool, name, started=NOON, alive=False):
    """A session with one program, in which a test passed."""
    session = WrittenSession(spool, name, alive=alive, started=started,
                             command=("/build/engine_test",))
    program = session.program("engine_test")
    program.test("Engine", "Stops")
    return session, program


def green_session(spool, name, started):
    session, program = begin_session(spool, name, started)
    program.end()
    return session


@pytest.fixture
def spool(environment):
    return environment["TESTTRACKER_SPOOL"]


@pytest.fixture
def red(spool):
    """A session of which one test of three failed."""
    session, program = begin_session(spool, "red")
    program.test("Engine", "Flies", "skipped")
    program.test("Engine", "Starts", "failed", failure="\x1b[31m1 is not 2\x1b[0m\nat all")
    program.end(passed=False)
    return session


def output(result):
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def test_the_newest_session_is_shown_by_default(testtracker, spool, red):
    green_session(spool, "older", NOON - MINUTE)
    text = output(testtracker("report"))
    assert text.startswith("engine_test: 1 of 3 tests failed")
    assert text == output(testtracker("report", "--last"))
    assert "older" not in text


def test_a_failure_is_shown_with_its_text_and_how_to_run_it_again(testtracker, red):
    text = output(testtracker("report"))
    assert "/src/suite_test.cpp:42: Failure\n    1 is not 2\n    at all\n" in text
    assert "again: /build/engine_test --gtest_filter=Engine.Starts" in text
    assert "\x1b" not in text


def test_a_session_is_found_by_id_and_by_folder(testtracker, spool, red):
    green_session(spool, "newest", NOON + MINUTE)
    by_id = output(testtracker("report", "red"))
    assert "1 of 3 tests failed" in by_id
    assert by_id == output(testtracker("report", red.path))


def test_several_sessions_are_shown_one_after_the_other(testtracker, spool, red):
    green_session(spool, "green", NOON + MINUTE)
    text = output(testtracker("report", "green", "red"))
    assert text.index("The only test passed") < text.index("1 of 3 tests failed")


def test_an_undelivered_session_says_how_to_deliver_it(testtracker, red):
    assert f"To deliver it: testtracker upload {red.path}\n" in output(testtracker("report"))


def test_a_delivered_session_says_where_it_is(testtracker, red):
    red.mark_delivered("http://mlflow.example/#/experiments/1/runs/2")
    text = output(testtracker("report"))
    assert "In MLflow: http://mlflow.example/#/experiments/1/runs/2\n" in text


def test_a_running_session_is_reported_as_running(testtracker, spool):
    session, program = begin_session(spool, "live", alive=True)
    program.begin("Engine", "Starts")
    assert "Running: 1 of 2 tests done" in output(testtracker("report"))
    session.leave()


def test_a_test_that_died_with_its_process_crashed(testtracker, spool):
    _, program = begin_session(spool, "dead")
    program.begin("Engine", "Explodes")
    program.die()
    text = output(testtracker("report"))
    assert "Engine.Explodes\n    crashed" in text


def test_damage_is_mentioned(testtracker, spool):
    _, program = begin_session(spool, "torn")
    program.damage()
    program.end()
    assert "Warning: 1 line of the journals could not be read" in output(testtracker("report"))


def test_html_is_one_file_that_asks_for_nothing(testtracker, work, red):
    assert output(testtracker("report", "--html", "r.html")) == "HTML report: r.html\n"
    page = (work / "r.html").read_text()
    assert "1 of 3 tests failed" in page
    assert not re.search(r"src=|<link|url\(", page)


def test_html_goes_to_stdout(testtracker, work, red):
    testtracker("report", "--html", "r.html")
    assert output(testtracker("report", "--html", "-")) == (work / "r.html").read_text()


def test_junit_is_xml_with_the_same_counts(testtracker, red):
    root = xml.etree.ElementTree.fromstring(output(testtracker("report", "--junit", "-")))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("3", "1", "1")
    failure = root.find(".//testcase[@name='Starts']/failure")
    assert failure.text == "/src/suite_test.cpp:42: Failure\n1 is not 2\nat all"


def test_json_has_every_test(testtracker, red):
    session, = json.loads(output(testtracker("report", "--json")))["sessions"]
    assert (session["id"], session["verdict"], session["delivery"]) == ("red", "failed", "waiting")
    assert session["counts"]["failed"] == 1
    assert {test["name"]: test["status"] for test in session["tests"]} == {
        "Starts": "failed", "Flies": "skipped", "Stops": "passed"}


def test_an_archive_from_mlflow_is_a_session_too(testtracker, work):
    lines = (GOLDEN / "session_archive.jsonl").read_bytes()
    (work / "session.jsonl.gz").write_bytes(gzip.compress(lines))
    assert "engine #30 f3eb639a: 2 of 5 tests failed" in output(
        testtracker("report", "session.jsonl.gz"))


def test_a_file_that_is_no_archive_is_refused_with_its_name(testtracker, work):
    (work / "notes.txt").write_text("hello\n")
    result = testtracker("report", "notes.txt")
    assert result.returncode == 1
    assert result.stderr.startswith("testtracker: notes.txt: read session archive, line 1: ")


def test_the_list_shows_the_spool_newest_first(testtracker, spool, red):
    green_session(spool, "green", NOON + MINUTE).mark_delivered("http://x")
    lines = output(testtracker("report", "--list")).splitlines()
    assert lines[0].split() == [
        "STARTED", "PROGRAM", "TESTS", "FAILED", "VERDICT", "DELIVERY", "SESSION"]
    assert lines[1].split() == ["2025-11-25", "12:01:00", "UTC", "engine_test", "1", "0", "passed",
                                "in", "MLflow", "green"]
    assert lines[2].split() == ["2025-11-25", "12:00:00", "UTC", "engine_test", "3", "1", "failed",
                                "not", "delivered", "red"]


def test_the_list_is_json_on_demand(testtracker, red):
    session, = json.loads(output(testtracker("report", "--list", "--json")))["sessions"]
    assert (session["id"], session["tests"], session["delivered"]) == ("red", 3, False)


def test_an_empty_spool_says_what_to_do(testtracker, spool):
    result = testtracker("report")
    assert result.returncode == 1
    assert result.stderr.startswith(f"testtracker: there is no session in {spool}/sessions yet; ")
    assert output(testtracker("report", "--list")) == f"There is no session in {spool}/sessions.\n"


def test_an_unknown_session_says_where_it_was_looked_for(testtracker, spool, red):
    result = testtracker("report", "blue")
    assert result.returncode == 1
    assert f"no id in {spool}/sessions; `testtracker report --list`" in result.stderr


def test_a_folder_that_is_no_session_is_refused(testtracker, work):
    result = testtracker("report", work)
    assert result.returncode == 1
    assert "there is neither a session.json nor a journal in it" in result.stderr


def test_a_newer_journal_is_left_alone(testtracker, spool):
    session = green_session(spool, "future", NOON)
    (journal,) = session.path.glob("*.journal")
    journal.write_text(journal.read_text().replace('"1.0"', '"2.0"'))
    result = testtracker("report")
    assert result.returncode == 1
    assert "newer" in result.stderr


def test_a_report_that_cannot_be_written_says_why(testtracker, red):
    result = testtracker("report", "--html", "missing/r.html")
    assert result.returncode == 1
    assert result.stderr == (
        "testtracker: write the HTML report to missing/r.html: No such file or directory\n")


@pytest.mark.parametrize("arguments", [
    ["--list", "red"], ["--last", "red"], ["red", "red", "--html", "x"],
    ["--html", "-", "--junit", "-"],
])
def test_what_contradicts_itself_is_a_usage_error(testtracker, red, arguments):
    result = testtracker("report", *arguments)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
