"""history.html in a real browser, from a file and within MLflow, and the trend view that shows what
changed: thirty builds with a slowdown from build 20, a breakage from build 28, a flaky test."""

import json
import pathlib
import re
import subprocess
import urllib.request

import pytest
from built_program import PROGRAM, clean_environment
from local_mlflow import LocalMlflow
from mlflow_ui import TrendPage, close_assistant, report_frame, windows
from written_history import BROKEN, FLAKY, SLOWER, write_build, write_history

SLOWER_KEY, BROKEN_KEY, FLAKY_KEY = ("/".join(test) for test in (SLOWER, BROKEN, FLAKY))


@pytest.fixture
def page_file(testtracker, spool, tmp_path):
    write_history(spool)
    testtracker("history", "--offline", "--html", tmp_path / "history.html")
    return tmp_path / "history.html"


@pytest.fixture
def page(browser, page_file):
    """The file, opened; it must complain about nothing and ask nobody for anything."""
    complaints = []
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: complaints.append(request.url)
            if request.url != page_file.as_uri() else None)
    page.goto(page_file.as_uri())
    yield page
    page.close()
    assert complaints == []


def findings(place):
    return [item.inner_text().split("\n")[0:2] for item in place.locator("#findings li").all()]


def keys(place):
    return place.locator("#rows tr.row > td:first-child button").all_inner_texts()


def test_what_changed_stands_first(page):
    assert findings(page) == [["broken", BROKEN_KEY], ["slower", SLOWER_KEY], ["flaky", FLAKY_KEY]]


def test_a_row_opens_its_chart(page):
    page.locator("#rows tr.row", has_text=SLOWER_KEY).first.click()
    assert page.locator(".detail svg.chart circle").count() == 30
    assert page.locator(".detail svg.chart line.step").count() == 1
    assert "since #20 " in page.locator(".detail li").inner_text()
    page.locator(".detail svg.chart circle").nth(19).hover()
    assert page.locator("#tip").inner_text().startswith("#20 ")


def test_a_release_is_a_dotted_line_and_a_finding(testtracker, spool, browser, tmp_path):
    for build in [1, *range(85, 101)]:
        write_build(spool, build, factor=1 + 0.003 * build, slower_from=999, broken_from=999)
    file = tmp_path / "history.html"
    testtracker("history", "--offline", "--runs", "12", "--reference", "order_book-main-1", "--html", file)
    page = browser.new_page()
    page.goto(file.as_uri())
    assert ["slower", SLOWER_KEY] in findings(page)
    finding = page.locator("#findings li", has_text=SLOWER_KEY).inner_text()
    assert re.search(r"since #1 \w{8}: 116 ms → 15\d ms \(\+3\d %\)", finding)
    page.locator("#rows tr.row", has_text=SLOWER_KEY).first.click()
    assert page.locator(".detail svg.chart line.reference").count() == 1
    page.close()


def test_search_chips_and_sorting(page):
    assert len(keys(page)) == 8
    page.locator("#search").fill("venue")
    assert keys(page) == [FLAKY_KEY]
    page.locator("#search").fill("")
    page.locator("#chips button", has_text="Broken").click()
    assert keys(page) == [BROKEN_KEY]
    page.locator("#chips button", has_text="All").click()
    page.locator("th button", has_text="Change").click()
    assert keys(page)[0] == SLOWER_KEY
    page.locator("th button", has_text="Outcomes").click()
    assert keys(page)[0] == FLAKY_KEY


def test_hostile_names_stay_text(testtracker, spool, browser, tmp_path):
    hostile = "</script><img src=x onerror=\"document.title='broken'\">\u2028"
    for build in range(1, 11):
        session = write_build(spool, build)
        for journal in pathlib.Path(session.path).glob("*.journal"):
            text = journal.read_text()
            journal.write_text(text.replace(json.dumps("ReplaysTheLog"), json.dumps(hostile)))
    testtracker("history", "--offline", "--html", tmp_path / "history.html")
    page = browser.new_page()
    page.goto((tmp_path / "history.html").as_uri())
    assert page.title().startswith("History of order_book/main/")
    assert page.locator("img").count() == 0
    assert page.locator("#rows tr.row").count() == 8
    page.close()


