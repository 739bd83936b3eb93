"""kill -9 of each process that has a part in a notebook: nothing stays, and the journal is true."""

import json
import os
import pathlib
import signal
import subprocess

import pytest

from conftest import PROGRAM, processes_with, wait_until, write_notebook

BODY = """import subprocess, pathlib, time
child = subprocess.Popen(['setsid', 'sleep', '1000'])
pathlib.Path('pids').write_text('%d %d %d' % (os.getppid(), os.getpid(), child.pid))
time.sleep(1000)"""


@pytest.fixture
def running(python, work, environment):
    """A notebook in its body: the supervisor, and the pids of the others by name."""
    write_notebook(work / "one.ipynb", "import os", BODY)
    supervisor = subprocess.Popen(
        [PROGRAM, "notebook", "test", "one.ipynb", "--python", python, "--wait", "0"], cwd=work,
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    text = wait_until(lambda: (work / "pids").exists() and (work / "pids").read_text(), "the body")
    driver, kernel, child = map(int, text.split())
    reaper = int(pathlib.Path(f"/proc/{driver}/stat").read_text().rpartition(")")[2].split()[1])
    yield supervisor, {"supervisor": supervisor.pid, "reaper": reaper, "driver": driver,
                       "kernel": kernel, "child": child}
    supervisor.kill()
    supervisor.communicate()


@pytest.mark.parametrize("victim", ["reaper", "driver", "kernel"])
def test_the_supervisor_tells_what_died(running, journal, tmp_path, victim):
    supervisor, pids = running
    os.kill(pids[victim], signal.SIGKILL)
    output, _ = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 1
    assert "crashed" in output and "SIGKILL" in output
    wait_until(lambda: not processes_with(str(tmp_path / "work") + "\0") and
               not alive(pids["child"]), "the end of all processes", 10)
    (ended,) = [record for record in journal() if record["event"] == "test_ended"]
    assert ended["status"] == "crashed"


def test_nothing_outlives_the_supervisor(running, journal):
    supervisor, pids = running
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not any(alive(pid) for name, pid in pids.items() if name != "supervisor"),
               "the end of all processes", 10)
    events = [record["event"] for record in journal()]
    assert "test_started" in events and "test_ended" not in events  # read as crashed


def test_the_death_of_a_child_is_the_notebooks_own_affair(running):
    supervisor, pids = running
    os.kill(pids["child"], signal.SIGKILL)
    os.kill(pids["supervisor"], signal.SIGINT)  # and Ctrl-C ends it
    output, _ = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 130
    assert "it was cancelled" in output


def test_ctrl_c_leaves_an_interrupted_session(running, environment):
    supervisor, pids = running
    os.kill(pids["supervisor"], signal.SIGINT)
    supervisor.communicate(timeout=60)
    shown = subprocess.run([PROGRAM, "report", "--json"], env=environment, check=True, text=True,
                           stdout=subprocess.PIPE)
    (session,) = json.loads(shown.stdout)["sessions"]
    assert session["verdict"] == "interrupted"
    assert [(test["name"], test["status"]) for test in session["tests"]] == [("one", "failed")]


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
