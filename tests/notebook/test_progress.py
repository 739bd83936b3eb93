"""What a terminal shows while notebooks run."""

import os
import pty
import re
import subprocess

from conftest import PROGRAM, write_notebook


# Both are in their second cell for more than a second, however long a kernel takes to start.
BODY = """import pathlib, time
pathlib.Path('%s.there').touch()
while len(list(pathlib.Path().glob('*.there'))) < 2:
    time.sleep(0.05)
time.sleep(2)"""


def read_all(terminal):
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the last one who had the terminal open is gone
            return shown.decode()
        if not piece:
            return shown.decode()
        shown += piece


def test_a_terminal_has_a_line_for_each_that_runs(python, work, environment):
    for name in ("one", "two"):
        write_notebook(work / f"{name}.ipynb", "x = 1", BODY % name)
    terminal, other = pty.openpty()
    running = subprocess.Popen(
        [PROGRAM, "notebook", "run", "one.ipynb", "two.ipynb", "--parallel", "2", "--python", python],
        cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=other, stderr=other)
    os.close(other)
    shown = read_all(terminal)
    os.close(terminal)
    assert running.wait() == 0, shown
    assert re.search(r"  one\.ipynb, \d+ s, cell 2 of 2\r\n  two\.ipynb, \d+ s, cell 2 of 2\r\n", shown)
    # Both lines are taken away before what they are about is told.
    assert re.search(r"\x1b\[\dA\x1b\[Jpassed +\d+\.\d\d s +\w+\.ipynb\r\n", shown)
    assert re.sub(r"\x1b\[\dA\x1b\[J", "", shown).rstrip().endswith(".ipynb")


def test_without_a_terminal_nothing_is_drawn(notebook, work):
    write_notebook(work / "one.ipynb", "import time; time.sleep(1)")
    code, _, stderr = notebook("run", "one.ipynb")
    assert (code, stderr) == (0, "")
