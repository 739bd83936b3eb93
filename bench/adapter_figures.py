"""What the adapters cost a test program."""

import os
import pathlib
import resource
import subprocess
import time

from figure import Figure

TESTS = 100_000
ROUNDS = 7
STARTS = 400


def environment(spool, **more):
    """Without anything that changes where a test program reports to."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("TESTTRACKER", "MLFLOW", "CTEST", "GTEST"))}
    return {**kept, "TESTTRACKER_SPOOL": str(spool), "TESTTRACKER_PROGRAM": "/bin/false", **more}


def cpu_and_wall(command, env):
    """Seconds of CPU and of wall time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), wall


def new_session(spool, number):
    """A session's folder to join; the process that reports into it starts no uploader."""
    folder = pathlib.Path(spool) / "sessions" / f"bench-{number}"
    folder.mkdir(parents=True)
    return str(folder)


def added_per_test(build, directory):
    bench = build / "bench"
    yield from added_by_listener(bench, directory, "empty_tests", "empty tests", "--gtest_brief=1",
                                 str(TESTS))
    yield from extra_parts(bench, directory)


def added_per_catch2_test(build, directory):
    bench = build / "bench"
    if (bench / "empty_catch2_tests").exists():
        yield from added_by_listener(bench, directory, "empty_catch2_tests", "of Catch2",
                                     str(TESTS), "-r", "compact")


def added_by_listener(bench, directory, program, what, *arguments):
    """Per test, of a program with that many tests and of <program>_untracked."""
    without, recorded, floor = [], [], []
    for number in range(ROUNDS):
        without.append(cpu_and_wall([bench / f"{program}_untracked", *arguments],
                                    environment(directory)))
        session = new_session(directory, number)
        recorded.append(cpu_and_wall([bench / program, *arguments],
                                     environment(directory, TESTTRACKER_SESSION=session)))
        floor.append(cpu_and_wall([bench / "write_floor", directory / f"floor-{number}",
                                   str(TESTS)], environment(directory)))
    for index, clock in enumerate(("CPU", "wall")):
        added = (min(r[index] for r in recorded) - min(w[index] for w in without)) / TESTS * 1e6
        least = min(f[index] for f in floor) / TESTS * 1e6
        yield Figure(f"added per passing test, {TESTS:,} {what}, {clock}", f"{added:.2f} us",
                     f"two write(2): {least:.2f} us", "<= 2.5 us", added <= 2.5)


def extra_parts(bench, directory):
    def libraries(program):
        lines = subprocess.run(["ldd", bench / program], check=True, capture_output=True, text=True)
        return {line.split()[0] for line in lines.stdout.splitlines()}
    extra = libraries("one_test") - libraries("one_test_untracked")
    yield Figure("extra shared objects in the test program", str(len(extra)), "", "0", not extra)
    threads = threads_while_running(bench / "empty_tests", new_session(directory, "threads"))
    yield Figure("extra threads in the test program", str(threads - 1), "", "0", threads == 1)


def threads_while_running(program, session):
    """The most that /proc shows while a test of a tracked program sleeps."""
    most = 0
    env = environment(pathlib.Path(session).parent.parent, TESTTRACKER_SESSION=session)
    with subprocess.Popen([program, "1", "300000"], env=env, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, len(list(pathlib.Path(f"/proc/{process.pid}/task").glob("*"))))
            time.sleep(0.005)
    return most


def added_to_start(build, directory):
    bench = build / "bench"
    session = new_session(directory, "start")
    env = environment(directory, TESTTRACKER_SESSION=session)
    programs = {"plain": [bench / "one_test_untracked"], "tracked": [bench / "one_test"],
                "floor": [bench / "start_floor", directory]}
    seconds = {name: [] for name in programs}
    for number in range(STARTS):
        order = list(programs.items())
        for name, command in order[number % 3:] + order[:number % 3]:
            seconds[name].append(cpu_and_wall(command, env)[1])
    median = {name: sorted(values)[len(values) // 2] for name, values in seconds.items()}
    ratio, least = median["tracked"] / median["plain"], median["floor"] / median["plain"]
    yield Figure(f"start of a one-test process in a session, {STARTS} pairs",
                 f"{ratio:.3f} x {median['plain'] * 1000:.2f} ms",
                 f"open+flock+4 write(2): {least:.3f} x", "<= 1.05 x", ratio <= 1.05)
