"""Three recorded builds of a suite, delivered to a real MLflow, seen by a person with a browser.

The third build breaks Engine.Starts; Engine.Warms gets slower with every build.
"""

import os
import pathlib
import re
import subprocess
import types

import pytest
from built_program import BUILD, PROGRAM, clean_environment
from local_mlflow import LocalMlflow
from mlflow_ui import (ComparePage, TrendPage, close_assistant, report_frame, table_rows,
                       windows)

SAMPLE = pathlib.Path(os.environ.get("TESTTRACKER_ENGINE_SAMPLE",
                                     BUILD / "tests" / "browser" / "engine_sample"))
COMMITS = {1: "5b0c7f21" * 5, 2: "c94e1ad8" * 5, 3: "f3eb639a" * 5}


def record(build, environment, directory):
    """Runs the suite as its developer would; without a server, so that it stays in the spool."""
    result = subprocess.run(
        [SAMPLE], cwd=directory, check=False, capture_output=True, timeout=60,
        env={**environment, "ENGINE_BUILD": str(build), "TESTTRACKER_BUILD": str(build),
             "TESTTRACKER_COMMIT": COMMITS[build], "TESTTRACKER_BRANCH": "main",
             "TESTTRACKER_SUITE": "engine", "TESTTRACKER_PROGRAM": "/nonexistent"})
    assert result.returncode == (1 if build == 3 else 0), result.stderr


def deliver(environment, directory, url):
    """Uploads everything and returns the links that were printed."""
    result = subprocess.run([PROGRAM, "upload", "--all", "--tracking-uri", url,
                             "--experiment", "engine"],
                            cwd=directory, env=environment, check=False, capture_output=True,
                            text=True, timeout=120, stdin=subprocess.DEVNULL)
    assert result.returncode == 0, result.stderr
    links = re.findall(r"http://\S+", result.stdout + result.stderr)
    found = types.SimpleNamespace(trend=None, run=None, compare=None)
    for link in links:
        if "viewStateShareKey=testtracker_trend" in link:
            found.trend = link
        elif "/compare-runs?" in link:
            found.compare = link
        elif re.search(r"/runs/[0-9a-f]{32}$", link):
            found.run = link
    return found


@pytest.fixture(scope="module", params=["3.17.2", "2.22.5"])
def build_three(request, tmp_path_factory):
    """The links of the third build, with the server's version."""
    directory = tmp_path_factory.mktemp("engine")
    environment = clean_environment(directory)
    with LocalMlflow(request.param, directory / "mlflow") as server:
        links = None
        for build in (1, 2, 3):
            record(build, environment, directory)
            links = deliver(environment, directory, server.url)
        links.version = request.param
        yield links


@pytest.fixture
def visit(browser, build_three, screenshots):
    """Opens a link in a new window; the last thing it shows is kept as a picture."""
    with windows(browser, screenshots, build_three.version) as open_:
        yield open_


def test_the_trend_link_shows_a_line_through_three_builds(visit, build_three):
    trend = TrendPage(visit(build_three.trend, "trend"))
    close_assistant(trend.page)
    for card in ("tests/failed", "tests/total"):
        trend.wait_for_line(card, points=3)
    lines = trend.lines()
    assert lines["tests/failed"] == [(1, 0), (2, 0), (3, 1)]
    assert lines["tests/total"] == [(1, 5), (2, 5), (3, 5)]


def test_the_trend_page_puts_the_summary_first(visit, build_three):
    trend = TrendPage(visit(build_three.trend, "trend_order"))
    trend.wait_for_line("tests/failed", points=3)
    assert trend.cards()[0] == "tests/failed"


def test_a_slower_test_is_a_rising_line(visit, build_three):
    trend = TrendPage(visit(build_three.trend, "slower"))
    trend.page.get_by_placeholder("Search metric charts").fill("Engine/Warms_dur_ms")
    trend.wait_for_line("Engine/Warms_dur_ms", points=3)
    steps, values = zip(*trend.lines()["Engine/Warms_dur_ms"])
    assert steps == (1, 2, 3)
    assert list(values) == sorted(values)
    assert values[2] > 1.5 * values[0]


def test_the_status_view_shows_the_failed_test_in_every_build(visit, build_three):
    link = build_three.trend.replace("testtracker_trend", "testtracker_status")
    page = visit(link.replace("CHART", "TABLE"), "status")
    page.get_by_text("failed: engine_sample.cpp:").first.wait_for()
    assert page.get_by_text("passed", exact=True).count() == 2


def test_the_compare_link_shows_the_changed_tests(visit, build_three):
    compare = ComparePage(visit(build_three.compare, "compare"))
    changed = {row[0]: row[1:] for row in compare.changed_parameters()}
    assert set(changed) == {"Engine/Starts", "Engine/Starts_exception"}
    newer, older = changed["Engine/Starts"]
    assert newer.startswith("failed: engine_sample.cpp:")
    assert older == "passed"


def test_the_run_page_shows_the_note(visit, build_three):
    page = visit(build_three.run, "run")
    page.get_by_role("heading", name="#3 f3eb639a").wait_for()
    page.get_by_text("1 of 5 tests, 1 skipped").wait_for()
    page.get_by_text("Expected equality of these values: rpm Which is: 0 800").first.wait_for()
    assert page.get_by_text("Failed", exact=True).first.is_visible()


def test_the_note_leads_to_the_comparison(visit, build_three):
    page = visit(build_three.run, "note")
    link = page.get_by_role("link", name="compare with #2 c94e1ad8")
    link.wait_for()
    page.goto(link.evaluate("(link) => link.href"))
    assert "Engine/Starts" in [row[0] for row in ComparePage(page).changed_parameters()]


def test_the_table_opens_as_a_table_with_the_failed_test_first(visit, build_three):
    page = visit(build_three.run + "/artifacts/tests.json", "table")
    rows = table_rows(page)
    assert [row[:2] for row in rows] == [
        ["Engine/Starts", "failed"], ["Engine/Flies", "skipped"], ["Engine/Stops", "passed"],
        ["Engine/Warms", "passed"], ["Gearbox/Shifts", "passed"]]


def test_the_html_report_works_within_mlflow(visit, build_three):
    frame = report_frame(visit(build_three.run + "/artifacts/report.html", "report"))
    assert frame.locator(".lead").inner_text() == "1 of 5 tests failed."
    assert "the engine stands still" in frame.locator("#failures pre").first.inner_text()
    frame.locator("#search").fill("gearbox")
    frame.locator("#rows button", has_text="Shifts").wait_for()
    assert frame.locator("#rows .row").count() == 1
