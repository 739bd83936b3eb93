"""What a person sees on the pages of MLflow, read from their DOM. Works with 2.22.5 and 3.17.2; a
page object per page. Waits for what it reads, up to the browser's own deadline."""

import contextlib

DEADLINE_MS = 60_000

# Plotly keeps what it draws beside the element. A group's line comes with its markers; a filled
# band around it, which goes forth and back, has a gap (null) in the middle.
PLOTTED_LINES = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((plot) => {
  const card = plot.closest('[data-testid="experiment-view-compare-runs-card"]');
  return (plot.data || [])
    .filter((trace) => (trace.mode || '').includes('markers'))
    .map((trace) => ({
      card: card ? card.innerText.split('\\n')[0] : '',
      x: [...trace.x], y: [...trace.y],
      drawn: plot.querySelectorAll('.scatterlayer path.js-line').length > 0,
    }));
})"""


@contextlib.contextmanager
def windows(browser, screenshots, version):
    """Gives open_(link, picture): a new window at the link. The last thing that each showed is kept
    as a picture when all are closed."""
    pages = []

    def open_(link, picture):
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(DEADLINE_MS)
        pages.append((page, picture))
        page.goto(link)
        return page

    yield open_
    for page, picture in pages:
        close_assistant(page)
        page.screenshot(path=screenshots / f"mlflow_{version}_{picture}.png")
        page.close()


class TrendPage:
    """The experiment's runs as charts."""

    def __init__(self, page):
        self.page = page

    def wait_for_line(self, card, points):
        """Until the card of that title shows a line through so many points."""
        self.page.wait_for_function(
            f"""([card, points]) => ({PLOTTED_LINES})().some(
                  (line) => line.card === card && line.drawn && line.x.length === points)""",
            arg=[card, points], timeout=DEADLINE_MS)

    def lines(self):
        """Title of each card → its line, a list of (step, value)."""
        return {line["card"]: list(zip(line["x"], line["y"]))
                for line in self.page.evaluate(PLOTTED_LINES)}

    def cards(self):
        return [line["card"] for line in self.page.evaluate(PLOTTED_LINES)]


class ComparePage:
    """Two runs side by side."""

    def __init__(self, page):
        self.page = page
        self.switch = page.get_by_role("switch", name="Parameters - Show diff only")
        self.switch.wait_for(timeout=DEADLINE_MS)

    def changed_parameters(self):
        """Rows of the table of parameters that differ: [name, newer, older]."""
        if self.switch.get_attribute("aria-checked") != "true":
            self.switch.click()
        panel = self.page.locator(".du-bois-light-collapse-item", has=self.switch)
        rows = panel.locator("tr, [role=row]")
        return [row.locator("th, td, [role=cell]").all_inner_texts() for row in rows.all()]


def close_assistant(page):
    """The panel of MLflow 3 that covers a quarter of a first visitor's window. It may come late, when
    something else lies over its button already."""
    button = page.locator('[data-component-id="mlflow.assistant.chat_panel.close"]')
    if button.count() > 0:
        button.first.dispatch_event("click")
        button.first.wait_for(state="detached")


def report_frame(page):
    """The preview of an HTML artifact."""
    return page.frame_locator("iframe#html")


def table_rows(page):
    """The preview of a table artifact: cells of each row, the heading left out."""
    page.get_by_text("View as table").wait_for(timeout=DEADLINE_MS)
    page.get_by_role("cell").first.wait_for(timeout=DEADLINE_MS)
    rows = page.get_by_role("row").all()
    cells = [row.get_by_role("cell").all_inner_texts() for row in rows]
    return [row for row in cells if row]


class TracesPage:
    """Traces of one run beside those of another; of 3.17.2."""

    def __init__(self, page):
        self.page = page

    def rows_of_two_runs(self):
        """Request of each row → all that stands in it."""
        self.page.get_by_text("compare to").wait_for(timeout=DEADLINE_MS)
        self.page.get_by_text("Execution time").first.wait_for(timeout=DEADLINE_MS)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('[role=row]')].some("
            "(row) => /\\bTrue\\b[^]*\\bTrue\\b|\\bFalse\\b[^]*\\bTrue\\b/.test(row.innerText))",
            timeout=DEADLINE_MS)
        texts = [row.inner_text() for row in self.page.get_by_role("row").all()]
        return {text.split("\n")[0]: text for text in texts if "tr-" in text}

    def open(self, request):
        """The drawer of a row."""
        close_assistant(self.page)
        self.page.get_by_text(request, exact=True).first.click()
        drawer = self.page.get_by_role("dialog").last
        drawer.get_by_text("exception.stacktrace").wait_for(timeout=DEADLINE_MS)
        return drawer.inner_text()
