"""Failed and changed tests as traces in a real MLflow, read back with MLflow's own client."""

import json

import mlflow
import pytest

from conftest import is_at_least
from judged_history import History
from written_session import WrittenSession

HAS_TRACES = pytest.mark.skipif(not is_at_least(3, 12), reason="an older MLflow compares no traces")
TEXT = "Expected: 1\n  Actual: 2"


class Builds:
    """Builds of one suite, each delivered with --traces."""

    def __init__(self, spool, testtracker):
        self._testtracker = testtracker
        self._history = History(spool, lambda path: self.deliver(path))
        self.runs = []  # ids
        self.last = None  # what was delivered last, and what was said

    def deliver(self, path, *arguments):
        done = self._testtracker("upload", "--json", "--traces", *arguments, path)
        if done.returncode == 0:
            self.runs.append(json.loads(done.stdout)[0]["run_id"])
        self.last = (path, done)
        return done

    def run(self, tests, **more):
        self._history.run(tests, **more)
        return self.runs[-1]


@pytest.fixture
def builds(spool, testtracker):
    return Builds(spool, testtracker)


@pytest.fixture
def traces_of(client, experiment):
    """Test → trace, of one run."""
    def search(run_id):
        found = client.get_experiment_by_name(experiment)
        traces = mlflow.search_traces(locations=[found.experiment_id], run_id=run_id,
                                      return_type="list")
        by_name = {trace.info.request_preview: trace for trace in traces}
        assert len(by_name) == len(traces)
        return by_name
    return search


def feedback_of(trace):
    return {one.name: one.value for one in trace.info.assessments}


@HAS_TRACES
def test_a_failed_test_becomes_a_trace_of_its_run(builds, traces_of):
    run = builds.run({"A/Good": 5, "A/Bad": "failed"})
    (name, trace), = traces_of(run).items()
    assert name == "A/Bad"
    assert trace.info.state == mlflow.entities.trace_state.TraceState.ERROR
    assert trace.info.response_preview == "failed: suite_test.cpp:42 Expected: 1 Actual: 2"
    assert trace.info.trace_metadata["mlflow.sourceRun"] == run
    assert trace.info.execution_duration == 5
    (passed,) = trace.info.assessments
    assert (passed.name, passed.value) == ("passed", False)
    assert TEXT in passed.rationale
    assert passed.source.source_type == "CODE"


@HAS_TRACES
def test_the_span_of_a_failed_test_has_its_text_as_an_exception(builds, traces_of):
    (trace,) = traces_of(builds.run({"A/Bad": "failed"})).values()
    (span,) = trace.data.spans
    assert (span.name, span.inputs) == ("A/Bad", "A/Bad")
    assert span.outputs == "failed: suite_test.cpp:42 Expected: 1 Actual: 2"
    assert span.get_attribute("location") == "/src/suite_test.cpp:7"
    assert "--gtest_filter=A.Bad" in span.get_attribute("rerun")
    (event,) = span.events
    assert event.name == "exception"
    assert event.attributes["exception.type"] == "failed"
    assert TEXT in event.attributes["exception.stacktrace"]


@HAS_TRACES
def test_attempts_are_spans_below_their_test(builds, traces_of, spool):
    session = WrittenSession(spool, "retried")
    for status in ("failed", "passed"):
        program = session.program()
        program.test("A", "Flaky", status, failure="no" if status == "failed" else None)
        program.end(status == "passed")
    assert builds.deliver(session.path).returncode == 0
    (trace,) = traces_of(builds.runs[-1]).values()
    names = [span.name for span in trace.data.spans]
    assert names == ["A/Flaky", "attempt 1: failed", "attempt 2: passed"]
    assert trace.info.response_preview.startswith("passed: flaky, 1 of 2 attempts failed")
    assert feedback_of(trace) == {"passed": True}


