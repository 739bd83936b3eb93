"""What appears in a real MLflow (docs/mlflow_mapping.md), read back with MLflow's own client."""

import gzip
import json
import math
import signal
import socket
import subprocess
import time
import xml.etree.ElementTree

import mlflow
import pytest

from conftest import NEWEST, PROGRAM, VERSION, is_at_least
from written_session import WrittenSession

NEWEST_ONLY = pytest.mark.skipif(VERSION != NEWEST, reason="takes long; the newest is enough")


def artifact(client, run, path, directory):
    return open(client.download_artifacts(run.info.run_id, path, str(directory)), "rb").read()


def artifacts_of(client, run, folder=None):
    for item in client.list_artifacts(run.info.run_id, folder):
        if item.is_dir:
            yield from artifacts_of(client, run, item.path)
        else:
            yield item.path


def points_of(client, run):
    """Metric key → all its points."""
    return {key: client.get_metric_history(run.info.run_id, key) for key in run.data.metrics}


def test_every_status_begins_with_its_word(deliver, spool):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.plan([("S", "Never")])
    program.test("S", "Passes")
    program.test("S", "Fails", "failed", failure="Expected: 1\n  Actual: 2")
    program.test("S", "Skips", "skipped", skip="no GPU")
    program.write("test_disabled", suite="S", name="DISABLED_Later")
    program.begin("S", "Crashes")
    program.die()
    params = deliver(session).data.params
    assert params["S/Passes"] == "passed"
    assert params["S/Fails"] == "failed: suite_test.cpp:42 Expected: 1 Actual: 2"
    assert params["S/Skips"] == "skipped: no GPU"
    assert params["S/DISABLED_Later"].startswith("disabled")
    assert params["S/Crashes"].startswith("crashed")
    assert params["S/Never"].startswith("not_run")
    assert "Expected: 1\n  Actual: 2" in params["S/Fails_exception"]
    assert "S/Passes_exception" not in params


def test_flaky_tests_say_so(deliver, spool):
    session = WrittenSession(spool, "session")
    for status in ("failed", "passed"):
        program = session.program()
        program.test("S", "Sometimes", status, failure="no" if status == "failed" else None)
        program.end(status == "passed")
    run = deliver(session)
    assert run.data.params["S/Sometimes"] == (
        "passed: flaky, 1 of 2 attempts failed: suite_test.cpp:42 no")
    assert run.data.tags["testtracker.flaky"] == "S/Sometimes"
    assert run.data.metrics["tests/flaky"] == 1 and run.info.status == "FINISHED"


def test_metrics_stand_once_at_the_build(deliver, client, spool):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.test("S", "A", duration_ms=12.5)
    program.test("S", "B", "failed", failure="no")
    program.end(False)
    run = deliver(session, "--build", "30", "--commit", "f3eb639a" * 5)
    assert run.data.metrics["S/A_dur_ms"] == 12.5
    summary = {key: run.data.metrics[f"tests/{key}"] for key in ("total", "passed", "failed")}
    assert summary == {"total": 2, "passed": 1, "failed": 1}
    assert run.data.metrics["build/number"] == 30
    points = points_of(client, run)
    assert {len(values) for values in points.values()} == {1}
    assert {value.step for values in points.values() for value in values} == {30}
    assert run.info.run_name == "#30 f3eb639a"
    assert run.info.status == "FAILED"
    assert run.info.end_time >= run.info.start_time == session.started // 1_000_000


def test_tags_say_where_it_was(deliver, spool):
    session = WrittenSession(spool, "session")
    session.program().end()
    run = deliver(session, "--branch", "main", "--suite", "engine", "--tag", "team=blue",
                  env={"MLFLOW_RUN_CONTEXT": '{"ticket": "T-1"}'})
    tags = run.data.tags
    assert tags["testtracker.session"] == "session"
    assert tags["testtracker.mapping"] == "1" and tags["testtracker.kind"] == "session"
    assert tags["testtracker.series"].startswith("engine/main/linux-")
    assert tags["git.branch"] == "main" and tags["compiler"] == "GCC 12.2.0"
    assert tags["build_type"] == "Release" and tags["host"] == "host"
    assert tags["team"] == "blue" and tags["ticket"] == "T-1"
    assert tags["mlflow.user"] and tags["mlflow.source.name"]


def test_the_note_begins_with_verdict_and_failed_tests(deliver, spool):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.test("Parser", "Reads", "failed", failure="no input")
    program.tests(3)
    program.end(False)
    lines = deliver(session).data.tags["mlflow.note.content"].splitlines()
    assert lines[0].startswith("**Failed:** 1 of 4 tests")
    assert "Parser/Reads" in lines[1] or "Parser/Reads" in lines[2]


