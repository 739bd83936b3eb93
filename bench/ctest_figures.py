"""What recording costs a whole ctest of many small programs."""

import subprocess
import time

from adapter_figures import environment
from figure import Figure

ENTRIES = 1000
ROUNDS = 10


def write_tests(directory, *command):
    """A build tree as ctest sees it, of many entries that start the same program."""
    words = " ".join(f'"{word}"' for word in command)
    directory.mkdir()
    (directory / "CTestTestfile.cmake").write_text(
        "".join(f"add_test(entry_{number} {words})\n" for number in range(ENTRIES)))
    return directory


def wall(command, env):
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def whole_ctest(build, directory):
    bench, testtracker = build / "bench", build / "bin" / "testtracker"
    plain = write_tests(directory / "plain", bench / "one_test_untracked")
    linked = write_tests(directory / "linked", bench / "one_test")
    (directory / "files").mkdir()
    floor = write_tests(directory / "floor", bench / "start_floor", directory / "files")
    env = environment(directory / "spool")

    def ctest(tests, *runner):
        return [*runner, "ctest", "--test-dir", tests, "-j2"]

    ways = {
        "plain": ctest(plain),
        "floor": ctest(floor),
        "linked": ctest(linked),
        "wrapped": ctest(plain, testtracker),
        "both": ctest(linked, testtracker),
    }
    seconds = {name: [] for name in ways}
    for number in range(ROUNDS):
        order = list(ways.items())
        for name, command in order[number % len(order):] + order[:number % len(order)]:
            seconds[name].append(wall(command, env))
    plain = min(seconds["plain"])
    ratio = {name: min(values) / plain for name, values in seconds.items()}
    what = f"ctest -j2, {ENTRIES:,} one-test processes"
    yield Figure(f"{what}, adapter linked", f"{ratio['linked']:.3f} x {plain:.2f} s",
                 f"open+flock+4 write(2): {ratio['floor']:.3f} x", "<= 1.05 x",
                 ratio["linked"] <= 1.05)
    yield Figure(f"{what}, testtracker ctest", f"{ratio['wrapped']:.3f} x {plain:.2f} s", "",
                 "<= 1.10 x", ratio["wrapped"] <= 1.10)
    yield Figure(f"{what}, both", f"{ratio['both']:.3f} x {plain:.2f} s", "",
                 "<= 1.05 x 1.10", ratio["both"] <= 1.05 * 1.10)
