"""Builds delivered with --traces, compared test by test on MLflow's evaluation page.

The third build breaks Engine.Starts and slows Engine.Warms down.
"""

import pytest
from built_program import clean_environment
from engine_builds import deliver, record
from local_mlflow import LocalMlflow
from mlflow_ui import TracesPage, windows


@pytest.fixture(scope="module")
def build_three(tmp_path_factory):
    """The links of the third build."""
    directory = tmp_path_factory.mktemp("engine")
    environment = clean_environment(directory)
    with LocalMlflow("3.17.2", directory / "mlflow") as server:
        links = None
        for build in (1, 2, 3):
            record(build, environment, directory)
            links = deliver(environment, directory, server.url, "--traces")
        yield links


@pytest.fixture
def visit(browser, screenshots):
    """Opens a link in a new window; the last thing it shows is kept as a picture."""
    with windows(browser, screenshots, "3.17.2") as open_:
        yield open_


def test_the_printed_link_shows_both_builds_test_by_test(visit, build_three):
    page = TracesPage(visit(build_three.traces, "traces_compare"))
    rows = page.rows_of_two_runs()
    assert set(rows) == {"Engine/Starts", "Engine/Warms"}
    starts = rows["Engine/Starts"]
    assert "failed: engine_sample.cpp:" in starts and "new failure" in starts
    assert starts.index("False") < starts.index("True")  # the newer build stands first
    assert "slower" in rows["Engine/Warms"]


def test_a_failed_test_opens_with_its_whole_text_beside_the_build_before(visit, build_three):
    page = TracesPage(visit(build_three.traces, "traces_failure"))
    text = page.open("Engine/Starts")
    assert "the engine stands still" in text
    assert "Comparing 2 traces" in text


def test_the_runs_own_tab_shows_its_traces(visit, build_three):
    page = visit(build_three.run + "/traces", "traces_run")
    page.get_by_text("Engine/Starts").first.wait_for()
    page.get_by_text("failed: engine_sample.cpp:").first.wait_for()
