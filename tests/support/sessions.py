"""Writes session folders as test programs do, by docs/journal_format.md and docs/sessions.md: for
tests of verbs that read the spool."""

import contextlib
import fcntl
import json
import os
import pathlib

NOON = 1_764_072_000  # 2025-11-25 12:00:00 UTC, seconds


def start_ticks(pid):
    """Field 22 of /proc/<pid>/stat."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[19])


class Session:
    """One session folder; the owner is a process that is gone, unless `running`."""

    def __init__(self, spool, name, started=NOON, running=False, program="engine_test"):
        self.folder = pathlib.Path(spool) / "sessions" / name
        self.folder.mkdir(parents=True)
        pid = os.getpid() if running else 2**22 - 1
        self.identity = {
            "pid": pid,
            "start_ticks": start_ticks(pid) if running else 1,
            "boot_id": pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
            "pid_namespace": os.readlink("/proc/self/ns/pid"),
        }
        self.program = program
        self.started = started
        self.records = 0
        self.pending = None
        self.tests = 0
        info = {
            "id": name,
            "owner": {"kind": "program", "pid": pid,
                      "start_ticks": self.identity["start_ticks"]},
            "boot_id": self.identity["boot_id"],
            "pid_namespace": self.identity["pid_namespace"],
            "host": "build7",
            "working_directory": "/",
            "command": [f"./{program}"],
            "wall_time": started * 10**9,
            "git_commit": "",
            "environment": {},
        }
        (self.folder / "session.json").write_text(json.dumps(info))
        self.journal = self.folder / f"build7-{pid}-{self.identity['start_ticks']}.journal"
        self.record("program_started", format="testtracker-journal", version="1.0",
                    process=self.journal.stem, kind="test_program", host="build7",
                    program=program, executable=f"/build/{program}", wall_time=started * 10**9,
                    framework="googletest", **self.identity)
        if running:  # a writer holds its journal's lock for life
            self.lock = self.journal.open()
            fcntl.flock(self.lock, fcntl.LOCK_EX)

    def record(self, event, **fields):
        self.records += 1
        line = json.dumps({"event": event, "at": self.records * 10**6, **fields}) + "\n"
        if self.pending is not None:
            self.pending.append(line)
        else:
            self._append(line)
        return self

    @contextlib.contextmanager
    def batch(self):
        """Records within it reach the journal in one go, at its end: for thousands of them."""
        self.pending = []
        yield self
        lines, self.pending = self.pending, None
        self._append("".join(lines))

    def _append(self, text):
        with self.journal.open("a") as file:
            file.write(text)

    def test(self, name, status="passed", failure=None, ms=5, suite="Engine"):
        self.tests += 1
        self.record("test_started", test=self.tests, suite=suite, name=name,
                    file="/src/engine_test.cpp", line=7)
        if failure is not None:
            self.record("failure", test=self.tests, file="/src/engine_test.cpp", line=42,
                        text=failure)
        return self.record("test_ended", test=self.tests, status=status, duration=ms * 10**6)

    def damage(self):
        self._append("no record\n")
        return self

    def end(self, passed=True):
        self.record("program_ended", passed=passed)
        return self

    def delivered(self, url):
        (self.folder / "outcome").write_text(f"delivered {url}\n")
        (self.folder / "delivered").touch()
        return self