@pytest.fixture(scope="module", params=["3.17.2", "2.22.5"])
def thirty_builds(request, tmp_path_factory):
    """URL of a server that holds them; what `upload` printed last; the version."""
    directory = tmp_path_factory.mktemp("thirty")
    environment = clean_environment(directory)
    write_history(directory / "spool", context=False)
    with LocalMlflow(request.param, directory / "mlflow") as server:
        done = subprocess.run([PROGRAM, "upload", "--all", "--tracking-uri", server.url,
                               "--experiment", "order_book"], cwd=directory, env=environment,
                              check=False, capture_output=True, text=True, timeout=240,
                              stdin=subprocess.DEVNULL)
        assert done.returncode == 0 and not done.stderr, done.stderr
        yield server.url, done.stdout, request.param


@pytest.fixture
def visit(browser, thirty_builds, screenshots):
    with windows(browser, screenshots, thirty_builds[2]) as open_:
        yield open_


def last_link(thirty_builds, pattern):
    return re.findall(pattern, thirty_builds[1])[-1]


def view_of(thirty_builds, name):
    """The state of a prepared view, from the experiment's tags."""
    url = thirty_builds[0] + "/api/2.0/mlflow/experiments/get-by-name?experiment_name=order_book"
    with urllib.request.urlopen(url) as reply:
        tags = {tag["key"]: tag["value"] for tag in json.load(reply)["experiment"]["tags"]}
    return json.loads(json.loads(tags[f"mlflow.sharedViewState.testtracker_{name}"])["state"])


def test_the_trend_view_shows_what_changed_behind_the_summary(visit, thirty_builds):
    trend = TrendPage(visit(last_link(thirty_builds, r"(http\S+testtracker_trend\S+)"), "thirty"))
    close_assistant(trend.page)
    trend.wait_for_line("tests/failed", points=30)
    # Cards are drawn when they come into sight.
    trend.page.get_by_placeholder("Search metric charts").fill("MatchesManyLevels_dur_ms")
    trend.wait_for_line(SLOWER_KEY + "_dur_ms", points=30)
    values = [value for _, value in trend.lines()[SLOWER_KEY + "_dur_ms"]]
    assert min(values[19:]) > 1.5 * max(values[:19])


def test_the_trend_view_has_exactly_the_changed_tests(thirty_builds):
    charts = [chart["metricKey"] for chart in view_of(thirty_builds, "trend")["compareRunCharts"]]
    assert charts[:3] == ["tests/failed", "tests/duration_s", "tests/total"]
    expected = [key + "_dur_ms" for key in (SLOWER_KEY, FLAKY_KEY, BROKEN_KEY)]
    # An old server takes 5,000 bytes: as many as fit.
    assert charts[3:] == expected[:len(charts) - 3]
    assert len(charts) == 6 or thirty_builds[2] == "2.22.5"


def test_the_status_view_has_exactly_the_changed_tests(visit, thirty_builds):
    columns = view_of(thirty_builds, "status")["selectedColumns"]
    assert columns == ["metrics.`tests/failed`", "tags.`git.branch`",
                       f"metrics.`{SLOWER_KEY}_dur_ms`", f"params.`{FLAKY_KEY}`",
                       f"params.`{BROKEN_KEY}`"]
    link = last_link(thirty_builds, r"(http\S+testtracker_trend\S+)")
    page = visit(link.replace("testtracker_trend", "testtracker_status").replace("CHART", "TABLE"),
                 "thirty_status")
    page.get_by_text("failed: suite_test.cpp:42").first.wait_for()


def test_the_history_works_within_mlflow(visit, thirty_builds):
    run = last_link(thirty_builds, r"(http\S+/runs/[0-9a-f]{32})\b")
    frame = report_frame(visit(run + "/artifacts/history.html", "history"))
    frame.locator("#findings li").first.wait_for()
    assert findings(frame) == [["broken", BROKEN_KEY], ["slower", SLOWER_KEY],
                               ["flaky", FLAKY_KEY]]
    frame.locator("#search").fill("manylevels")
    frame.locator("#rows tr.row", has_text=SLOWER_KEY).first.click()
    assert frame.locator(".detail svg.chart circle").count() == 30
