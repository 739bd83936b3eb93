"""Sessions written by hand, record by record, as docs/journal_format.md has them.

    session = WrittenSession(spool, "session-1")
    program = session.program("unit_tests")
    program.test("Parser", "Reads", "failed", failure="Expected: 1")
    program.end()

Without `alive`, nobody lives behind it: it is over as soon as it is read. With `alive` a process of
its own owns it until `leave`, and this one holds the journals' locks until their `end`.
"""

import base64
import fcntl
import json
import os
import pathlib
import subprocess
import time

MILLISECOND = 1_000_000
# No process has it: pids end at 2^22.
NOBODY = 4_194_305


def start_ticks(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19])


def boot_id():
    return pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def text_fields(name, text):
    """A text, which may be bytes, as one field, or two when it is no UTF-8."""
    if isinstance(text, str):
        return {name: text}
    try:
        return {name: text.decode()}
    except UnicodeDecodeError:
        return {name: text.decode(errors="replace"), f"{name}_raw": base64.b64encode(text).decode()}


class WrittenProgram:
    """One process's journal."""

    def __init__(self, session, name, wall_time, kind="test_program", nested=False,
                 executable=None, source="/src/suite_test.cpp", **fields):
        self.session = session
        self.source = str(source)
        self.name = name
        session.programs += 1
        pid = os.getpid() if session.alive else NOBODY + session.programs
        self.process = f"host-{pid}-{session.programs}"
        self._now = 0
        self._tests = 0
        self._file = open(session.path / f"{self.process}.journal", "ab", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.write("program_started", format="testtracker-journal", version="1.0",
                   process=self.process, kind=kind, nested=nested, pid=pid,
                   start_ticks=start_ticks(pid) if session.alive else 1,
                   boot_id=boot_id(), host="host", program=name, executable=str(executable or f"/build/{name}"),
                   working_directory=session.working_directory, wall_time=wall_time,
                   framework="googletest", compiler="GCC 12.2.0", build_type="Release", **fields)

    def write(self, event, **fields):
        """One record, 1 ms after the one before."""
        record = {"event": event, "at": self._now, **fields}
        self._now += MILLISECOND
        self._file.write(json.dumps(record).encode() + b"\n")

    def plan(self, tests):
        """Announces (suite, name) pairs."""
        self.write("tests_planned", tests=[[suite, [name]] for suite, name in tests])

    def begin(self, suite, name):
        self._tests += 1
        self.write("test_started", test=self._tests, file=self.source, line=7,
                   **text_fields("suite", suite), **text_fields("name", name))

    def finish(self, status="passed", duration_ms=5.0, failure=None, skip=None, metrics=None,
               params=None, attachments=None):
        """The rest of the test that was begun last."""
        if failure is not None:
            self.write("failure", test=self._tests, file=self.source, line=42,
                       **text_fields("text", failure))
        if skip is not None:
            self.write("skip", test=self._tests, **text_fields("text", skip))
        for name, value in (metrics or {}).items():
            self.write("metric", test=self._tests, value=value, **text_fields("name", name))
        for name, value in (params or {}).items():
            self.write("param", test=self._tests, **text_fields("name", name),
                       **text_fields("value", value))
        for name, content in (attachments or {}).items():
            self.attach(name, content, self._tests)
        self._now += int(duration_ms * MILLISECOND)
        self.write("test_ended", test=self._tests, status=status,
                   duration=int(duration_ms * MILLISECOND))

    def test(self, suite, name, status="passed", **more):
        self.begin(suite, name)
        self.finish(status, **more)

    def tests(self, count, suite="Suite", **more):
        for number in range(count):
            self.test(suite, f"Test{number}", **more)

    def attach(self, name, content, test=0):
        folder = self.session.path / "attachments"
        folder.mkdir(exist_ok=True)
        path = f"attachments/{len(list(folder.iterdir()))}"
        (self.session.path / path).write_bytes(content)
        self.write("attachment", test=test, path=path, **text_fields("name", name))

    def end(self, passed=True):
        self.write("program_ended", passed=passed)
        self._file.close()

    def damage(self):
        self._file.write(b"no record\n")

    def die(self):
        """Ends without a word."""
        self._file.close()


class WrittenSession:
    """A session's folder in the spool."""

    def __init__(self, spool, name, alive=False, kind="program", command=("/build/unit_tests",),
                 working_directory="/", environment=(), git_commit="", started=None):
        self.path = pathlib.Path(spool) / "sessions" / name
        self.path.mkdir(parents=True, mode=0o700)
        self.alive = alive
        self.programs = 0
        self.started = int(started if started is not None else time.time_ns())
        self.working_directory = str(working_directory)
        # Ends when its standard input does, so never outlives the tests.
        self._owner = subprocess.Popen(["cat"], stdin=subprocess.PIPE) if alive else None
        owner = {"pid": self._owner.pid if alive else NOBODY,
                 "start_ticks": start_ticks(self._owner.pid) if alive else 1, "kind": kind}
        info = {"id": name, "owner": owner, "boot_id": boot_id(),
                "pid_namespace": os.readlink("/proc/self/ns/pid"), "host": "host",
                "working_directory": self.working_directory, "command": list(command),
                "wall_time": self.started, "git_commit": git_commit,
                "environment": dict(environment)}
        (self.path / "session.json").write_text(json.dumps(info))

    def program(self, name="unit_tests", **more):
        """A program that begins a second after the one before it."""
        wall_time = self.started + self.programs * 1000 * MILLISECOND
        return WrittenProgram(self, name, wall_time, **more)

    def leave(self):
        """The owner of a living session goes."""
        self._owner.stdin.close()
        self._owner.wait()

    def outcome(self):
        """The lines of the file `outcome`."""
        try:
            return (self.path / "outcome").read_text().splitlines()
        except FileNotFoundError:
            return []

    def mark_delivered(self, url):
        (self.path / "outcome").write_text(f"delivered {url}\n")
        (self.path / "delivered").touch()

    def is_delivered(self):
        return (self.path / "delivered").exists()

    def cursor(self):
        return json.loads((self.path / "cursor.json").read_text())
