"""kill -9 of each process at each step of a notebook: nothing stays, and what is recorded is true."""

import json
import os
import pathlib
import signal
import subprocess

import pytest

from conftest import PROGRAM, processes_with, wait_until, write_notebook

HERE = pathlib.Path(__file__).resolve().parent
# Where the driver is held, in the order of its work: see steps/sitecustomize.py. The first cell is
# the one with the parameters.
STEPS = {
    "kernel_starts": "start_kernel 1",
    "kernel_awaited": "start_channels 1",
    "parameters": "inject_parameters 1",
    "first_cell": "kernel_code 2",
    "second_cell": "kernel_code 3",
    "third_cell": "kernel_code 4",
    "result_made": "kill_kernel 1",
    "artefacts_written": "page_of 1",
    "result_told": "tell:done 1",
    "shutdown": "_exit 1",
}
ORDER = list(STEPS)
# Of their command lines.
WORDS = {"kernel": "ipykernel_launcher", "child": "1000"}


def is_there(victim, step):
    if victim == "kernel":
        return ORDER.index("kernel_awaited") <= ORDER.index(step) <= ORDER.index("result_made")
    return victim != "child" or ORDER.index(step) >= ORDER.index("second_cell")


def expected_status(victim, step):
    was_requested = ORDER.index(step) >= ORDER.index("parameters")
    if victim == "child":
        return "passed"  # what a notebook's own processes do is its own affair
    if victim == "supervisor":
        return "crashed" if was_requested else "not_run"
    if not was_requested or (step == "shutdown" and victim in ("reaper", "driver")):
        return "passed"  # a start is repeated; a result that was told counts
    if victim == "kernel" and step == "result_made":
        return "passed"  # all cells had run
    return "crashed"


CASES = [(victim, step) for step in STEPS
         for victim in ("supervisor", "reaper", "driver", "kernel", "child") if is_there(victim, step)]


def find(marker, word):
    """The process of this test with that word in its command line."""
    for pid in processes_with(marker):
        try:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(one.decode().endswith(word) for one in words) and b"--die-with" not in words:
            return pid
    return None


def has_ended(pid):
    """Gone, or waiting to be reaped."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(") ")[2].startswith("Z")


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.fixture
def held(python, work, environment, tmp_path):
    """Starts a notebook whose driver is held at a step: the supervisor, the victim's and the
    driver's pid."""
    write_notebook(work / "one.ipynb", "import subprocess\n"
                   "subprocess.Popen(['setsid', 'sleep', '1000'])", "x = env",
                   "dbutils.notebook.exit(x)")
    started = []

    def start(victim, step):
        hold = {"PYTHONPATH": str(HERE / "steps"), "TESTTRACKER_HOLD": STEPS[step],
                "TESTTRACKER_HOLD_FOLDER": str(tmp_path)}
        supervisor = subprocess.Popen(
            [PROGRAM, "notebook", "test", "one.ipynb", "--param", "env=x", "--python", python,
             "--wait", "0"], cwd=work, env={**environment, **hold}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.append(supervisor)
        driver = int(wait_until(lambda: (tmp_path / "held").exists() and
                                (tmp_path / "held").read_text(), "the step"))
        if victim in WORDS:
            home = "HOME=" + environment["HOME"] + "\0"
            return supervisor, wait_until(lambda: find(home, WORDS[victim]), victim), driver
        pids = {"supervisor": supervisor.pid, "driver": driver, "reaper": parent_of(driver)}
        return supervisor, pids[victim], driver

    yield start
    for supervisor in started:
        supervisor.kill()
        supervisor.wait()


def recorded(environment):
    shown = subprocess.run([PROGRAM, "report", "--json"], env=environment, check=True, text=True,
                           stdout=subprocess.PIPE)
    (session,) = json.loads(shown.stdout)["sessions"]
    (test,) = session["tests"]
    return session["verdict"], test["status"]


@pytest.mark.parametrize("victim, step", CASES)
def test_nothing_stays_and_the_run_is_true(held, environment, work, tmp_path, victim, step):
    supervisor, pid, driver = held(victim, step)
    folder = pathlib.Path(f"/proc/{driver}/cmdline").read_bytes().split(b"\0")[4].decode()
    os.kill(pid, signal.SIGKILL)
    if victim == "reaper":  # its death is the driver's, which else may tell its result first
        wait_until(lambda: has_ended(driver), "the end of the driver", 20)
    (tmp_path / "go").touch()
    supervisor.wait(timeout=60)
    home = "HOME=" + environment["HOME"] + "\0"
    wait_until(lambda: not processes_with(home), "the end of all processes", 20)
    verdict, status = recorded(environment)
    assert status == expected_status(victim, step)
    assert (verdict == "passed") == (status == "passed")
    if victim == "supervisor":  # nobody was left to tidy up: the next call does
        (work / "next.sh").write_text("exit 0\n")
        subprocess.run([PROGRAM, "notebook", "run", "next.sh"], cwd=work, env=environment,
                       check=True, stdout=subprocess.DEVNULL)
    assert not pathlib.Path(folder).parent.exists()
