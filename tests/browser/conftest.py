"""What all browser tests share: the built program, a spool, and a browser whose pages complain.

By hand: tests/browser/run tests/browser/test_report_page.py (uses the program of the dev preset).
"""

import pathlib
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from built_program import BUILD, PROGRAM, clean_environment  # noqa: E402

@pytest.fixture
def spool(tmp_path):
    return tmp_path / "spool"


@pytest.fixture
def testtracker(tmp_path, spool):
    """Runs the program and returns what it printed: testtracker("report", "--html", "-")."""
    environment = clean_environment(tmp_path, TESTTRACKER_SPOOL=str(spool))

    def run(*arguments, timeout=120):
        result = subprocess.run([PROGRAM, *map(str, arguments)], env=environment, cwd=tmp_path,
                                timeout=timeout, text=True, capture_output=True,
                                stdin=subprocess.DEVNULL, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    return run


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed; type: scripts/install_packages test"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def screenshots():
    """Pictures that a test run leaves behind, for people."""
    directory = BUILD / "screenshots"
    directory.mkdir(parents=True, exist_ok=True)
    return directory
