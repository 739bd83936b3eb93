"""testtracker run: the program is untouched, its session complete, the delivery told."""

import json
import os
import pathlib
import pty
import re
import signal
import stat
import subprocess
import sys

import pytest
from built_program import wait_until

PROGRAM = [sys.executable, str(pathlib.Path(__file__).with_name("journal_program.py"))]

# Stands for `testtracker upload`: writes what FAKE_OUTCOME says, after its owner's end.
FAKE_UPLOADER = """#!/bin/sh
echo "uploader: $*" >&2
test "$1 $2" = "upload --follow" || exit 9
while ! grep -q program_ended "$3"/*.journal; do sleep 0.01; done
case "$FAKE_OUTCOME" in
  none) exit 1 ;;
  late) while ! test -e "$FAKE_GO"; do sleep 0.01; done ;;
  spooled) echo "spooled the server is away" > "$3/outcome" ;;
  *) printf 'delivered http://h/run\\ntrend http://h/trend\\ncompare http://h/compare\\n' > "$3/t"
     mv "$3/t" "$3/outcome" ;;
esac
"""


@pytest.fixture
def spool(environment):
    return pathlib.Path(environment["TESTTRACKER_SPOOL"])


@pytest.fixture
def run(testtracker, environment, tmp_path):
    """testtracker run with a fake uploader."""
    uploader = tmp_path / "uploader"
    uploader.write_text(FAKE_UPLOADER)
    uploader.chmod(uploader.stat().st_mode | stat.S_IXUSR)
    environment["TESTTRACKER_PROGRAM"] = str(uploader)

    def start(*arguments, **options):
        return testtracker("run", *arguments, **options)

    return start


@pytest.fixture
def start_run(run, program, environment, work):
    """The same, not waited for; ended with the test."""
    started = []

    def start(*arguments, **options):
        process = subprocess.Popen([program, "run", *map(str, arguments)], env=environment,
                                   cwd=work, **options)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def the_session(spool):
    sessions = list((spool / "sessions").iterdir())
    assert len(sessions) == 1
    return sessions[0]


def records(session):
    """All records of all journals, by the kind of their process."""
    found = {}
    for path in session.glob("*.journal"):
        lines = [json.loads(line) for line in path.read_text().splitlines() if line]
        found[lines[0]["kind"]] = lines
    return found


def exit_record(session):
    return next(line for line in records(session)["runner"] if line["event"] == "process_exited")


# ---- the program is untouched

@pytest.mark.parametrize("code", [0, 1, 42, 255])
def test_the_exit_code_is_the_programs(run, code):
    assert run("--", "sh", "-c", f"exit {code}").returncode == code


def test_a_signal_gives_128_and_its_number(run, spool):
    result = run("--", "sh", "-c", "kill -SEGV $$")
    assert result.returncode == 128 + signal.SIGSEGV
    assert exit_record(the_session(spool))["signal"] == signal.SIGSEGV


def test_standard_streams_pass_through_byte_by_byte(run, program, environment, work):
    every_byte = bytes(range(256)) * 1000
    result = subprocess.run([program, "run", "--quiet", "--", "sh", "-c", "cat; echo oops >&2"],
                            input=every_byte, capture_output=True, env=environment, cwd=work,
                            timeout=60, check=False)
    assert result.stdout == every_byte
    assert result.stderr == b"oops\n"


def test_options_behind_the_program_are_its_own(run):
    assert run("echo", "--json", "--help").stdout == "--json --help\n"
    assert run("--", "echo", "--", "--version").stdout == "-- --version\n"


def test_the_program_sees_its_own_environment_and_the_session(run, spool):
    result = run("--experiment", "mine", "--tag", "a=b", "--", "env",
                 env={"MLFLOW_RUN_CONTEXT": '{"own": "1"}'})
    variables = dict(line.split("=", 1) for line in result.stdout.splitlines())
    assert variables["TESTTRACKER_SESSION"] == str(the_session(spool))
    assert variables["MLFLOW_RUN_CONTEXT"] == '{"own": "1"}'
    assert "MLFLOW_EXPERIMENT_NAME" not in variables
    assert "TESTTRACKER_PROCESS" not in variables


def test_other_descriptors_are_inherited(run, program, environment, work):
    reader, writer = os.pipe()
    subprocess.run([program, "run", "--", "sh", "-c", f"echo through > /dev/fd/{writer}"],
                   env=environment, cwd=work, pass_fds=[writer], timeout=60, check=True)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        assert pipe.read() == "through\n"


# ---- programs that do not start

