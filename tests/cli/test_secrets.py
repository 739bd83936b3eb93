"""testtracker secrets: values by scope and key, in a file of this machine or in a workspace."""

import json
import os
import pathlib
import pty
import signal
import stat
import subprocess
import sys
import termios
import time

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tests" / "support" / "fake_databricks"))

from databricks_server import FakeDatabricks  # noqa: E402
from documented_commands import console_blocks  # noqa: E402

VALUE = "s3cr/t+\"w rd ü"


@pytest.fixture(params=["local", "databricks"])
def secrets(request, program, work, environment):
    """Runs a word of the verb: secrets("put", "s", "k", given="value"). Both targets alike."""
    with FakeDatabricks() as server:
        more = {"DATABRICKS_HOST": server.url, "DATABRICKS_TOKEN": "dapi-fake",
                "NO_PROXY": "127.0.0.1"} if request.param == "databricks" else {}

        def run(*arguments, given=""):
            return subprocess.run(
                [program, "secrets", *arguments, "--target", request.param], input=given.encode(),
                env={**environment, **more}, cwd=work, capture_output=True, timeout=60, check=False)
        run.server = server
        yield run
        assert server.violations() == []


@pytest.fixture
def store(environment):
    """Path of the local store."""
    return pathlib.Path(environment["HOME"], ".local/state/testtracker/secrets/secrets.json")


def put(secrets, scope="deploy", key="token", value=VALUE):
    assert secrets("create-scope", scope).returncode == 0
    done = secrets("put", scope, key, given=value)
    assert done.returncode == 0, done.stderr
    return done


def test_a_value_comes_back_to_a_pipe_as_it_was_given(secrets):
    put(secrets)
    assert secrets("get", "deploy", "token").stdout == VALUE.encode()


def test_the_newline_of_echo_is_no_part_of_the_value(secrets):
    put(secrets, value="first\nsecond\n")
    assert secrets("get", "deploy", "token").stdout == b"first\nsecond"


def test_list_shows_names_and_no_values(secrets):
    put(secrets)
    assert secrets("list").stdout == b"deploy\n"
    assert secrets("list", "deploy").stdout == b"token\n"
    assert json.loads(secrets("list", "--json").stdout) == {"scopes": ["deploy"]}
    shown = secrets("list", "deploy", "--json").stdout
    assert json.loads(shown) == {"scope": "deploy", "keys": ["token"]}


def test_delete_takes_a_secret_then_the_scope(secrets):
    put(secrets)
    assert secrets("delete", "deploy", "token").returncode == 0
    assert secrets("list", "deploy").stdout == b""
    assert secrets("get", "deploy", "token").returncode == 1
    assert secrets("delete", "deploy").returncode == 0
    assert secrets("list").stdout == b""


def test_what_is_not_there_is_told_with_what_to_type(secrets):
    done = secrets("put", "nowhere", "token", given="value")
    assert done.returncode == 1
    assert b"testtracker secrets create-scope nowhere" in done.stderr
    assert b"value" not in done.stderr.replace(b"values", b"")


@pytest.mark.parametrize("words", [[VALUE], ["--value", VALUE], [f"--value={VALUE}"],
                                   ["--string-value", VALUE]])
def test_a_value_among_the_arguments_is_refused_and_not_repeated(secrets, words):
    secrets("create-scope", "deploy")
    done = secrets("put", "deploy", "token", *words)
    assert done.returncode == 2
    assert b"type: testtracker secrets put deploy token" in done.stderr
    assert VALUE.encode() not in done.stderr + done.stdout
    assert secrets("list", "deploy").stdout == b""


def test_a_short_value_is_kept_with_a_warning(secrets):
    done = put(secrets, value="abc")
    assert b"fewer than 4 bytes" in done.stderr
    assert secrets("get", "deploy", "token").stdout == b"abc"


@pytest.mark.parametrize("given", ["", "\n", "x" * 131073])
def test_a_value_that_cannot_be_kept_is_refused(secrets, given):
    secrets("create-scope", "deploy")
    assert secrets("put", "deploy", "token", given=given).returncode == 2


def test_a_second_scope_of_the_same_name_is_refused(secrets):
    put(secrets)
    assert secrets("create-scope", "deploy").returncode == 3
    assert secrets("list", "deploy").stdout == b"token\n"


def test_names_that_databricks_refuses_are_refused_everywhere(secrets):
    done = secrets("create-scope", "a b")
    assert done.returncode == 2
    assert b"'a b' cannot be the name of a scope" in done.stderr
    assert secrets.server.requests("secrets/scopes/create") == []


