"""What delivering a session to a real MLflow costs."""

import json
import os
import subprocess
import time

from adapter_figures import environment
from bare_client import BareClient, RecordedRun
from figure import Figure
from local_mlflow import NEWEST, LocalMlflow

ROUNDS = 5
SIZES = {200: "in full", 1_000: "reduced", 10_000: "reduced"}


def record(build, spool, tests, microseconds=0, **more):
    """A finished session of that many passing tests, made by the real adapter; its folder."""
    known = set(spool.glob("sessions/*"))
    subprocess.run([build / "bench" / "empty_tests", "--gtest_brief=1", str(tests),
                    str(microseconds)], check=True, env=environment(spool, **more),
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    [session] = set(spool.glob("sessions/*")) - known
    return session


def deliver(build, session, url):
    """Seconds of `testtracker upload`, and what it says of itself."""
    command = [build / "bin" / "testtracker", "upload", "--json", "--tracking-uri", url,
               "--experiment", "bench", session]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True,
                          env=environment(session.parent.parent))
    return time.perf_counter() - start, json.loads(done.stdout)


def finished_sessions(build, directory):
    with LocalMlflow(NEWEST, directory / "server") as server:
        client = BareClient(server.url)
        deliver(build, record(build, directory, 1), server.url)  # the experiment, warm caches
        for tests, mode in SIZES.items():
            yield from one_size(build, directory, server, client, tests, mode)


def one_size(build, directory, server, client, tests, mode):
    ours, floor = [], []
    for _ in range(ROUNDS):
        seconds, said = deliver(build, record(build, directory, tests), server.url)
        ours.append(seconds)
        [report] = said if isinstance(said, list) else [said]
        run = RecordedRun(client, report["run_id"])
        floor.append(run.send_again(client))
    ratio = min(ours) / min(floor)
    yield Figure(f"upload of {tests:,} tests {mode}", f"{ratio:.2f} x",
                 f"bare client: {min(floor) * 1000:.0f} ms", "<= 1.15 x", ratio <= 1.15)
    allowed = -(-len(run.params) // 100) + -(-len(run.metrics) // 1000) + 6
    tracking = report["requests"] - len(run.artifacts)
    yield Figure(f"requests for {tests:,} tests, {len(run.params)} params, "
                 f"{len(run.metrics)} metrics", str(tracking), "", f"<= {allowed}",
                 tracking <= allowed)


def after_the_last_test(build, directory):
    """A program of 200 tests that takes seconds, followed by its uploader."""
    program = build / "bin" / "testtracker"
    with LocalMlflow(NEWEST, directory / "server") as server:
        client = BareClient(server.url)
        late, floor = [], []
        for _ in range(ROUNDS):
            session = record(build, directory, 200, microseconds=10_000,
                             TESTTRACKER_PROGRAM=str(program), MLFLOW_TRACKING_URI=server.url,
                             MLFLOW_EXPERIMENT_NAME="bench")
            late.append(delivered_at(session) - ended_at(session))
            cursor = json.loads((session / "cursor.json").read_text())
            floor.append(RecordedRun(client, cursor["run_id"]).send_again(client))
        over = min(late) - min(floor)
        yield Figure("from the last test to the complete run in MLflow, 200 tests",
                     f"{min(late) * 1000:.0f} ms", f"sending all: {min(floor) * 1000:.0f} ms",
                     "<= floor + 500 ms", over <= 0.5)


def ended_at(session):
    """Wall time of the journal's last record, seconds."""
    [journal] = session.glob("*.journal")
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    return (lines[0]["wall_time"] + lines[-1]["at"]) / 1e9


def delivered_at(session, patience=60):
    mark = session / "delivered"
    deadline = time.monotonic() + patience
    while not mark.exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{session} was not delivered")
        time.sleep(0.01)
    return os.stat(mark).st_mtime
