"""`testtracker upload` against a fake MLflow that obeys: what users see, and exactly once."""

import json
import os
import subprocess
import time
import urllib.request

from built_program import wait_until
from uploads import (IMPATIENT, WrittenSession, content_of, history_of, server,  # noqa: F401
                     spool, traces_of, upload, write_session)


def test_a_session_becomes_a_run(upload, server, spool):
    session = write_session(spool)
    done = upload(session.path)
    assert done.returncode == 0, done.stderr
    (run,) = content_of(server.state())
    assert run["status"] == "FAILED"
    params = dict(run["params"])
    assert params["Parser/Reads"] == "failed: suite_test.cpp:42 Expected: 1 Actual: 2"
    assert params["Parser/Writes"] == "skipped: no disk"
    assert params["Parser/Crashes"].startswith("crashed")
    assert params["Suite/Test0"] == "passed"
    assert {"tests.json", "report.html", "junit.xml", "testtracker/session.jsonl.gz",
            "log/Parser/Reads.txt"} <= set(run["artifacts"])
    assert any(path.endswith("/trace.txt") for path in run["artifacts"])


def test_the_trend_is_the_first_link(upload, spool):
    lines = upload(write_session(spool).path).stdout.splitlines()
    assert lines[0] == "session-1"
    assert lines[1].split()[0] == "trend" and "viewStateShareKey=testtracker_trend" in lines[1]
    assert lines[2].split()[0] == "run"


def test_compare_leads_to_the_previous_run_of_the_series(upload, spool):
    first = json.loads(upload(write_session(spool, started=10**18).path, "--json").stdout)[0]
    second = write_session(spool, "session-2", started=2 * 10**18)
    report = json.loads(upload(second.path, "--json").stdout)[0]
    assert first["compare_url"] == ""
    assert first["run_id"] in report["compare_url"]


def write_build(spool, number, status, **more):
    """A session of one test, the later the greater its number."""
    session = WrittenSession(spool, f"build-{number}", started=10**18 + number * 10**12, **more)
    program = session.program()
    program.test("A", "Breaks", status, failure="no" if status == "failed" else None)
    program.end(status == "passed")
    return session


def test_traces_are_linked_beside_those_of_the_previous_run(upload, spool):
    upload(write_build(spool, 1, "passed").path, "--traces")
    lines = upload(write_build(spool, 2, "failed").path, "--traces").stdout.splitlines()
    assert lines[-1].split()[0] == "traces" and "/evaluations?compareToRunUuid=" in lines[-1]


def test_a_run_without_traces_has_no_link_to_them(upload, spool):
    done = upload(write_build(spool, 1, "passed").path, "--traces")
    assert done.returncode == 0 and "evaluations" not in done.stdout


def test_a_session_remembers_that_it_was_recorded_with_traces(upload, server, spool):
    session = write_build(spool, 1, "failed", environment=[("TESTTRACKER_UPLOAD_TRACES", "true")])
    upload(session.path, "--experiment", "engine")
    ((name, *_),) = traces_of(server.state(), "engine")
    assert name == "A/Breaks"


def test_a_late_session_is_compared_with_the_run_before_it(upload, server, spool):
    for number in (1, *range(3, 26)):
        upload(write_build(spool, number, "passed").path, "--experiment", "engine")
    upload(write_build(spool, 2, "failed").path, "--experiment", "engine", "--traces")
    after, before = traces_of(server.state(), "engine")
    assert after[3] == [("change", "new failure"), ("passed", "False")]
    assert before[1] == "passed"


def test_a_second_upload_sends_nothing(upload, server, spool):
    session = write_session(spool)
    upload(session.path)
    before = content_of(server.state())
    server.forget()
    assert upload(session.path).returncode == 0
    assert server.requests() == []
    assert content_of(server.state()) == before


def test_again_delivers_a_run_beside_the_first(upload, server, spool):
    session = write_session(spool)
    upload(session.path, "--build", "5")
    assert upload(session.path, "--again").returncode == 0
    first, second = content_of(server.state())
    assert first == second


