"""report.html in a real browser: what a person can do with it, also within MLflow's sandbox."""

import base64
import time

import pytest
from written_session import WrittenSession

HOSTILE = "</script><img src=x onerror=\"document.title='broken'\"> & \u2028'"


def record(spool):
    """A session of which two tests of five hundred ended badly."""
    program = WrittenSession(spool, "sample").program("engine_test")
    for number in range(497):
        program.test("Parser", f"Case{number:03}", duration_ms=1 + number % 7)
    program.test("Engine", "Stops", duration_ms=900)
    program.test("Engine", "Starts", "failed", failure="\x1b[31m1 is not 2\x1b[0m\nat all")
    program.test("Engine", HOSTILE, "failed", failure=HOSTILE)
    program.end(passed=False)


@pytest.fixture
def page_file(testtracker, spool, tmp_path):
    record(spool)
    testtracker("report", "--html", tmp_path / "report.html")
    return tmp_path / "report.html"


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def open_page(browser, page_file, complaints):
    """Opens the report; whatever the page complains about or asks the network for is noted."""
    contexts = []

    def open_(**options):
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 1000}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: complaints.append(request.url)
                if request.url != page_file.as_uri() else None)
        page.goto(page_file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def names(page):
    return [cell.strip() for cell in page.locator("#rows .row .c-test button").all_inner_texts()]


def test_failed_tests_come_first_with_their_text(open_page, screenshots):
    page = open_page()
    assert page.locator(".lead").inner_text() == "2 of 500 tests failed."
    story = page.locator("#failures li", has_text="Engine.Starts")
    assert "1 is not 2\nat all" in story.locator("pre").inner_text()
    assert names(page)[1] == "Engine.Starts"
    page.screenshot(path=screenshots / "report_page.png")


def test_the_cases_of_an_entry_of_ctest_are_one_click_away(testtracker, spool, tmp_path, browser):
    session = WrittenSession(spool, "sample")
    ctest = session.program("ctest", kind="ctest")
    for entry, status in (("lint", "passed"), ("parser", "failed"), ("engine", "passed")):
        ctest.test("ctest", entry, status)
    for entry, broken in (("parser", True), ("engine", False)):
        program = session.program(f"{entry}_test", entry=entry)
        program.test(entry, "Reads")
        program.test(entry, "Writes", "failed" if broken else "passed",
                     failure="1 is not 2" if broken else None)
        program.end(passed=not broken)
    ctest.end(passed=False)
    testtracker("report", "--html", tmp_path / "report.html")
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    rows = page.locator("section[aria-labelledby=entries-title] tbody tr")
    assert [row.split("\t")[1:3] for row in rows.all_inner_texts()] == [
        ["parser", "2, 1 failed"], ["engine", "2"], ["lint", ""]]
    page.get_by_role("button", name="2, 1 failed").click()
    assert names(page) == ["parser.Writes", "parser.Reads"]
    page.get_by_role("button", name="in entry parser").click()
    assert len(names(page)) == 5
    page.close()


def test_the_table_is_filtered_as_one_types(open_page):
    page = open_page()
    page.fill("#search", "parser 123")
    assert names(page) == ["Parser.Case123"]
    page.fill("#search", "no such test")
    assert page.locator("#shown").inner_text() == "No test matches."


def test_the_table_shows_one_kind_of_tests(open_page):
    page = open_page()
    page.get_by_role("button", name="Failed 2").click()
    assert len(names(page)) == 2
    assert page.get_by_role("button", name="Failed 2").get_attribute("aria-pressed") == "true"


def test_the_table_is_sorted_by_duration(open_page):
    page = open_page()
    page.get_by_role("button", name="Duration").click()
    assert names(page)[0] == "Engine.Stops"
    assert page.locator("th.c-time").get_attribute("aria-sort") == "descending"


def test_the_table_has_pages(open_page):
    page = open_page()
    page.get_by_role("button", name="Next").click()
    assert page.locator("#shown").inner_text() == "101 to 200 of 500"


def test_a_row_opens_by_keyboard_and_tells_more(open_page):
    page = open_page()
    button = page.locator("#rows button", has_text="Starts")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("#rows button", has_text="Starts").get_attribute("aria-expanded") == "true"
    assert "1 is not 2\nat all" in page.locator("#rows .detail").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Engine.Starts"


def test_a_row_opens_by_keyboard_while_text_is_marked_elsewhere(open_page):
    page = open_page()
    page.locator(".lead").select_text()
    page.locator("#rows button", has_text="Starts").press("Enter")
    assert page.locator("#rows .detail").is_visible()


def test_names_are_shown_and_never_run(open_page):
    page = open_page()
    assert page.title() != "broken"
    assert page.locator("img").count() == 0
    assert any("</script><img" in name for name in names(page))


def test_without_scripts_verdict_and_failures_are_there(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator(".lead").inner_text() == "2 of 500 tests failed."
    assert page.locator("#failures pre").first.is_visible()
    assert not page.locator("#explorer").is_visible()
    assert page.locator("noscript").is_visible()


def test_it_fits_a_phone(open_page, screenshots):
    page = open_page(viewport={"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=screenshots / "report_page_phone.png")


def test_it_follows_a_dark_theme(open_page, screenshots):
    dark = open_page(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert dark.evaluate(background) != open_page(color_scheme="light").evaluate(background)
    dark.screenshot(path=screenshots / "report_page_dark.png")


def test_it_works_in_a_sandbox_without_an_origin(browser, page_file):
    """As MLflow shows artifacts: an iframe that may run scripts and nothing else."""
    page = browser.new_page()
    page.set_content('<iframe sandbox="allow-scripts" width="1200" height="900"></iframe>')
    text = base64.b64encode(page_file.read_bytes()).decode()
    page.evaluate("""(text) => {
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const file = new Blob([bytes], {type: "text/html"});
      document.querySelector("iframe").src = URL.createObjectURL(file);
    }""", text)
    frame = page.frame_locator("iframe")
    frame.locator("#search").fill("parser 123")
    frame.locator("#rows button", has_text="Case123").wait_for()
    assert frame.locator("#rows .row").count() == 1
    page.close()


def test_twenty_thousand_tests_stay_usable(browser, testtracker, spool, tmp_path):
    program = WrittenSession(spool, "big").program()
    for number in range(20_000):
        program.test(f"Suite{number % 40}", f"Case{number:05}")
    program.end()
    testtracker("report", "--html", tmp_path / "big.html")
    page = browser.new_page()
    started = time.monotonic()
    page.goto((tmp_path / "big.html").as_uri())
    page.fill("#search", "case19999")
    assert names(page) == ["Suite39.Case19999"]
    print(f"opened and filtered in {time.monotonic() - started:.2f} s")
    page.close()
