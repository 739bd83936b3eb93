"""Deployments that are killed with SIGKILL, and the next ones."""

import shutil
import signal
import subprocess
import time

from conftest import wait_until


def kill(process):
    process.kill()
    process.communicate()


def check_environment(place, environment="staging"):
    """What holds at any instant."""
    active = place.active(environment)
    assert active is None or place.is_complete(environment, active)


def check_clean(place, environment="staging"):
    """What holds after a deployment that came to its end."""
    check_environment(place, environment)
    assert place.orphans() == []
    assert place.leases() == []
    for githash in place.versions(environment):
        assert place.is_complete(environment, githash), "no half version is left"
    open_ones = {}
    for state, githash in place.states(environment):
        open_ones[githash] = state in ("deploying", "tested")
    assert not any(open_ones.values()), "each deployment has an end in the history"


def has_process_with(text):
    return subprocess.run(["pgrep", "-f", text], stdout=subprocess.DEVNULL,
                          check=False).returncode == 0


def test_a_build_ends_with_its_deployment(start, place, tmp_path):
    mark = f"sleep 600.{time.time_ns()}"
    process = start("deploy", "--env", "staging", "--ref", "main", "--build-command",
                    f"touch {tmp_path}/begun; {mark}")
    wait_until((tmp_path / "begun").exists, "the build")
    kill(process)
    wait_until(lambda: not has_process_with(mark), "the end of the build")
    check_environment(place)


def test_the_next_deployment_of_this_machine_cleans_at_once(start, deploy, place, tmp_path):
    process = start("deploy", "--env", "staging", "--ref", "main", "--build-command",
                    f"touch {tmp_path}/begun; sleep 600",
                    env={"TESTTRACKER_DEPLOY_LEASE_S": "3600"})
    wait_until((tmp_path / "begun").exists, "the build")
    kill(process)
    assert len(place.orphans()) == 1 and len(place.leases()) == 1
    done = deploy()
    assert done.returncode == 0, done.stderr
    check_clean(place)
    assert [state for state, _ in place.states("staging")][:2] == ["deploying", "failed"]


def test_another_machine_takes_over_after_the_expiry(start, deploy, place, tmp_path):
    process = start("deploy", "--env", "staging", "--ref", "main", "--build-command",
                    f"touch {tmp_path}/begun; sleep 600", env={"TESTTRACKER_DEPLOY_LEASE_S": "3"})
    wait_until((tmp_path / "begun").exists, "the build")
    kill(process)
    elsewhere = {"TESTTRACKER_DEPLOY_WORK": str(tmp_path / "elsewhere")}
    done = deploy("main", "--lease-wait", "120", env=elsewhere)
    assert done.returncode == 0, done.stderr
    assert "which died" in done.stdout
    assert place.leases() == []
    assert [state for state, _ in place.states("staging")] == [
        "deploying", "failed", "deploying", "tested", "active"]


def test_the_run_of_a_killed_deployment_says_where_it_died(start, place, runs, tmp_path):
    process = start("deploy", "--env", "staging", "--ref", "main", "--build-command",
                    f"touch {tmp_path}/begun; sleep 600")
    wait_until((tmp_path / "begun").exists, "the build")
    kill(process)

    def ended():
        (run,) = runs()
        return run if run["status"] != "RUNNING" and "step/build" in run["params"] else None

    run = wait_until(ended, "the uploader to end the run")
    assert run["status"] == "KILLED"
    assert run["params"]["step/build"].startswith("crashed")


# A git that kills the deployment at its n-th call: above it are testtracker-reap, which parts those
# calls from others that ask for the branch and the like, and the deployment.
GIT_THAT_KILLS = """#!/bin/sh
if grep -q '^testtracker-rea' "/proc/$PPID/comm"; then
  echo call >> "$CALLS"
  if [ "$(wc -l < "$CALLS")" = "$KILL_AT" ]; then
    kill -9 "$(cut -d ' ' -f 4 "/proc/$PPID/stat")"
  fi
fi
exec "$REAL_GIT" "$@"
"""


def test_killed_at_each_call_of_git_it_leaves_nothing(start, deploy, repository, place, tmp_path,
                                                      environment):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(GIT_THAT_KILLS)
    (folder / "git").chmod(0o755)
    kills = 0
    while True:
        repository.commit({"n.txt": str(kills)})
        calls = tmp_path / f"calls-{kills}"
        process = start("deploy", "--env", "staging", "--ref", "main", env={
            "PATH": f"{folder}:{environment['PATH']}", "REAL_GIT": shutil.which("git"),
            "CALLS": str(calls), "KILL_AT": str(kills + 1)})
        _, err = process.communicate(timeout=120)
        check_environment(place)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, err
        kills += 1
    assert kills >= 8, "look up, clone or fetch, resolve, four for the checkout, list"
    check_clean(place)


def test_killed_at_any_instant_it_leaves_nothing_that_the_next_does_not_clean(
        start, deploy, repository, place):
    """Kills at instants that sweep over the whole deployment, a commit each."""
    begin = time.monotonic()
    assert deploy().returncode == 0
    whole = time.monotonic() - begin
    kills = 40
    for number in range(kills):
        repository.commit({"n.txt": str(number), **{f"d{i}/f{i}.txt": str(number)
                                                    for i in range(20)}})
        process = start("deploy", "--env", "staging", "--ref", "main")
        time.sleep(whole * number / kills)  # no synchronisation: any instant is the point
        kill(process)
        check_environment(place)
    head = repository.git("rev-parse", "HEAD")
    done = deploy()
    assert done.returncode == 0, done.stderr
    assert place.active("staging") == head
    check_clean(place)
