"""Reads journals (docs/journal_format.md) without any of the product's code."""

import dataclasses
import json
import pathlib


@dataclasses.dataclass
class Test:
    suite: str
    name: str
    status: str | None = None  # None: started and never ended
    duration_ms: float | None = None

    @property
    def full_name(self):
        return f"{self.suite}.{self.name}"


class Journal:
    """One process: its first record in `start`, its executions of tests in `tests`."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.records = [json.loads(line) for line in self.path.read_text().splitlines() if line]
        self.start = self.records[0]
        self.tests = []
        self.is_ended = any(record["event"] == "program_ended" for record in self.records)
        running = {}
        for record in self.records:
            if record["event"] == "test_started":
                running[record["test"]] = Test(record["suite"], record["name"])
                self.tests.append(running[record["test"]])
            elif record["event"] == "test_ended":
                test = running[record["test"]]
                test.status = record["status"]
                test.duration_ms = record["duration"] / 1e6
            elif record["event"] == "test_disabled":
                self.tests.append(Test(record["suite"], record["name"], "disabled"))

    @property
    def program(self):
        return self.start["program"]

    @property
    def is_nested(self):
        return self.start.get("nested", False)


def sessions(spool):
    """The folders of all sessions in a spool."""
    return sorted(path.parent for path in pathlib.Path(spool).glob("sessions/*/session.json"))


def journals(session):
    return [Journal(path) for path in sorted(pathlib.Path(session).glob("*.journal"))]