def test_a_session_is_not_compared_with_an_earlier_delivery_of_itself(upload, spool):
    session = write_session(spool)
    upload(session.path)
    again = upload(session.path, "--again")
    assert again.returncode == 0 and "/compare-runs?" not in again.stdout


def test_every_metric_has_one_point_at_the_build(upload, server, spool):
    upload(write_session(spool).path, "--build", "42")
    (run,) = server.state()["runs"]
    points = history_of(run)
    assert "Parser/Reads_dur_ms" in points and "tests/total" in points
    assert {len(values) for values in points.values()} == {1}
    assert {point["step"] for values in points.values() for point in values} == {42}


def test_requests_stay_within_what_was_promised(upload, server, spool):
    session = WrittenSession(spool, "session-1")
    program = session.program()
    program.tests(200)
    program.end()
    upload(session.path, env={"TESTTRACKER_UPLOAD_HISTORY": "false"})
    (run,) = server.state()["runs"]
    tracking = [request for request in server.requests()
                if "mlflow-artifacts" not in request["path"]
                and "set-experiment-tag" not in request["path"]
                and not request["path"].endswith("experiments/create")]
    assert len(run["data"]["params"]) == 200
    most = -(-len(run["data"]["params"]) // 100) + -(-len(run["data"]["metrics"]) // 1000) + 6
    assert len(tracking) <= most, [request["path"] for request in tracking]


def test_two_uploaders_make_one_run(program, environment, work, server, spool):
    session = write_session(spool, passing=150)
    server.add_faults({"route": "runs/create", "action": "slow", "delay_s": 1})
    command = [program, "upload", "--tracking-uri", server.url, session.path]
    both = [subprocess.Popen(command, env={**environment, **IMPATIENT}, cwd=work,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]
    errors = [process.communicate(timeout=60)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 3], errors
    assert len(server.state()["runs"]) == 1


def test_all_delivers_every_session_that_waits(upload, server, spool):
    for number in range(3):
        write_session(spool, f"session-{number}")
    assert upload("--all").returncode == 0
    assert len(content_of(server.state())) == 3
    assert "was delivered" in upload("--all").stdout


def test_a_session_that_runs_is_not_touched(upload, server, spool):
    session = WrittenSession(spool, "session-1", alive=True)
    session.program().tests(1)
    done = upload(session.path)
    assert done.returncode == 3
    assert "--follow" in done.stderr
    assert server.state()["runs"] == []


def test_an_unknown_session_is_named(upload):
    done = upload("no-such-session")
    assert done.returncode != 0
    assert "no-such-session" in done.stderr and "report --list" in done.stderr


def test_without_sessions_it_says_what_to_type(upload):
    done = upload()
    assert done.returncode == 2
    assert "--all" in done.stderr


def follow(program, environment, work, server, session):
    return subprocess.Popen(
        [program, "upload", "--follow", "--tracking-uri", server.url, session.path],
        env={**environment, **IMPATIENT}, cwd=work, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True)


def test_a_followed_session_is_seen_while_it_runs(program, environment, work, server, spool):
    session = WrittenSession(spool, "session-1", alive=True)
    tests = session.program()
    tests.plan([("Suite", "Test0"), ("Suite", "Test1")])
    tests.tests(1)
    tests.begin("Suite", "Test1")
    uploader = follow(program, environment, work, server, session)
    wait_until(lambda: [run for run in server.state()["runs"]
                        if "Suite/Test0_dur_ms" in history_of(run)])
    (run,) = server.state()["runs"]
    tags = {tag["key"]: tag["value"] for tag in run["data"]["tags"]}
    assert run["info"]["status"] == "RUNNING"
    assert tags["testtracker.progress"] == "1 of 2, 0 failed"
    assert run["data"]["params"] == []
    assert session.outcome()[0].startswith("delivering http://")
    tests.finish("passed")
    tests.end()
    session.leave()
    assert uploader.wait(timeout=30) == 0, uploader.stderr.read()
    (run,) = content_of(server.state())
    assert run["status"] == "FINISHED"
    assert {count for _, count in run["points"]} == {1}
    assert session.is_delivered() and session.outcome()[0].startswith("delivered http://")


def test_under_ctest_metrics_wait_until_all_tests_are_known(program, environment, work, server,
                                                            spool):
    session = WrittenSession(spool, "session-1", alive=True, kind="ctest")
    first = session.program("first")
    first.test("Suite", "Same")
    uploader = follow(program, environment, work, server, session)
    wait_until(lambda: [run for run in server.state()["runs"]
                        if "testtracker.progress" in {tag["key"] for tag in run["data"]["tags"]}])
    (run,) = server.state()["runs"]
    assert history_of(run) == {}
    second = session.program("second")
    second.test("Suite", "Same")
    for tests in (first, second):
        tests.end()
    session.leave()
    assert uploader.wait(timeout=30) == 0, uploader.stderr.read()
    (run,) = server.state()["runs"]
    durations = [key for key in history_of(run) if key.endswith("_dur_ms")]
    assert len(durations) == 2 and "Suite/Same_dur_ms" not in durations


def create_run(server):
    """A run that somebody else made; its id."""
    request = urllib.request.Request(
        f"{server.url}/api/2.0/mlflow/runs/create",
        json.dumps({"experiment_id": "0", "start_time": 1, "run_name": "given"}).encode(),
        {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)["run"]["info"]["run_id"]


def test_a_given_run_is_described_although_the_server_failed_at_first(program, environment, work,
                                                                      server, spool):
    run_id = create_run(server)
    server.add_faults({"route": "runs/search", "status": 503})
    session = WrittenSession(spool, "session-1", alive=True)
    tests = session.program()
    tests.tests(1)
    uploader = follow(program, {**environment, "MLFLOW_RUN_ID": run_id}, work, server, session)
    wait_until(lambda: session.outcome() and session.outcome()[0].startswith("delivering "))
    tests.end()
    session.leave()
    assert uploader.wait(timeout=30) == 0, uploader.stderr.read()
    (run,) = server.state()["runs"]
    assert {point["step"] for points in history_of(run).values() for point in points} == {1}
    assert {"testtracker.session", "testtracker.series"} <= {tag["key"]
                                                             for tag in run["data"]["tags"]}


def test_a_follower_leaves_a_session_alone_that_has_its_own(program, environment, work, server,
                                                            spool):
    running = WrittenSession(spool, "running", alive=True)
    running.program().tests(1)
    before = sorted(path.name for path in running.path.iterdir())
    newest = write_session(spool, "newest")
    assert follow(program, environment, work, server, newest).wait(timeout=30) == 0
    assert sorted(path.name for path in running.path.iterdir()) == before
    running.leave()


def test_a_follower_takes_along_what_waited(program, environment, work, server, spool):
    for number in range(3):
        write_session(spool, f"older-{number}", environment=[("MLFLOW_EXPERIMENT_NAME", "e")])
    newest = write_session(spool, "newest")
    uploader = follow(program, {**environment, "MLFLOW_TRACKING_URI": server.url}, work, server,
                      newest)
    assert uploader.wait(timeout=60) == 0
    assert len(content_of(server.state())) == 4


def test_delivered_sessions_go_after_keep_days_and_others_never(upload, server, spool):
    old, young, waiting = (write_session(spool, name) for name in ("old", "young", "waiting"))
    upload(old.path, young.path)
    long_ago = time.time() - 15 * 86400
    os.utime(old.path / "delivered", (long_ago, long_ago))
    os.utime(waiting.path, (long_ago, long_ago))
    upload(young.path)
    assert not old.path.exists()
    assert young.path.exists() and waiting.path.exists()


def test_a_session_that_turns_unreadable_tells_who_waits(upload, spool):
    session = write_session(spool)
    (session.path / "zz-1-1.journal").write_text(json.dumps(
        {"event": "program_started", "at": 0, "format": "testtracker-journal",
         "version": "99.0"}) + "\n")
    done = upload("--follow", session.path)
    assert done.returncode != 0
    (word, _, reason) = session.outcome()[0].partition(" ")
    assert word == "spooled" and "99.0" in reason, session.outcome()
