"""Loaded by every Python of a test (PYTHONPATH): holds the driver at one step of its work.

TESTTRACKER_HOLD = `NAME COUNT`: when the driver calls the function NAME for the COUNTth time, it
writes its pid to the file `held` in TESTTRACKER_HOLD_FOLDER and goes on once there is a file `go`.
NAME may be `tell:EVENT`: the function `tell` with that event.
"""

import os
import pathlib
import sys
import time


def is_driver():
    words = pathlib.Path("/proc/self/cmdline").read_bytes().split(b"\0")
    return any(word.endswith(b"/testtracker_notebook.py") for word in words[:5])


def hold(folder):
    held = pathlib.Path(folder, "held")
    if not held.exists():  # only the first driver stops
        held.with_suffix(".new").write_text(str(os.getpid()))
        held.with_suffix(".new").rename(held)
    while not pathlib.Path(folder, "go").exists():
        time.sleep(0.005)


def watch(what, folder):
    name, count = what.split()
    name, _, event = name.partition(":")
    seen = [0]

    def called(frame, kind, function):
        if kind == "call":
            is_it = frame.f_code.co_name == name and event in ("", frame.f_locals.get("event"))
        else:
            is_it = kind == "c_call" and not event and function.__name__ == name
        if is_it:
            seen[0] += 1
            if seen[0] == int(count):
                sys.setprofile(None)
                hold(folder)

    sys.setprofile(called)


if "TESTTRACKER_HOLD" in os.environ and is_driver():
    watch(os.environ["TESTTRACKER_HOLD"], os.environ["TESTTRACKER_HOLD_FOLDER"])
