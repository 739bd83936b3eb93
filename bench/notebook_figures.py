"""What running notebooks costs, beside papermill's command line doing the same, and how much memory
testtracker's own processes take while a notebook prints 200 MB."""

import concurrent.futures
import functools
import json
import os
import pathlib
import statistics
import subprocess
import threading
import time

from figure import Figure

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTEBOOKS = 20
FLOOD = "for _ in range(2000): print('x' * 99_999)"


def write_notebook(path, *sources):
    cells = [{"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source,
              "outputs": [], "execution_count": None} for number, source in enumerate(sources)]
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel,
                                "cells": cells}))
    return path


@functools.lru_cache
def jupyter():
    """The environment that has Jupyter and papermill."""
    made = subprocess.run([ROOT / "scripts" / "notebook_env"], check=True, text=True,
                          stdout=subprocess.PIPE)
    return pathlib.Path(made.stdout.strip())


def environment(directory):
    return {**os.environ, "TESTTRACKER": "off", "HOME": str(directory),
            "PATH": f"{jupyter()}/bin:{os.environ['PATH']}"}


def notebook_run(build, notebooks, *options):
    return [build / "bin" / "testtracker", "notebook", "run", "--python", jupyter() / "bin" / "python",
            *options, *notebooks]


def wall(act):
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def papermill(notebooks, at_once, **options):
    def one(notebook):
        subprocess.run([jupyter() / "bin" / "papermill", "--no-progress-bar", notebook,
                        notebook.with_suffix(".out.ipynb")], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)

    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, notebooks))


def twenty_notebooks(build, directory):
    notebooks = [write_notebook(directory / f"n{number:02}.ipynb", "x = 1", "x += 1", "assert x == 2")
                 for number in range(NOTEBOOKS)]
    options = {"env": environment(directory), "cwd": directory}
    for at_once, how in ((1, "one after another"), (2, "two at once")):
        command = notebook_run(build, notebooks, "--parallel", str(at_once))
        ours = wall(lambda: subprocess.run(command, check=True, stdin=subprocess.DEVNULL,
                                           stdout=subprocess.DEVNULL, **options))
        theirs = wall(lambda: papermill(notebooks, at_once, **options))
        yield Figure(f"{NOTEBOOKS} trivial notebooks, {how}", f"{ours:.1f} s",
                     f"papermill: {theirs:.1f} s", "<= 0.5 x papermill", ours <= 0.5 * theirs)


def request_to_done(build, directory):
    """The first one gives the kernels of the others time to start."""
    notebooks = [write_notebook(directory / "a.ipynb", "import time; time.sleep(4)"),
                 write_notebook(directory / "b.ipynb", "x = 1"),
                 write_notebook(directory / "c.ipynb", "x = 1")]
    gaps = []
    for _ in range(3):
        with subprocess.Popen(notebook_run(build, notebooks), env=environment(directory),
                              cwd=directory, stdout=subprocess.PIPE) as running:
            ends = [time.perf_counter() for _ in running.stdout]
        gaps += [later - sooner for sooner, later in zip(ends, ends[1:])]
    took = statistics.median(gaps)
    yield Figure("trivial notebook, from request to done", f"{took * 1000:.0f} ms", "", "<= 300 ms",
                 took <= 0.3)


def words_of(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def role_of(words):
    """Of our own processes; the kernel is the user's."""
    if words[0].endswith(b"/testtracker"):
        return "supervisor"
    if words[0].endswith(b"/testtracker-reap") and b"--parent" in words:
        return "reaper"
    return "driver" if any(word.endswith(b"/testtracker_notebook.py") for word in words[:5]) else None


def watch_memory(marker, peaks, stop):
    """Keeps the largest VmHWM of each role among the processes whose HOME is `marker`."""
    while not stop.wait(0.02):
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if not entry.name.isdigit() or marker not in (entry / "environ").read_bytes():
                    continue
                role = role_of(words_of(entry.name))
                status = (entry / "status").read_text()
            except OSError:
                continue
            if role and "VmHWM" in status:
                kib = int(status.split("VmHWM:")[1].split()[0])
                peaks[role] = max(peaks.get(role, 0), kib / 1024)


def peak_memory(build, directory, *sources):
    notebook = write_notebook(directory / "one.ipynb", *sources)
    peaks, stop = {}, threading.Event()
    watcher = threading.Thread(target=watch_memory,
                               args=(f"HOME={directory}\0".encode(), peaks, stop))
    watcher.start()
    try:
        subprocess.run(notebook_run(build, [notebook]), check=True, env=environment(directory),
                       cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    finally:
        stop.set()
        watcher.join()
    return peaks


def memory_under_a_flood(build, directory):
    quiet = peak_memory(build, directory, "import time; time.sleep(1)")
    flooded = peak_memory(build, directory, FLOOD)
    for role, most in (("supervisor", 64), ("reaper", 16), ("driver", 150)):
        yield Figure(f"peak memory of the {role}, 200 MB printed", f"{flooded[role]:.0f} MiB",
                     f"nothing printed: {quiet[role]:.0f} MiB", f"<= {most} MiB",
                     flooded[role] <= most)


def notebooks(build, directory):
    yield from memory_under_a_flood(build, directory)
    yield from request_to_done(build, directory)
    yield from twenty_notebooks(build, directory)