def test_a_missing_program_is_127_and_leaves_no_session(run, spool):
    result = run("--", "no-such-program")
    assert result.returncode == 127
    assert result.stderr == ("testtracker: start no-such-program: there is no such program in "
                             "PATH\n")
    assert list((spool / "sessions").iterdir()) == []


def test_a_file_that_cannot_be_executed_is_126(run, work):
    (work / "plain").write_text("text")
    result = run("--", "./plain")
    assert result.returncode == 126
    assert "./plain" in result.stderr


def test_our_own_failures_are_125(run, work):
    assert run().returncode == 125
    assert "which program" in run().stderr
    assert "did you mean '--timeout'" in run("--timeuot", "3", "true").stderr
    assert run("--timeout", "-1", "true").returncode == 125
    (work / "testtracker.toml").write_text("keep_days = 'x'\n")
    assert run("true").returncode == 125


# ---- the session

def test_the_session_belongs_to_the_runner(run, spool):
    run("--", *PROGRAM, "pass", "A", "await", "/", "--token=geheim", "x")
    session = the_session(spool)
    info = json.loads((session / "session.json").read_text())
    assert info["owner"]["kind"] == "runner"
    assert info["command"][-2:] == ["--token=****", "x"]
    found = records(session)
    assert found["runner"][0]["program"] == os.path.basename(sys.executable)
    assert found["test_program"][0]["nested"] is False
    assert "geheim" not in (session / "session.json").read_text() + json.dumps(found["runner"])


def test_flags_are_remembered_for_an_upload_days_later(run, spool):
    run("--experiment", "mine", "--suite", "unit", "--tag", "a=b", "--", "true",
        env={"MLFLOW_RUN_CONTEXT": '{"own": "1"}'})
    info = json.loads((the_session(spool) / "session.json").read_text())
    remembered = dict(info["environment"])
    assert remembered["MLFLOW_EXPERIMENT_NAME"] == "mine"
    assert remembered["TESTTRACKER_SUITE"] == "unit"
    assert json.loads(remembered["MLFLOW_RUN_CONTEXT"]) == {"own": "1", "a": "b"}


def test_the_end_of_the_program_is_recorded(run, spool):
    run("--", *PROGRAM, "pass", "A", "exit", "3")
    session = the_session(spool)
    seen = exit_record(session)
    assert seen["exit_code"] == 3
    assert seen["process"] == records(session)["test_program"][0]["process"]
    assert seen["max_resident_bytes"] > 1_000_000
    assert seen["user_time"] > 0
    assert records(session)["runner"][-1]["event"] == "program_ended"


def test_switched_off_it_only_runs_the_program(run, spool):
    result = run("--", "sh", "-c", "echo hi; exit 4", env={"TESTTRACKER": "off"})
    assert (result.returncode, result.stdout, result.stderr) == (4, "hi\n", "")
    assert not spool.exists()


def test_inside_of_a_session_it_joins_and_is_silent(run, spool):
    run("--quiet", "--", "true")
    session = the_session(spool)
    result = run("--", *PROGRAM, "fail", "A", env={"TESTTRACKER_SESSION": str(session)})
    assert (result.returncode, result.stderr) == (1, "")
    assert the_session(spool) == session
    assert len(list(session.glob("*.journal"))) == 4  # two runners and their programs


def test_a_spool_that_cannot_be_written_does_not_stop_the_tests(run, tmp_path):
    blocked = {"TESTTRACKER_SPOOL": "/dev/null/spool"}
    result = run("--", "sh", "-c", "exit 5", env=blocked)
    assert result.returncode == 5
    assert result.stderr.startswith("testtracker: nothing will be recorded: ")
    assert run("--require-upload", "--", "sh", "-c", "exit 5", env=blocked).returncode == 125


# ---- what is told

def test_counts_and_links_are_told_at_the_end(run):
    result = run("--", *PROGRAM, "pass", "A", "fail", "B", "skip", "C")
    assert result.stdout == ""
    assert result.stderr == ("testtracker: 3 tests, 1 failed, 1 skipped\n"
                             "  trend    http://h/trend\n"
                             "  run      http://h/run\n"
                             "  compare  http://h/compare\n")


def test_quiet_says_nothing_when_all_was_delivered(run):
    assert run("--quiet", "--", *PROGRAM, "pass", "A").stderr == ""


def test_json_is_one_line_on_stderr(run, spool):
    told = json.loads(run("--json", "--", *PROGRAM, "pass", "A", "fail", "B").stderr)
    assert told["outcome"] == "delivered"
    assert told["run_url"] == "http://h/run"
    assert (told["counts"]["total"], told["counts"]["failed"]) == (2, 1)
    assert told["session"] == str(the_session(spool))


