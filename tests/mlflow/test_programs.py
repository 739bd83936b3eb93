"""A GoogleTest program that links the listener, in the three ways in which sessions begin."""

import os
import re
import subprocess
import time

from conftest import PROGRAM

SUITE = os.environ.get("TESTTRACKER_TEST_SUITE", "")
LINK = re.compile(r"http://\S+/#/experiments/\d+/runs/(\w+)")


def wait_for_end(client, run_id):
    deadline = time.monotonic() + 60
    while client.get_run(run_id).info.status == "RUNNING":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return client.get_run(run_id)


def run(*command, env, cwd):
    return subprocess.run([str(word) for word in command], env=env, cwd=cwd, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=120)


def test_alone_it_tells_the_link_in_one_line(client, environment, tmp_path):
    plain = run(SUITE, env={**environment, "TESTTRACKER": "off"}, cwd=tmp_path)
    done = run(SUITE, env=environment, cwd=tmp_path)
    assert done.returncode == plain.returncode
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("testtracker: ")]
    (run_id,) = LINK.findall(line)
    assert wait_for_end(client, run_id).data.metrics["tests/total"] > 0


def test_run_tells_counts_and_links(client, environment, tmp_path):
    plain = run(SUITE, env={**environment, "TESTTRACKER": "off"}, cwd=tmp_path)
    done = run(PROGRAM, "run", "--", SUITE, env=environment, cwd=tmp_path)
    assert done.returncode == plain.returncode
    assert re.search(r"testtracker: \d+ tests", done.stderr)
    assert "viewStateShareKey=testtracker_trend" in done.stderr
    run_id = re.search(r"^ +run +" + LINK.pattern, done.stderr, re.MULTILINE)[1]
    assert client.get_run(run_id).info.status in ("FINISHED", "FAILED")


def test_a_killed_runner_ends_truthfully(client, environment, tmp_path, runs_of):
    script = tmp_path / "slow.sh"
    script.write_text(f"#!/bin/sh\n{SUITE} --gtest_repeat=2\nsleep 600\n")
    script.chmod(0o755)
    runner = subprocess.Popen([PROGRAM, "run", "--", script], env=environment, cwd=tmp_path,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True)
    deadline = time.monotonic() + 60
    while not runs_of():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(runner.pid, 9)
    runner.wait()
    (begun,) = runs_of()
    ended = wait_for_end(client, begun.info.run_id)
    assert ended.info.status == "KILLED"
    assert ended.data.metrics["tests/total"] > 0


def test_everything_under_one_ctest_is_one_run(client, environment, tmp_path, runs_of):
    entries = [f'add_test(entry{number} "{SUITE}")\n' for number in range(4)]
    (tmp_path / "CTestTestfile.cmake").write_text("".join(entries))
    done = run("ctest", "-j4", env=environment, cwd=tmp_path)
    assert "out of 4" in done.stdout
    assert "testtracker:" not in done.stdout + done.stderr
    deadline = time.monotonic() + 60
    while not runs_of():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (found,) = runs_of()
    ended = wait_for_end(client, found.info.run_id)
    assert ended.info.status in ("FINISHED", "FAILED")