def test_the_table_opens_with_mlflows_own_function(deliver, client, spool, experiment):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.tests(3)
    program.test("Parser", "Reads", "failed", failure="no input")
    program.end(False)
    run = deliver(session)
    mlflow.set_experiment(experiment)
    table = mlflow.load_table("tests.json", run_ids=[run.info.run_id])
    assert list(table.columns)[:5] == ["test", "status", "dur_ms", "message", "file"]
    assert table["test"][0] == "Parser/Reads" and table["status"][0] == "failed"
    assert len(table) == 4


def test_the_artifacts_hold_everything(deliver, client, spool, tmp_path):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.test("Parser", b"Reads \xff", "failed", failure="\x1b[31mred\x1b[0m text",
                 attachments={"trace.txt": b"a trace\x00"})
    program.end(False)
    run = deliver(session)
    paths = set(artifacts_of(client, run))
    assert {"tests.json", "report.html", "junit.xml", "testtracker/session.jsonl.gz"} <= paths
    (log,) = [path for path in paths if path.startswith("log/")]
    assert b"red text" in artifact(client, run, log, tmp_path)
    (trace,) = [path for path in paths if path.endswith("trace.txt")]
    assert artifact(client, run, trace, tmp_path) == b"a trace\x00"
    lines = gzip.decompress(artifact(client, run, "testtracker/session.jsonl.gz", tmp_path))
    assert b"UmVhZHMg/w==" in lines  # the name's bytes
    junit = xml.etree.ElementTree.fromstring(artifact(client, run, "junit.xml", tmp_path))
    assert len(list(junit.iter("failure"))) == 1
    assert b"<script" in artifact(client, run, "report.html", tmp_path)


def test_users_numbers_and_texts_arrive(deliver, spool):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.test("S", "T", metrics={"rows": 1.5e6, "nothing": "NaN", "much": "Infinity"},
                 params={"input": "groß.txt\nline"})
    program.write("metric", name="warm_up", value=3.5)
    program.end()
    run = deliver(session)
    assert run.data.metrics["S/T/rows"] == 1.5e6
    assert math.isnan(run.data.metrics["S/T/nothing"])
    assert run.data.metrics["S/T/much"] > 1e308
    assert run.data.metrics["warm_up"] == 3.5
    assert run.data.params["S/T/input"] == "groß.txt\nline"


def test_any_name_gets_a_key_and_no_two_share_one(deliver, spool):
    names = ["a::b", "a/b", "a.b", "A.b", "x" * 10_000, "x" * 10_001, "..", " ", "ünï", "<T>", "a\nb"]
    session = WrittenSession(spool, "session")
    program = session.program()
    for name in names:
        program.test("S", name)
    program.test("S", b"\xff\xfe")
    program.end()
    run = deliver(session)
    assert run.data.metrics["tests/total"] == len(names) + 1
    assert sum(value == "passed" for value in run.data.params.values()) == len(names) + 1
    assert all(len(key) <= 250 for key in run.data.params)


def test_a_text_of_ten_megabytes_is_cut_where_mlflow_ends(deliver, spool):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.test("S", "T", "failed", failure="x" * 10_000_000)
    program.end(False)
    assert 5_000 < len(deliver(session).data.params["S/T_exception"]) <= 6_000


def test_beyond_two_hundred_tests_only_the_telling_ones_have_keys(deliver, spool):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.tests(300)
    program.test("S", "Slow", duration_ms=2000)
    program.test("S", "Fails", "failed", failure="no")
    program.end(False)
    run = deliver(session)
    assert run.data.metrics["tests/total"] == 302
    assert run.data.params["S/Fails"].startswith("failed")
    assert "Suite/Test0" not in run.data.params
    assert run.data.metrics["S/Slow_dur_ms"] == 2000
    assert len(run.data.params) + len(run.data.metrics) <= 500


@NEWEST_ONLY
def test_twenty_thousand_tests_are_one_small_run(deliver, client, spool, tmp_path):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.tests(20_000)
    program.end()
    run = deliver(session)
    assert run.data.metrics["tests/total"] == 20_000
    assert len(run.data.params) + len(run.data.metrics) <= 500
    assert len(json.loads(artifact(client, run, "tests.json", tmp_path))["data"]) == 20_000


def test_nested_programs_are_there_and_do_not_count(deliver, client, spool, tmp_path):
    session = WrittenSession(spool, "session")
    outer = session.program("outer")
    outer.test("S", "RunsPrograms")
    inner = session.program("inner", nested=True)
    inner.test("S", "FailsOnPurpose", "failed", failure="no")
    inner.end(False)
    outer.end()
    run = deliver(session)
    assert run.info.status == "FINISHED"
    assert run.data.metrics["tests/total"] == 1
    assert b"FailsOnPurpose" in gzip.decompress(
        artifact(client, run, "testtracker/session.jsonl.gz", tmp_path))


