"""What the tests of the verbs that judge share: a history of sessions, written by hand."""

import itertools
import time

from written_session import WrittenSession

SECOND = 1_000_000_000


class History:
    """Sessions of one suite, one after the other, a minute apart."""

    def __init__(self, spool, deliver=None, working_directory="/"):
        self.spool = spool
        self.deliver = deliver
        self.working_directory = working_directory
        self.numbers = itertools.count(1)
        self.begin = time.time_ns() - 1000 * 60 * SECOND

    def run(self, tests, branch="main", commit=None, name=None, metrics=None, params=None,
            delivered=True,
            environment=(), executable=None, **program):
        """`tests`: key, or (suite, test) → a duration in ms, a status, or (status, …) for several attempts."""
        number = next(self.numbers)
        commit = commit or f"{number:040x}"
        session = WrittenSession(
            self.spool, name or f"s{number}", working_directory=self.working_directory,
            started=self.begin + number * 60 * SECOND,
            environment=[("TESTTRACKER_COMMIT", commit), ("TESTTRACKER_BRANCH", branch),
                         ("TESTTRACKER_BUILD", str(number)), *environment])
        program = session.program(executable=executable, **program)
        for key, outcomes in tests.items():
            suite, test = key.split("/") if isinstance(key, str) else key
            for outcome in outcomes if isinstance(outcomes, tuple) else (outcomes,):
                write_test(program, suite, test, outcome, metrics=(metrics or {}).get(key),
                           params=(params or {}).get(key))
        program.end()
        if self.deliver and delivered:
            done = self.deliver(session.path)
            assert done.returncode == 0, done.stderr
        return session

    def main(self, count, tests, **more):
        for _ in range(count):
            self.run(tests, **more)


def write_test(program, suite, test, outcome, **values):
    if isinstance(outcome, str):
        failure = "Expected: 1\n  Actual: 2" if outcome == "failed" else None
        program.test(suite, test, outcome, failure=failure, **values)
    else:
        program.test(suite, test, duration_ms=outcome, **values)
