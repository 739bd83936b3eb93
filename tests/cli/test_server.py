"""testtracker server: one local MLflow per project, started once, stopped whole."""

import json
import os
import pathlib
import signal
import subprocess
import urllib.error
import urllib.request

import pytest

from built_program import wait_until
from local_mlflow import environment_path

VERSION = os.environ.get("TESTTRACKER_MLFLOW_VERSION", "3.17.2")


def answers(url):
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def processes_of(project):
    """Pids of all processes of the project's server."""
    marker = f"TESTTRACKER_SERVER={project}".encode()
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and marker in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def is_alive(pid):
    """False for a zombie too. A killed process that still gives its memory back is alive: its
    environment is gone by then, so processes_of() does not tell."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


@pytest.fixture
def project(tmp_path, environment):
    """A project with a blank and a quote in its path, whose PATH has MLflow; its server is stopped
    with the test, whatever the test did."""
    folder = tmp_path / "my 'project' 100%?"
    folder.mkdir()
    environment["TESTTRACKER_SERVER_MLFLOW"] = str(environment_path(VERSION))
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def server(testtracker, project):
    """testtracker server VERB in the project."""

    def call(verb, *arguments, **options):
        return testtracker("server", verb, *arguments, **{"cwd": project, "timeout": 180, **options})

    return call


def started(result):
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_the_life_of_a_server(server, project, testtracker):
    info = started(server("start", "--json"))
    assert (info["version"], info["project"]) == (VERSION, str(project))
    assert answers(info["url"])
    assert (project / ".testtracker" / ".gitignore").read_text() == "*\n"
    assert (project / ".testtracker" / "mlflow.db").exists()

    below = project / "build" / "tests"
    below.mkdir(parents=True)
    assert started(server("status", "--json", cwd=below))["pid"] == info["pid"]
    assert started(server("start", "--json", cwd=below))["pid"] == info["pid"]
    assert server("open").stdout.strip() == info["url"]

    assert server("stop").stdout == "The local MLflow is stopped.\n"
    assert not answers(info["url"])
    assert processes_of(project) == []
    assert not (project / ".testtracker" / "server.json").exists()
    assert server("status").returncode == 1
    assert server("stop").stdout == "No local MLflow was running.\n"


def test_artifacts_are_kept_in_the_project(server, project):
    info = started(server("start", "--json"))
    code = ("import mlflow\n"
            f"mlflow.set_tracking_uri({info['url']!r})\n"
            "with mlflow.start_run():\n"
            "    mlflow.log_text('hello', 'a.txt')\n")
    python = environment_path(VERSION) / "bin" / "python"
    subprocess.run([python, "-c", code], check=True, timeout=120, cwd=project,
                   env={"PATH": os.environ["PATH"], "HOME": str(project), "GIT_PYTHON_REFRESH": "quiet"})
    found = list((project / ".testtracker" / "artifacts").rglob("a.txt"))
    assert [path.read_text() for path in found] == ["hello"]


def test_two_starts_at_the_same_time_give_one_server(server, project, program, environment):
    starts = [subprocess.Popen([program, "server", "start", "--json"], cwd=project, env=environment,
                               stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [json.loads(start.communicate(timeout=180)[0]) for start in starts]
    assert found[0]["pid"] == found[1]["pid"]


def test_a_killed_server_is_replaced_with_all_its_workers_at_the_same_address(server, project):
    first = started(server("start", "--json"))
    os.kill(first["pid"], signal.SIGKILL)
    wait_until(lambda: not is_alive(first["pid"]))
    assert server("status").returncode == 1
    second = started(server("start", "--json"))
    assert second["pid"] != first["pid"]
    assert second["url"] == first["url"]
    assert server("stop").returncode == 0
    assert processes_of(project) == []


def test_a_process_that_got_the_pid_of_a_dead_server_is_left_alone(server, project):
    bystander = subprocess.Popen(["sleep", "100"])
    folder = project / ".testtracker"
    folder.mkdir()
    (folder / "server.json").write_text(json.dumps({
        "url": "http://127.0.0.1:1", "pid": bystander.pid, "start_ticks": 1, "version": "3",
        "boot_id": pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
        "mlflow": "/x", "started": 0}))
    assert server("status").returncode == 1
    assert server("stop").returncode == 0
    assert bystander.poll() is None
    assert not (folder / "server.json").exists()
    bystander.kill()
    bystander.wait()


def test_no_proxy_is_asked_for_the_local_server(server):
    proxy = {"http_proxy": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}
    assert started(server("start", "--json", env=proxy))["version"] == VERSION