def test_a_second_upload_changes_nothing(deliver, client, spool, runs_of):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.test("S", "T", metrics={"nothing": "NaN"})
    program.end()
    first = deliver(session)
    (session.path / "delivered").unlink()
    (session.path / "cursor.json").unlink()  # as after a lost disk
    second = deliver(session)
    assert first.info.run_id == second.info.run_id
    assert len(runs_of()) == 1
    assert {len(values) for values in points_of(client, second).values()} == {1}


def test_a_server_that_comes_later_gets_everything_once(testtracker, deliver, spool, runs_of):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.tests(5)
    program.end()
    with socket.socket() as nobody:  # bound, and listening to no one
        nobody.bind(("127.0.0.1", 0))
        absent = testtracker("upload", session.path, env={
            "MLFLOW_TRACKING_URI": f"http://127.0.0.1:{nobody.getsockname()[1]}",
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1"})
    assert absent.returncode == 3 and not session.is_delivered()
    deliver(session)
    assert len(runs_of()) == 1 and session.is_delivered()


def test_a_deleted_run_stays_deleted(testtracker, deliver, client, spool, runs_of):
    session = WrittenSession(spool, "session")
    session.program().end()
    run = deliver(session)
    client.delete_run(run.info.run_id)
    (session.path / "delivered").unlink()
    refused = testtracker("upload", session.path)
    assert refused.returncode == 3 and "--again" in refused.stderr
    assert runs_of() == []
    deliver(session, "--again")
    assert len(runs_of()) == 1


def test_a_deleted_experiment_is_explained(testtracker, deliver, client, spool, experiment):
    first = WrittenSession(spool, "first")
    first.program().end()
    deliver(first)
    client.delete_experiment(client.get_experiment_by_name(experiment).experiment_id)
    second = WrittenSession(spool, "second")
    second.program().end()
    refused = testtracker("upload", second.path)
    assert refused.returncode == 3 and "restore" in refused.stderr
    assert not second.is_delivered()


@pytest.mark.skipif(not is_at_least(2, 22), reason="views came with 2.22")
def test_the_prepared_views_are_experiment_tags(deliver, client, spool, experiment):
    session = WrittenSession(spool, "session")
    program = session.program()
    program.test("S", "Fails", "failed", failure="no")
    program.end(False)
    deliver(session)
    tags = client.get_experiment_by_name(experiment).tags
    trend = json.loads(tags["mlflow.sharedViewState.testtracker_trend"])
    assert json.loads(trend["state"])["groupBy"]["groupByKeys"] == [
        {"mode": "tag", "groupByData": "testtracker.series"}]
    assert "S/Fails" in tags["mlflow.sharedViewState.testtracker_status"]
    assert "viewStateShareKey=testtracker_trend" in tags["mlflow.note.content"]


def test_a_followed_session_is_seen_while_it_runs(client, spool, environment, tmp_path, runs_of):
    session = WrittenSession(spool, "session", alive=True)
    program = session.program()
    program.tests(2)
    program.begin("S", "Last")
    uploader = subprocess.Popen([PROGRAM, "upload", "--follow", session.path], env=environment,
                                cwd=tmp_path, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not any("Suite/Test1_dur_ms" in run.data.metrics for run in runs_of()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (run,) = runs_of()
    assert run.info.status == "RUNNING"
    assert run.data.tags["testtracker.progress"].startswith("2 of 3")
    program.finish("passed")
    program.end()
    session.leave()
    assert uploader.wait(timeout=60) == 0
    (run,) = runs_of()
    assert run.info.status == "FINISHED" and run.data.metrics["tests/total"] == 3
    assert {len(values) for values in points_of(client, run).values()} == {1}


def test_an_interrupted_session_is_killed(deliver, spool):
    session = WrittenSession(spool, "session", kind="runner")
    runner = session.program("testtracker", kind="runner")
    program = session.program()
    program.test("S", "T")
    program.die()
    runner.write("process_exited", process=program.process, pid=1, signal=int(signal.SIGINT))
    runner.end(False)
    assert deliver(session).info.status == "KILLED"


def test_a_run_that_was_given_is_used(deliver, client, spool, experiment):
    experiment_id = client.create_experiment(experiment)
    given = client.create_run(experiment_id).info.run_id
    session = WrittenSession(spool, "session")
    program = session.program()
    program.tests(1)
    program.end()
    run = deliver(session, env={"MLFLOW_RUN_ID": given})
    assert run.info.run_id == given
    assert run.data.params["Suite/Test0"] == "passed"
