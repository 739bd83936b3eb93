"""What the tests of the package share: consumer projects, built and run as their owners would.

By hand: tests/support/run_pytest 3.17.2 tests/package (uses the build of the dev preset).
"""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_mlflow"))

CONSUMERS = pathlib.Path(__file__).parent / "consumers"
BUILD = pathlib.Path(os.environ.get("TESTTRACKER_TEST_BUILD", ROOT / "build" / "dev"))
DIRECTORY = pathlib.Path(
    os.environ.get("TESTTRACKER_TEST_DIRECTORY", BUILD / "tests" / "package" / "by_hand")
)


def run(*command, expect=0, **options):
    """Runs a command; its output, stdout and stderr together, is what a failure shows."""
    done = subprocess.run([str(word) for word in command], text=True, check=False, timeout=280,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    assert expect is None or done.returncode == expect, f"{command}\n{done.stdout}"
    return done.stdout


def configure(source, build, *arguments, expect=0):
    """Configures a project in a fresh build directory; returns what CMake said."""
    shutil.rmtree(build, ignore_errors=True)
    return run("cmake", "-G", "Ninja", "-S", source, "-B", build, *arguments, expect=expect)


def build(directory, *targets):
    selected = ["--target", *targets] if targets else []
    return run("cmake", "--build", directory, "--parallel", "2", *selected)


def install(prefix, *components):
    """Installs this build, all of it or some components, into an emptied prefix."""
    shutil.rmtree(prefix, ignore_errors=True)
    for component in components or [None]:
        selected = ["--component", component] if component else []
        run("cmake", "--install", BUILD, "--prefix", prefix, *selected)
    return prefix


@pytest.fixture(scope="session")
def directory():
    """Where this file's consumers are built; the same in every run."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    return DIRECTORY


@pytest.fixture
def session(tmp_path):
    """A session's folder that the programs under test join."""
    folder = tmp_path / "session"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(session):
    """All variables that the programs under test get."""
    return {"PATH": "/usr/bin:/bin", "TESTTRACKER_SESSION": str(session)}
