"""The built program and what programs under test get to see of this machine."""

import os
import pathlib
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TESTTRACKER_TEST_BUILD", ROOT / "build" / "dev"))
PROGRAM = pathlib.Path(os.environ.get("TESTTRACKER_TEST_PROGRAM", BUILD / "bin" / "testtracker"))


def clean_environment(folder, **more):
    """All variables of a program under test: a home and a spool of its own in `folder`, nothing of
    MLflow, a CI or the person who runs the tests, no settings of git; then those in `more`."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8",
        "TESTTRACKER_SPOOL": str(folder / "spool"),
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": str(folder),
        **more,
    }


def wait_until(condition, what="what must happen", seconds=60):
    """The first true value of `condition()`; fails when there is none in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"waited {seconds} s for {what}")
