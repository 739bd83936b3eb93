"""Three recorded builds of a suite, delivered to a real MLflow, seen by a person with a browser.

The third build breaks Engine.Starts; Engine.Warms gets slower with every build.
"""

import pytest
from built_program import clean_environment
from engine_builds import deliver, record
from local_mlflow import LocalMlflow
from mlflow_ui import (ComparePage, TrendPage, close_assistant, report_frame, table_rows,
                       windows)


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
