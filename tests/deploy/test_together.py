"""Several deployments at once."""

import pytest
from conftest import wait_until


@pytest.fixture
def held(start, tmp_path):
    """A deployment of the first commit that waits in its build until it is let go."""

    def begin(reference):
        process = start("deploy", "--env", "staging", "--ref", reference, "--build-command",
                        f"touch {tmp_path}/begun; until [ -e {tmp_path}/go ]; do sleep 0.05; done")
        wait_until((tmp_path / "begun").exists, "the build")
        return process

    begin.let_go = (tmp_path / "go").touch
    return begin


def test_a_second_one_to_the_same_environment_is_told_who_is_at_work(held, deploy, repository,
                                                                     place):
    first = repository.git("rev-parse", "HEAD")
    repository.commit({"b.txt": "b"})
    process = held(first)
    done = deploy("main")
    assert done.returncode == 3
    assert "is at work there and holds the lease until" in done.stderr
    held.let_go()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert place.active("staging") == first


def test_a_second_one_may_wait_for_its_turn(held, start, repository, place):
    first = repository.git("rev-parse", "HEAD")
    second = repository.commit({"b.txt": "b"})
    process = held(first)
    waiting = start("deploy", "--env", "staging", "--ref", "main", "--lease-wait", "120")
    wait_until(lambda: "waiting: " in waiting.stdout.readline(), "the second to wait")
    held.let_go()
    for one in (process, waiting):
        _, err = one.communicate(timeout=120)
        assert one.returncode == 0, err
    assert place.active("staging") == second
    assert [state for state, _ in place.states("staging")] == [
        "deploying", "tested", "active", "deploying", "tested", "retired", "active"]


def test_twenty_at_once_to_twenty_environments(start, repository, place, runs):
    head = repository.git("rev-parse", "HEAD")
    names = [f"team-{number}" for number in range(20)]
    processes = [start("deploy", "--env", name, "--ref", "main") for name in names]
    for process in processes:
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
    for name in names:
        assert place.active(name) == head
        assert place.is_complete(name, head)
    assert place.orphans() == [] and place.leases() == []
    assert sorted(run["params"]["env"] for run in runs()) == sorted(names)
    assert all(run["status"] == "FINISHED" for run in runs())
