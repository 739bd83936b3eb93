"""What a terminal shows while a deployment works."""

import os
import pty
import re
import subprocess
import threading

import pytest

from conftest import PROGRAM, databricks_settings, wait_until
from databricks_server import FakeDatabricks

ERASED = re.compile(r"\x1b\[\d+A\x1b\[J")


class Terminal:
    """A program on a pseudo terminal, and all that it has shown."""

    def __init__(self, process, descriptor):
        self.process = process
        self._descriptor = descriptor
        self._shown = b""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        while True:
            try:
                piece = os.read(self._descriptor, 65536)
            except OSError:  # the last one who had the terminal open is gone
                return
            if not piece:
                return
            self._shown += piece

    def shown(self):
        return self._shown.decode().replace("\r\n", "\n")

    def ended(self):
        code = self.process.wait(timeout=120)
        self._reader.join()
        os.close(self._descriptor)
        return code


@pytest.fixture
def on_terminal(repository, environment):
    opened = []

    def start(*arguments):
        terminal, other = pty.openpty()
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=repository.path, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=other, stderr=other)
        os.close(other)
        opened.append(Terminal(process, terminal))
        return opened[-1]

    yield start
    for terminal in opened:
        if terminal.process.poll() is None:
            terminal.process.kill()
            terminal.ended()


def test_a_build_that_is_silent_shows_how_long_it_takes(on_terminal, tmp_path):
    terminal = on_terminal("deploy", "--env", "staging", "--ref", "main", "--build-command",
                           f"printf begun; until [ -e {tmp_path}/go ]; do sleep 0.05; done; echo; "
                           f"until [ -e {tmp_path}/end ]; do sleep 0.05; done")
    wait_until(lambda: "begun" in terminal.shown(), "the build's output")
    (tmp_path / "go").touch()
    wait_until(lambda: re.search(r"  build, [1-9]\d* s\n", terminal.shown()), "its time")
    (tmp_path / "end").touch()
    assert terminal.ended() == 0, terminal.shown()
    # A line that the build has begun is never drawn over; what was drawn goes before what stays.
    assert "begun\n" in terminal.shown()
    assert re.search(r"\x1b\[1A\x1b\[Jpassed +\d+\.\d\d s  build", terminal.shown())
    left = ERASED.sub("", terminal.shown())
    assert left.rstrip().splitlines()[-1].startswith("  run ")


def test_tests_show_how_many_ended_and_which_run(on_terminal, repository, tmp_path):
    repository.commit({"tests/a.sh": "exit 0\n",
                       "tests/b.sh": f"until [ -e {tmp_path}/go ]; do sleep 0.05; done\n"})
    terminal = on_terminal("deploy", "--env", "staging", "--ref", "main", "--test", "tests/*")
    wait_until(lambda: re.search(r"  test, \d+ s, 1 of 3 done\n  tests/b\.sh, [1-9]\d* s\n",
                                 terminal.shown()), "the second test")
    (tmp_path / "go").touch()
    assert terminal.ended() == 0, terminal.shown()
    assert "passed" in ERASED.sub("", terminal.shown())


def test_an_import_shows_how_many_files_are_there(on_terminal, repository, environment):
    repository.commit({f"notes/{number}.txt": "x" for number in range(60)})
    with FakeDatabricks(latency_s=0.2) as fake:
        environment.update(databricks_settings(fake, "dapi-fake", "/Shared/orders"))
        terminal = on_terminal("deploy", "--env", "staging", "--ref", "main")
        assert terminal.ended() == 0, terminal.shown()
    assert re.search(r"  import, \d+ s, [1-9]\d* of 63 files\n", terminal.shown())


def test_without_a_terminal_nothing_is_drawn(deploy):
    done = deploy("main", "--build-command", "sleep 1")
    assert done.returncode == 0
    assert "build, " not in done.stdout + done.stderr and "\x1b" not in done.stdout + done.stderr
