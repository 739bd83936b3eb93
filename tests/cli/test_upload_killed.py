"""kill -9 of the uploader at every request of a delivery, before and after the server has acted on
it: what is in MLflow in the end is what an undisturbed delivery leaves."""

import signal
import subprocess
import time

import pytest

from uploads import (IMPATIENT, WrittenSession, content_of, server, spool, traces_of,  # noqa: F401
                     upload, write_session)

MOST_REQUESTS = 30


def start(program, environment, work, server, *arguments):
    return subprocess.Popen([program, "upload", "--tracking-uri", server.url, *arguments],
                            env={**environment, **IMPATIENT}, cwd=work, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def kill_at(request, uploader, server, part=""):
    """Kills the uploader when it waits for the answer to that request, of those with `part` in their
    path; False when it made fewer."""
    deadline = time.monotonic() + 30
    while uploader.poll() is None and time.monotonic() < deadline:
        if sum(part in made["path"] for made in server.requests()) > request:
            uploader.send_signal(signal.SIGKILL)
            uploader.wait()
            return True
        time.sleep(0.005)
    assert uploader.poll() is not None, "the uploader hangs"
    return False


@pytest.mark.parametrize("has_acted", [False, True], ids=["before", "after"])
def test_a_kill_at_any_request_changes_nothing(program, environment, work, server, spool, upload,
                                               has_acted):
    upload(write_session(spool, "undisturbed", started=10**18).path, "--experiment", "undisturbed")
    (expected,) = content_of(server.state())
    killed = 0
    for request in range(MOST_REQUESTS):
        session = write_session(spool, f"session-{request}", started=10**18)
        experiment = f"experiment-{request}"
        server.forget()
        server.add_faults({"route": "*", "skip": request, "action": "silence", "delay_s": 60,
                           "effect": has_acted})
        uploader = start(program, environment, work, server, "--experiment", experiment,
                         session.path)
        if not kill_at(request, uploader, server):
            break
        killed += 1
        server.clear_faults()
        done = upload(session.path, "--experiment", experiment)
        assert done.returncode == 0, (request, done.stderr)
        assert content_of(server.state())[1 + request:] == [expected], request
    assert 12 <= killed < MOST_REQUESTS


@pytest.mark.parametrize("has_acted", [False, True], ids=["before", "after"])
def test_a_kill_at_any_request_leaves_the_same_traces(program, environment, work, server, spool,
                                                      upload, has_acted):
    def write(number, status):
        session = WrittenSession(spool, f"session-{number}", started=10**18 + number * 10**12)
        tests = session.program()
        tests.test("A", "Breaks", status, failure="no" if status == "failed" else None)
        tests.test("A", "Good")
        tests.end(status == "passed")
        return session

    upload(write(0, "passed").path, "--experiment", "undisturbed")
    upload(write(1, "failed").path, "--experiment", "undisturbed", "--traces")
    expected = traces_of(server.state(), "undisturbed")
    assert len(expected) == 2
    killed = 0
    for request in range(MOST_REQUESTS):
        experiment = f"experiment-{request}"
        upload(write(2 + 2 * request, "passed").path, "--experiment", experiment)
        session = write(3 + 2 * request, "failed")
        server.forget()
        server.add_faults({"route": "/traces*", "skip": request, "action": "silence", "delay_s": 60,
                           "effect": has_acted})
        uploader = start(program, environment, work, server, "--experiment", experiment, "--traces",
                         session.path)
        if not kill_at(request, uploader, server, "/traces"):
            break
        killed += 1
        server.clear_faults()
        done = upload(session.path, "--experiment", experiment)
        assert done.returncode == 0, (request, done.stderr)
        assert traces_of(server.state(), experiment) == expected, request
    assert killed == 4  # the traces of the run before, spans, and each trace


@pytest.mark.parametrize("has_acted", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("route", ["runs/create", "runs/log-batch"])
def test_a_kill_while_tests_run_changes_nothing(program, environment, work, server, spool, upload,
                                                route, has_acted):
    session = WrittenSession(spool, "session-1", alive=True)
    tests = session.program()
    tests.tests(3)
    server.add_faults({"route": route, "action": "silence", "delay_s": 60, "effect": has_acted})
    uploader = start(program, environment, work, server, "--follow", session.path)
    deadline = time.monotonic() + 30
    while not server.requests(route):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    uploader.send_signal(signal.SIGKILL)
    uploader.wait()
    server.clear_faults()
    tests.tests(2, suite="Later")
    tests.end()
    session.leave()
    done = upload(session.path)
    assert done.returncode == 0, done.stderr
    (run,) = content_of(server.state())
    assert run["status"] == "FINISHED"
    assert {count for _, count in run["points"]} == {1}
    assert {"Suite/Test2_dur_ms", "Later/Test1_dur_ms"} <= {key for key, _ in run["points"]}