def test_a_spooled_session_says_why_and_what_to_type(run, spool):
    result = run("--", *PROGRAM, "pass", "A", env={"FAKE_OUTCOME": "spooled"})
    assert result.returncode == 0
    assert result.stderr.splitlines()[1] == (
        "testtracker: not delivered: the server is away; kept, deliver with: "
        f"testtracker upload {the_session(spool)}")


def test_a_server_of_one_run_is_in_what_to_type_without_its_password(run):
    result = run("--tracking-uri", "http://me:geheim@h/", "--", "true",
                 env={"FAKE_OUTCOME": "spooled"})
    assert result.stderr.endswith(" --tracking-uri 'http://***@h/'\n")


def test_an_uploader_that_ends_without_a_word_names_its_log(run):
    result = run("--", "true", env={"FAKE_OUTCOME": "none"})
    log = re.search(r"see (\S+\.log)", result.stderr)[1]
    assert "uploader: upload --follow" in pathlib.Path(log).read_text()


def test_it_does_not_wait_for_ever(run, tmp_path):
    go = tmp_path / "go"
    result = run("--wait", "0.1", "--", "true", env={"FAKE_OUTCOME": "late", "FAKE_GO": str(go)})
    go.touch()
    assert result.returncode == 0
    assert "still being delivered in the background" in result.stderr


def test_a_required_upload_that_failed_is_3_only_when_the_tests_passed(run):
    away = {"FAKE_OUTCOME": "spooled"}
    assert run("--require-upload", "--", "true", env=away).returncode == 3
    assert run("--require-upload", "--", "sh", "-c", "exit 7", env=away).returncode == 7
    assert run("--require-upload", "--", "true").returncode == 0


# ---- time-outs and signals

def test_a_timeout_ends_the_whole_group_and_is_recorded(run, spool, tmp_path):
    child = tmp_path / "child"
    result = run("--timeout", "0.5", "--", "sh", "-c",
                 f"sh -c 'trap \"\" TERM; echo $$ > {child}; exec sleep 100' & wait")
    assert result.returncode == 124
    assert exit_record(the_session(spool))["timed_out"] is True
    pid = int(child.read_text())
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_are_forwarded_once(start_run, tmp_path, number):
    ready, caught, go = tmp_path / "ready", tmp_path / "caught", tmp_path / "go"
    process = start_run("--quiet", "--", *PROGRAM, "catch", caught, "touch", ready, "await", go,
                        "exit", "6")
    wait_until(ready.exists)
    process.send_signal(number)
    wait_until(caught.exists)
    go.touch()
    assert process.wait(timeout=30) == 6
    assert caught.read_text() == number.name + "\n"


def test_a_signal_that_kills_the_program_is_passed_on(start_run, spool, tmp_path):
    ready = tmp_path / "ready"
    process = start_run("--quiet", "--", "sh", "-c", f": > {ready}; exec sleep 100")
    wait_until(ready.exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 128 + signal.SIGTERM
    assert exit_record(the_session(spool))["signal"] == signal.SIGTERM


def test_ctrl_c_on_a_terminal_reaches_the_program_once(run, program, environment, work, tmp_path):
    ready, caught, go = tmp_path / "ready", tmp_path / "caught", tmp_path / "go"
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(work)
        os.execve(program, [str(program), "run", "--", *PROGRAM, "catch", str(caught), "touch",
                            str(ready), "await", str(go), "exit", "6"], environment)
    wait_until(ready.exists)
    os.write(terminal, b"\x03")
    wait_until(caught.exists)
    go.touch()
    output = b""
    while True:
        try:
            piece = os.read(terminal, 1000)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        output += piece
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 6
    assert caught.read_text() == "SIGINT\n"
    assert b"http://h/run" in output


def test_an_ignored_signal_stays_ignored(start_run, tmp_path):
    ready, caught, go = tmp_path / "ready", tmp_path / "caught", tmp_path / "go"
    process = start_run("--quiet", "--", *PROGRAM, "catch", caught, "touch", ready, "await", go,
                        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    wait_until(ready.exists)
    process.send_signal(signal.SIGHUP)
    go.touch()
    assert process.wait(timeout=30) == 0
    assert not caught.exists()


def test_a_killed_runner_leaves_the_program_alone(start_run, spool, tmp_path):
    ready, go, done = tmp_path / "ready", tmp_path / "go", tmp_path / "done"
    process = start_run("--", *PROGRAM, "pass", "A", "touch", ready, "await", go, "pass", "B",
                        "touch", done)
    wait_until(ready.exists)
    process.kill()
    process.wait()
    go.touch()
    wait_until(done.exists)
    journal = records(the_session(spool))["test_program"]
    assert [line["name"] for line in journal if line["event"] == "test_started"] == ["A", "B"]
