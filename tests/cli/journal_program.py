#!/usr/bin/env python3
"""A test program for tests of the command line: reports tests in a journal, as docs/journal_format.md
has it, and does what else its arguments say, in their order.

    pass NAME | fail NAME | skip NAME   a test with that outcome
    touch FILE                          makes the file
    await FILE                          waits until there is such a file
    catch FILE                          from now on appends the name of each signal to the file
    exit CODE                           ends; without it the code is 1 after a `fail`, else 0
"""

import fcntl
import json
import os
import pathlib
import signal
import socket
import sys
import time


class Journal:
    """The journal of this process, if there is a session."""

    def __init__(self):
        session = os.environ.get("TESTTRACKER_SESSION")
        self.file = None
        self.tests = 0
        if not session:
            return
        ticks = int(pathlib.Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        process = f"{socket.gethostname()}-{os.getpid()}-{ticks}"
        self.file = open(f"{session}/{process}.journal", "ab", buffering=0)
        fcntl.flock(self.file, fcntl.LOCK_EX)
        self.write("program_started", format="testtracker-journal", version="1.0", process=process,
                   kind="test_program", pid=os.getpid(), parent_pid=os.getppid(),
                   start_ticks=ticks, host=socket.gethostname(), program="journal_program",
                   boot_id=pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
                   pid_namespace=os.readlink("/proc/self/ns/pid"), wall_time=time.time_ns(),
                   nested=bool(os.environ.get("TESTTRACKER_PROCESS")))

    def write(self, event, **fields):
        if self.file:
            record = {"event": event, "at": time.monotonic_ns(), **fields}
            self.file.write(json.dumps(record).encode() + b"\n")

    def test(self, name, status, duration_ms=0.001):
        self.tests += 1
        self.write("test_started", test=self.tests, suite="Suite", name=name)
        if status == "failed":
            self.write("failure", test=self.tests, file="suite_test.cpp", line=7, text="broken")
        self.write("test_ended", test=self.tests, status=status,
                   duration=int(duration_ms * 1_000_000))


def wait_for(path):
    while not os.path.exists(path):
        time.sleep(0.005)


def append_signals(path):
    def handle(number, _):
        with open(path, "a") as file:
            file.write(signal.Signals(number).name + "\n")

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handle)


def main():
    journal = Journal()
    code = 0
    words = iter(sys.argv[1:])
    for verb in words:
        argument = next(words)
        if verb in ("pass", "fail", "skip"):
            journal.test(argument, {"pass": "passed", "fail": "failed", "skip": "skipped"}[verb])
            code = 1 if verb == "fail" else code
        elif verb == "touch":
            pathlib.Path(argument).touch()
        elif verb == "await":
            wait_for(argument)
        elif verb == "catch":
            append_signals(argument)
        elif verb == "exit":
            code = int(argument)
    journal.write("program_ended", passed=code == 0)
    return code


if __name__ == "__main__":
    sys.exit(main())