@HAS_TRACES
def test_a_new_failure_stands_beside_the_same_test_of_the_run_before(builds, traces_of):
    first = builds.run({"A/Breaks": 7, "A/Same": 5})
    second = builds.run({"A/Breaks": "failed", "A/Same": 5})
    (after,), (before,) = traces_of(second).values(), traces_of(first).values()
    assert before.info.request_preview == after.info.request_preview == "A/Breaks"
    assert feedback_of(after) == {"passed": False, "change": "new failure"}
    assert feedback_of(before) == {"passed": True}
    assert before.info.response_preview == "passed" and before.info.execution_duration == 7


@HAS_TRACES
def test_fixed_slower_and_still_failing_tests_say_so(builds, traces_of):
    builds.run({"A/Fixed": "failed", "A/Slower": 100, "A/Red": "failed", "A/Same": 100})
    run = builds.run({"A/Fixed": 5, "A/Slower": 400, "A/Red": "failed", "A/Same": 101})
    changes = {name: feedback_of(trace)["change"] for name, trace in traces_of(run).items()}
    assert changes == {"A/Fixed": "fixed", "A/Slower": "slower", "A/Red": "still failing"}


@HAS_TRACES
def test_the_earlier_runs_own_trace_stays_as_it_was(builds, traces_of):
    first = builds.run({"A/Fixed": "failed"})
    builds.run({"A/Fixed": 5})
    (trace,) = traces_of(first).values()
    assert TEXT in trace.info.assessments[0].rationale and len(trace.info.assessments) == 1
    assert trace.data.spans[0].events


@HAS_TRACES
def test_nothing_appears_twice_when_it_is_sent_again(builds, traces_of, spool):
    builds.run({"A/Breaks": 5})
    run = builds.run({"A/Breaks": "failed"})
    path, _ = builds.last
    (path / "delivered").unlink()
    cursor = json.loads((path / "cursor.json").read_text())
    (path / "cursor.json").write_text(json.dumps({**cursor, "traces": None}))
    before = {name: trace.to_dict() for name, trace in traces_of(run).items()}
    assert builds.deliver(path).returncode == 0
    assert {name: trace.to_dict() for name, trace in traces_of(run).items()} == before


@HAS_TRACES
def test_the_note_says_how_many_were_left_out(builds, client, traces_of):
    tests = {f"A/Bad{number:03}": "failed" for number in range(205)}
    run = builds.run(tests)
    assert len(traces_of(run)) == 200
    note = client.get_run(run).data.tags["mlflow.note.content"]
    assert "Traces are there of the first 200 failed and changed tests; 5 more have none." in note
    assert f"/runs/{run}/evaluations" in note


@HAS_TRACES
def test_a_long_text_is_cut_and_no_control_sequence_arrives(builds, traces_of, spool):
    history = History(spool)
    session = history.run({"A/Good": 5})
    program = session.program("second")
    program.test("A", "Loud", "failed", failure="\x1b[31m" + "x" * 100_000 + "\x1b[0m")
    program.end(False)
    assert builds.deliver(session.path).returncode == 0
    (trace,) = traces_of(builds.runs[-1]).values()
    rationale = trace.info.assessments[0].rationale
    assert "\x1b" not in rationale and len(rationale) <= 6000


def test_a_run_without_the_flag_gets_no_traces(deliver, client, spool):
    session = History(spool).run({"A/Bad": "failed"})
    run = deliver(session)
    assert "evaluations" not in run.data.tags["mlflow.note.content"]
    if is_at_least(3, 12):
        assert mlflow.search_traces(locations=[run.info.experiment_id], return_type="list") == []


@pytest.mark.skipif(is_at_least(3, 12), reason="a newer MLflow has them")
def test_an_older_server_gets_everything_else_and_one_line_says_so(builds, client):
    run = builds.run({"A/Bad": "failed"})
    _, done = builds.last
    assert done.stderr.count("\n") == 1 and "MLflow 3.12" in done.stderr
    assert client.get_run(run).info.status == "FAILED"
