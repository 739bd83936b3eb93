"""What all tests of the command line share: the built program in a clean environment.

By hand: tests/support/run_pytest 3.17.2 tests/cli (uses the program of the dev preset).
"""

import json
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from built_program import PROGRAM, clean_environment  # noqa: E402



@pytest.fixture
def program():
    """Path of the program testtracker."""
    assert PROGRAM.exists(), f"{PROGRAM} is not built"
    return PROGRAM


@pytest.fixture
def work(tmp_path):
    """The working directory of the programs under test; no repository, no settings file."""
    directory = tmp_path / "work"
    directory.mkdir()
    return directory


@pytest.fixture
def environment(tmp_path):
    """All variables that the programs under test get."""
    return clean_environment(tmp_path)


@pytest.fixture
def testtracker(program, work, environment):
    """Runs the program: testtracker("config", "--json", env={"MLFLOW_TRACKING_URI": "…"})."""

    def run(*arguments, env=None, cwd=work, timeout=60, **options):
        return subprocess.run(
            [program, *map(str, arguments)],
            env={**environment, **(env or {})},
            cwd=cwd,
            timeout=timeout,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            **options,
        )

    return run


@pytest.fixture
def run(testtracker):
    """`testtracker run` with a program that has no listener; nobody waits for the delivery."""

    def start(*arguments, env=None, **options):
        # A sanitizer would turn a fatal signal into an exit code of its own.
        return testtracker("run", "--wait", "0", *arguments,
                           env={"ASAN_OPTIONS": "handle_segv=0", **(env or {})}, **options)

    return start


@pytest.fixture
def report(testtracker):
    """What `testtracker report --json` says of the newest session."""
    return lambda: json.loads(testtracker("report", "--json").stdout)["sessions"][0]
