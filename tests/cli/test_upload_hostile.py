"""`testtracker upload` against a server that is absent, slow, lying, forbidding or broken: a sentence
that says what to type, everything still in the spool, and delivered exactly once later."""

import socket

import pytest

from uploads import (IMPATIENT, FakeMlflow, content_of, server, spool, traces_of,  # noqa: F401
                     upload, write_session)

# Faults that pass by: name → fault. Each strikes once, then the server is well again.
PASSING = {
    "429 with seconds": {"status": 429, "headers": {"Retry-After": "0"}},
    "429 with a date": {"status": 429, "retry_after_date_s": 0},
    "503": {"status": 503},
    "500": {"status": 500, "error_code": "INTERNAL_ERROR"},
    "502 HTML": {"action": "html", "status": 502},
    "408": {"status": 408},
    "closed before": {"action": "drop"},
    "closed after": {"action": "drop", "effect": True},
    "cut reply": {"action": "cut", "effect": True},
    "cut headers": {"action": "cut_headers", "effect": True},
    "stale connection": {"action": "stale", "effect": True},
    "slow reply": {"action": "slow", "delay_s": 0.2, "trickle_s": 0.2, "effect": True},
}
ROUTES = ["experiments/get-by-name", "runs/create", "runs/search", "runs/log-batch", "artifacts/*",
          "runs/get", "runs/update"]


@pytest.fixture
def delivered_later(upload, server):
    """What every failed delivery owes: still in the spool, then exactly once."""

    def check(session, *arguments, env=None):
        assert not session.is_delivered()
        assert list(session.path.glob("*.journal"))
        server.clear_faults()
        done = upload(session.path, *arguments, env=env)
        assert done.returncode == 0, done.stderr
        assert len(content_of(server.state())) == 1
        assert session.is_delivered()
        points = content_of(server.state())[0]["points"]
        assert points and {count for _, count in points} == {1}

    return check


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_is_not_seen(upload, server, spool, fault):
    upload(write_session(spool, "undisturbed", started=10**18).path, "--experiment", "undisturbed")
    (expected,) = content_of(server.state())
    for number, route in enumerate(ROUTES):
        session = write_session(spool, f"session-{number}", started=10**18)
        server.add_faults({"route": route, **PASSING[fault]})
        done = upload(session.path, "--experiment", f"experiment-{number}")
        assert done.returncode == 0, (route, done.stderr)
        assert content_of(server.state())[1 + number:] == [expected], route
        server.clear_faults()


def test_an_absent_server_leaves_the_session_in_the_spool(testtracker, spool, delivered_later):
    session = write_session(spool)
    with socket.socket() as nobody:  # bound, and listening to no one
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        done = testtracker("upload", session.path, env={"MLFLOW_TRACKING_URI": url, **IMPATIENT})
    assert done.returncode == 3
    assert url in done.stderr
    assert session.outcome()[0].startswith("spooled ")
    delivered_later(session)


@pytest.mark.parametrize("route", ROUTES)
def test_a_server_that_stays_broken_is_told_and_survived(upload, server, spool, delivered_later,
                                                         route):
    session = write_session(spool)
    server.add_faults({"route": route, "status": 503, "times": None})
    done = upload(session.path)
    assert done.returncode == 3
    assert "503" in done.stderr
    delivered_later(session)


def test_credentials_are_asked_for_by_name(upload, server, spool, delivered_later):
    session = write_session(spool)
    server.set_options(authorization="Bearer right")
    wrong = upload(session.path, env={"MLFLOW_TRACKING_TOKEN": "wr0ng"})
    assert wrong.returncode == 3
    assert "MLFLOW_TRACKING_" in wrong.stderr
    assert "wr0ng" not in wrong.stdout + wrong.stderr + "".join(session.outcome())
    delivered_later(session, env={"MLFLOW_TRACKING_TOKEN": "right"})


def test_a_forbidden_server_says_so(upload, server, spool, delivered_later):
    session = write_session(spool)
    server.set_options(forbidden=True)
    done = upload(session.path)
    assert done.returncode == 3 and "403" in done.stderr
    server.set_options(forbidden=False)
    delivered_later(session)


def test_a_refused_host_header_is_explained(upload, server, spool, delivered_later):
    session = write_session(spool)
    server.set_options(allowed_hosts=False)
    done = upload(session.path)
    assert done.returncode == 3 and "--allowed-hosts" in done.stderr
    server.set_options(allowed_hosts=True)
    delivered_later(session)


def test_html_instead_of_json_names_the_setting(upload, server, spool, delivered_later):
    session = write_session(spool)
    server.add_faults({"route": "*", "action": "html", "times": None})
    done = upload(session.path)
    assert done.returncode == 3
    assert "HTML" in done.stderr and "MLFLOW_TRACKING_URI" in done.stderr
    delivered_later(session)


def test_a_lying_server_is_caught_and_sent_the_rest(upload, server, spool):
    session = write_session(spool)
    server.add_faults({"route": "runs/log-batch", "action": "lose", "keep": 3})
    assert upload(session.path).returncode == 0
    (run,) = content_of(server.state())
    assert "tests/total" in {key for key, _, _ in run["metrics"]}
    assert dict(run["params"])["Suite/Test0"] == "passed"