def test_get_prints_to_a_file_or_terminal_only_when_told(testtracker, program, environment, work,
                                                        store):
    fill(store, {"deploy": {"token": VALUE}})
    with open(work / "out", "wb") as out:
        done = subprocess.run([program, "secrets", "get", "deploy", "token"], stdout=out,
                              stderr=subprocess.PIPE, env=environment, cwd=work, check=False)
    assert done.returncode == 2
    assert b"--show" in done.stderr
    assert (work / "out").read_bytes() == b""
    with open(work / "out", "wb") as out:
        subprocess.run([program, "secrets", "get", "deploy", "token", "--show"], stdout=out,
                       env=environment, cwd=work, check=True)
    assert (work / "out").read_text() == VALUE


def fill(store, content):
    store.parent.mkdir(parents=True, mode=0o700)
    store.parent.chmod(0o700)
    store.write_text(json.dumps(content))
    store.chmod(0o600)


def test_the_local_store_is_private_and_refused_when_it_is_not(testtracker, store):
    assert testtracker("secrets", "create-scope", "s").returncode == 0
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.parent.stat().st_mode) == 0o700
    store.chmod(0o644)
    done = testtracker("secrets", "list")
    assert done.returncode == 3
    assert f"type: chmod 600 {store}" in done.stderr


def test_a_workspace_that_gives_nothing_away_is_explained(program, environment, work):
    with FakeDatabricks(secrets_get=False) as server:
        env = {**environment, "DATABRICKS_HOST": server.url, "DATABRICKS_TOKEN": "dapi-fake",
               "NO_PROXY": "127.0.0.1"}

        def run(*arguments, given=""):
            return subprocess.run([program, "secrets", *arguments, "--target", "databricks"],
                                  input=given, env=env, cwd=work, text=True, capture_output=True,
                                  timeout=60, check=False)
        run("create-scope", "s")
        run("put", "s", "k", given="value")
        done = run("get", "s", "k")
    assert done.returncode == 2
    assert "dbutils.secrets.get" in done.stderr


class Typed:
    """The verb at a terminal of its own."""

    def __init__(self, program, environment, work, *arguments):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen([program, "secrets", *arguments], stdin=slave,
                                        stdout=slave, stderr=slave, env=environment, cwd=work,
                                        start_new_session=True)
        self.slave = slave
        self.shown = b""

    def wait_for(self, text):
        while text not in self.shown:
            self.shown += os.read(self.master, 4096)

    def has_echo(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def end(self):
        self.process.wait(60)
        os.set_blocking(self.master, False)
        try:
            while piece := os.read(self.master, 4096):
                self.shown += piece
        except BlockingIOError:
            pass
        return self.process.returncode


def test_a_typed_value_is_not_echoed(program, environment, work, testtracker):
    testtracker("secrets", "create-scope", "deploy")
    terminal = Typed(program, environment, work, "put", "deploy", "token")
    terminal.wait_for(b"Value of deploy/token: ")
    assert not terminal.has_echo()
    os.write(terminal.master, b"typed-value\n")
    assert terminal.end() == 0
    assert b"typed-value" not in terminal.shown
    assert terminal.has_echo()
    assert testtracker("secrets", "get", "deploy", "token").stdout == "typed-value"


def test_an_interrupted_prompt_leaves_the_echo_on(program, environment, work, testtracker):
    testtracker("secrets", "create-scope", "deploy")
    terminal = Typed(program, environment, work, "put", "deploy", "token")
    terminal.wait_for(b"Value of deploy/token: ")
    os.kill(terminal.process.pid, signal.SIGINT)
    assert terminal.end() == -signal.SIGINT
    assert terminal.has_echo()


def test_a_value_never_stands_in_the_process_list(program, environment, work, testtracker):
    testtracker("secrets", "create-scope", "deploy")
    process = subprocess.Popen([program, "secrets", "put", "deploy", "token"],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment,
                               cwd=work)
    process.stdin.write(VALUE.encode())
    process.stdin.flush()
    deadline = time.monotonic() + 10
    command = b""
    while b"put" not in command and time.monotonic() < deadline:
        command = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
    assert VALUE.encode() not in command
    process.communicate()
    assert process.returncode == 0


def test_the_commands_of_the_page_do_what_it_shows(program, environment, work):
    (block,) = console_blocks(ROOT / "docs" / "secrets.md")
    path = f"{program.parent}:{environment['PATH']}"
    for command in block:
        done = subprocess.run(["bash", "-c", command.text], env={**environment, "PATH": path},
                              cwd=work, text=True, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, ""), command.place
        assert command.shows(done.stdout), f"{command.place}: {done.stdout}"
