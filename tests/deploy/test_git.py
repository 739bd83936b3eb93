"""Where the commit comes from: a server that asks for a token."""

import base64
import gzip
import http.server
import os
import pathlib
import subprocess
import threading

import pytest

from conftest import wait_until

TOKEN = "s3cret-token-of-git"


class _GitServer(http.server.BaseHTTPRequestHandler):
    """git-http-backend(1) behind basic authentication."""

    root = None
    seen = None
    refuses = False  # also who has the token, and repeats what it was given

    def do_GET(self):
        self._serve()

    def do_POST(self):
        self._serve()

    def _serve(self):
        given = self.headers.get("Authorization", "")
        type(self).seen.append(given)
        if not given or base64.b64decode(given.split()[1]).decode().split(":", 1)[1] != TOKEN:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if type(self).refuses:
            body = f"no entry with {TOKEN} ({given})".encode()
            self.send_response(403)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if length else b""
        done = subprocess.run(
            ["git", "http-backend"], input=body, stdout=subprocess.PIPE, check=True,
            env={"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": self.root, "PATH_INFO": path,
                 "GIT_HTTP_EXPORT_ALL": "1", "REQUEST_METHOD": self.command, "REMOTE_USER": "ci",
                 "QUERY_STRING": query, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                 "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                 "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", "")})
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        self.send_response(200)
        for line in head.decode().splitlines():
            name, _, value = line.partition(": ")
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def git_server(repository):
    _GitServer.root, _GitServer.seen = str(repository.path.parent), []
    _GitServer.refuses = False
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _GitServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/orders"
    server.shutdown()
    server.server_close()


def files_with(text, *folders):
    return [path for folder in folders for path in pathlib.Path(folder).rglob("*")
            if path.is_file() and text.encode() in path.read_bytes()]


def test_a_token_reaches_the_server_and_nothing_else(deploy, git_server, repository, place, tmp_path,
                                                     environment, runs):
    head = repository.git("rev-parse", "HEAD")
    done = deploy("main", "--repo", git_server, "--build-command", "env",
                  env={"TESTTRACKER_GIT_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.active("staging") == head
    assert TOKEN not in done.stdout + done.stderr
    assert files_with(TOKEN, place.base, tmp_path / "cache", environment["TESTTRACKER_SPOOL"]) == []
    assert TOKEN not in str(runs())


def test_a_server_that_repeats_the_token_does_not_make_it_known(deploy, git_server, environment, runs):
    _GitServer.refuses = True
    done = deploy("main", "--repo", git_server,
                  env={"TESTTRACKER_GIT_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"})
    assert done.returncode == 1
    assert "no entry with *** (Basic b2F1dGgyO" in done.stderr
    encoded = base64.b64encode(f"oauth2:{TOKEN}".encode()).decode()
    for text in (TOKEN, encoded[12:-4]):
        assert text not in done.stdout + done.stderr + str(runs())
        assert files_with(text, environment["TESTTRACKER_SPOOL"]) == []


def test_a_short_hash_of_a_remote_repository_names_the_run(deploy, git_server, repository, runs,
                                                           mlflow_server):
    head = repository.git("rev-parse", "HEAD")
    done = deploy(head[:7], "--repo", git_server,
                  env={"TESTTRACKER_GIT_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"})
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = runs()
    assert run["run_name"] == f"deploy staging {head[:8]}"
    assert run["params"]["githash"] == head
    assert run["tags"]["git.commit"] == run["tags"]["mlflow.source.git.commit"] == head
    archive = gzip.decompress(mlflow_server.artifact(run["run_id"],
                                                     "testtracker/session.jsonl.gz")).decode()
    assert f'"commit":"{head}"' in archive


def test_the_commit_reaches_a_run_that_was_away_when_it_became_known(
        start, testtracker, git_server, repository, runs, mlflow_server, tmp_path):
    head = repository.git("rev-parse", "HEAD")
    process = start("deploy", "--env", "staging", "--ref", head[:7], "--repo", git_server,
                    "--build-command",
                    f"touch {tmp_path}/begun; until [ -e {tmp_path}/go ]; do sleep 0.05; done",
                    env={"TESTTRACKER_GIT_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"})
    wait_until(runs, "the run")
    mlflow_server.add_faults({"route": "", "status": 503, "times": 1000000})
    wait_until((tmp_path / "begun").exists, "the build")
    (tmp_path / "go").touch()
    process.communicate(timeout=120)
    assert process.returncode == 0
    mlflow_server.clear_faults()
    wait_until(lambda: testtracker("upload", "--all").returncode == 0, "the delivery")
    (run,) = runs()
    assert run["run_name"] == f"deploy staging {head[:8]}"
    assert run["tags"]["git.commit"] == head
    assert run["status"] == "FINISHED"


def test_without_a_token_nobody_is_asked(deploy, git_server, place):
    done = deploy("main", "--repo", git_server, env={"NO_PROXY": "127.0.0.1"})
    assert done.returncode == 1
    assert "git says" in done.stderr
    assert place.active("staging") is None


def test_a_password_in_the_address_is_refused(deploy):
    done = deploy("main", "--repo", "https://ann:hunter2@example.com/orders.git")
    assert done.returncode == 2
    assert "TESTTRACKER_GIT_TOKEN" in done.stderr