def test_a_server_that_keeps_lying_is_told(upload, server, spool, delivered_later):
    session = write_session(spool)
    server.add_faults({"route": "runs/log-batch", "action": "lose", "keep": 1, "times": None})
    done = upload(session.path)
    assert done.returncode == 3
    assert "does not keep" in done.stderr
    delivered_later(session)


def api(server, name, message):
    import json
    import urllib.request
    request = urllib.request.Request(f"{server.url}/api/2.0/mlflow/{name}",
                                     json.dumps(message).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.loads(reply.read() or "{}")


def test_a_deleted_run_stays_deleted(upload, server, spool):
    session = write_session(spool)
    server.add_faults({"route": "artifacts/*", "status": 503, "times": None})
    assert upload(session.path).returncode == 3
    (run,) = server.state()["runs"]
    api(server, "runs/delete", {"run_id": run["info"]["run_id"]})
    server.clear_faults()
    done = upload(session.path)
    assert done.returncode == 3
    assert "deleted" in done.stderr and "--again" in done.stderr
    assert content_of(server.state()) == []
    assert upload(session.path, "--again").returncode == 0
    assert len(content_of(server.state())) == 1


def test_a_deleted_experiment_still_owns_its_name(upload, server, spool):
    upload(write_session(spool, "first").path, "--experiment", "engine")
    (experiment,) = [item for item in server.state()["experiments"] if item["name"] == "engine"]
    api(server, "experiments/delete", {"experiment_id": experiment["experiment_id"]})
    session = write_session(spool, "second")
    done = upload(session.path, "--experiment", "engine")
    assert done.returncode == 3
    assert "restore" in done.stderr
    assert not session.is_delivered()


def test_artifacts_that_cannot_be_kept_are_left_out_with_a_line(upload, server, spool):
    for number, artifacts in enumerate(["disabled", "s3://bucket"]):
        server.set_options(artifacts=artifacts)
        done = upload(write_session(spool, f"session-{number}").path)
        assert done.returncode == 0, done.stderr
        assert "artifact" in done.stderr
    assert [run["artifacts"] for run in content_of(server.state())] == [[], []]


def test_a_path_prefix_is_kept(testtracker, spool):
    with FakeMlflow(prefix="/ml") as server:
        session = write_session(spool)
        done = testtracker("upload", session.path,
                           env={"MLFLOW_TRACKING_URI": server.url + "/", **IMPATIENT})
        assert done.returncode == 0, done.stderr
        assert f"{server.url}/#/experiments/" in done.stdout
        assert server.violations() == []


@pytest.mark.parametrize("version", ["2.9.2", "2.22.5"])
def test_what_an_old_server_cannot_do_is_left_out(testtracker, spool, version):
    with FakeMlflow(version=version, keepalive=False) as server:
        session = write_session(spool, passing=120, environment=[("CI", "true")])
        done = testtracker("upload", session.path, "--tag", f"long={'x' * 9000}",
                           env={"MLFLOW_TRACKING_URI": server.url, **IMPATIENT})
        assert done.returncode == 0, done.stderr
        (run,) = content_of(server.state())
        assert dict(run["params"])["Suite/Test119"] == "passed"
        assert server.violations() == []


REFUSALS = {
    "closed": {"action": "drop"},
    "no such way": {"action": "html", "status": 404},
    "forbidden": {"status": 403, "error_code": "PERMISSION_DENIED"},
    "no store for them": {"status": 501, "body": '{"detail": "not supported by FileStore"}'},
    "broken": {"status": 500, "error_code": "INTERNAL_ERROR"},
    "somebody else": {"action": "html"},
}


@pytest.mark.parametrize("route", ["/v1/traces", "/mlflow/traces"])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_server_that_refuses_traces_alone_gets_everything_else(upload, server, spool, refusal,
                                                                 route):
    session = write_session(spool)
    server.add_faults({"route": route, "times": None, **REFUSALS[refusal]})
    done = upload(session.path, "--traces", "--quiet")
    assert done.returncode == 0 and session.is_delivered()
    assert content_of(server.state())[0]["status"] == "FAILED"
    done = upload(write_session(spool, "loud").path, "--traces")
    said = [line for line in done.stderr.splitlines() if "traces" in line]
    assert len([line for line in said if "the run gets no traces" in line]) == 1, said
    note = server.state()["runs"][-1]["data"]["tags"]
    assert "There are no traces: " in next(tag["value"] for tag in note
                                           if tag["key"] == "mlflow.note.content")


def test_a_server_that_goes_away_amid_traces_gets_them_later(upload, server, spool,
                                                             delivered_later):
    session = write_session(spool)
    server.add_faults({"route": "/v1/traces", "action": "drop", "times": None},
                      {"route": "runs/get", "action": "drop", "times": None})
    assert upload(session.path, "--traces", "--experiment", "engine").returncode == 3
    delivered_later(session)
    assert len(traces_of(server.state(), "engine")) == 2


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_amid_traces_is_not_seen(upload, server, spool, fault):
    for number, route in enumerate(["/v1/traces", "/mlflow/traces"]):
        server.add_faults({"route": route, **PASSING[fault]})
        done = upload(write_session(spool, f"session-{number}").path, "--traces", "--experiment",
                      f"experiment-{number}")
        assert done.returncode == 0, (route, done.stderr)
        assert len(traces_of(server.state(), f"experiment-{number}")) == 2
        server.clear_faults()
