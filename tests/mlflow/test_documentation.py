"""The commands of README.md, docs/ctest.md and docs/import.md, read from the page and typed in a
project like the page's, with a real MLflow: exit codes, and what the page shows beneath.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from conftest import PROGRAM, ROOT, VERSION
from documented_commands import console_blocks, table_commands
from local_mlflow import environment_path

REPORTS = ROOT / "tests" / "golden" / "reports"
SUITE = os.environ.get("TESTTRACKER_TEST_SUITE", "")
UNMODIFIED = os.environ.get("TESTTRACKER_TEST_UNMODIFIED", "")

# Exit codes of commands that do not end with 0: beginning of the command → code.
EXIT_CODES = {
    "testtracker ctest --test-dir build": 8,  # ctest's, when an entry fails
    "testtracker ctest --experiment nightly": 8,
    "testtracker run --timeout 600 -- ./my_tests": 1,
    "testtracker run -- ./their_tests": 1,
    "./my_tests": 1,
    "ctest": 8,
}
TESTS = """
add_test(Parser.ReadsAll sh -c "exit 0")
add_test(Parser.ReadsNothing sh -c "echo a line was expected; exit 3")
add_test(Parser.Retries sh -c "echo x >> tries; test $(wc -l < tries) -ge 3")
add_test(engine "{suite}")
"""


@pytest.fixture
def project(tmp_path):
    """A project that has what the pages speak of."""
    place = tmp_path / "project"
    reports = place / "build" / "reports"
    reports.mkdir(parents=True)
    shutil.copy(REPORTS / "gtest.xml", reports / "unit_tests.xml")
    shutil.copy(REPORTS / "catch2_v3.xml", reports)
    nightly = place / "build" / "nightly"
    nightly.mkdir()
    shutil.copy(REPORTS / "doctest.xml", nightly)
    whole = (REPORTS / "gtest.xml").read_text()
    (place / "broken.xml").write_text(whole[:whole.index("Throws") + 200])
    shutil.copy(REPORTS / "catch2_v3.xml", place / "good.xml")
    shutil.copy(REPORTS / "surefire.xml", place / "report.xml")
    (place / "build" / "CTestTestfile.cmake").write_text(TESTS.format(suite=SUITE))
    notebooks = place / "tests"
    notebooks.mkdir()
    (notebooks / "load.ipynb").write_text(json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
                   "source": "assert dbutils.widgets.get('env') == 'staging'"}]}))
    (place / "my_tests").symlink_to(SUITE)
    (place / "their_tests").symlink_to(UNMODIFIED)
    return place


@pytest.fixture
def programs(tmp_path):
    """A folder of programs that the pages call by name. Another machine is this one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "testtracker").symlink_to(PROGRAM)
    (folder / "ssh").write_text('#!/bin/sh\nshift\nexec "$@"\n')
    (folder / "ssh").chmod(0o755)
    jupyter = subprocess.run([ROOT / "scripts" / "notebook_env"], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.strip()
    (folder / "python3").write_text(f'#!/bin/sh\nexec "{jupyter}/bin/python" "$@"\n')
    (folder / "python3").chmod(0o755)
    return folder


@pytest.fixture
def type_command(environment, programs, project):
    """Types one command in the project; asserts that it does what the page says."""
    own = pathlib.Path(sys.executable).parent  # has pytest
    variables = {**environment, "PATH": f"{programs}:{environment['PATH']}:{own}",
                 "ENGINE_BUILD": "3"}

    def run(command, spool, directory=project):
        done = subprocess.run(
            ["bash", "-c", command.text], cwd=directory, text=True, check=False, timeout=120,
            env={**variables, "TESTTRACKER_SPOOL": str(spool),
                 "MLFLOW_EXPERIMENT_NAME": f"{variables['MLFLOW_EXPERIMENT_NAME']} {spool.name}"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        expected = [code for text, code in EXIT_CODES.items() if command.text.startswith(text)]
        assert done.returncode == (expected or [0])[0], f"{command.place}\n{done.stdout}"
        printed = done.stdout.replace(str(project), "/home/me/project")
        assert command.shows(printed), f"{command.place} shows something else\n{printed}"

    return run


@pytest.mark.parametrize("page", ["docs/ctest.md", "docs/import.md"])
def test_the_commands_of_a_page_do_what_it_shows(page, type_command, tmp_path):
    blocks = console_blocks(ROOT / page)
    assert blocks
    for number, block in enumerate(blocks):
        for command in block:
            type_command(command, tmp_path / f"spool {number}")


@pytest.fixture
def own_server(environment, programs, project):
    """The project has an MLflow of its own, as soon as somebody starts it."""
    del environment["MLFLOW_TRACKING_URI"]
    environment["TESTTRACKER_SERVER_MLFLOW"] = str(environment_path(VERSION))
    yield
    subprocess.run([PROGRAM, "server", "stop"], cwd=project, env=environment, check=True)


def test_the_first_commands_of_the_readme_work(own_server, type_command, tmp_path):
    start, tests = console_blocks(ROOT / "README.md")[0]
    type_command(start, tmp_path / "spool")
    # On a busy machine the address of the run may come too late for the last line.
    tests.output[-1] = tests.output[-1].split(": http")[0] + "…"
    type_command(tests, tmp_path / "spool")


def test_the_commands_of_the_readmes_table_work(type_command, tmp_path, project):
    commands = table_commands(ROOT / "README.md")
    assert len(commands) >= 10
    (project / "test_sums.py").write_text("def test_adds():\n    assert 1 + 1 == 2\n")
    for command in commands:
        in_build = command.text == "ctest"
        type_command(command, tmp_path / "spool", project / "build" if in_build else project)
    assert (project / "report.html").read_text().startswith("<!DOCTYPE html>")
