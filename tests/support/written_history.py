"""Sessions of many builds of one suite, written by hand: what history, flaky and compare look at.

The suite has a test that gets slower, one that is flaky, one that breaks; the others vary by chance.
"""

import json
import random

from written_session import MILLISECOND, WrittenSession

DAY_NS = 86_400_000_000_000
FIRST_NS = 1_760_000_000_000_000_000

SLOWER_FROM = 20
BROKEN_FROM = 28
FLAKY = "Venue", "ConnectsAtOnce"
SLOWER = "OrderBook", "MatchesManyLevels"
BROKEN = "OrderBook", "ChargesAFee"
STEADY = [("OrderParser", "ReadsALine"), ("OrderParser", "RefusesRubbish"),
          ("OrderBook", "TradesAtTheRestingPrice"), ("Recovery", "ReplaysTheLog")]


def commit_of(build):
    return f"{build:04x}" * 10


def flaky_outcome(build):
    """Passes, fails, or fails and passes on retry."""
    return {4: "failed", 9: "retried", 13: "failed", 17: "retried", 22: "failed", 26: "retried"
            }.get(build, "passed")


def write_build(spool, build, *, platform="linux-x86_64-gcc12-Release", branch="main",
                suite="order_book", commit=None, context=True, slower_from=SLOWER_FROM,
                broken_from=BROKEN_FROM, factor=1.0, **more):
    """One build's session; with `context` it can be read without ever having been delivered."""
    session = WrittenSession(
        spool, f"{suite}-{branch.replace('/', '-')}-{build}", started=FIRST_NS + build * DAY_NS,
        environment={"TESTTRACKER_BUILD": str(build), "TESTTRACKER_BRANCH": branch,
                     "TESTTRACKER_COMMIT": commit or commit_of(build), "TESTTRACKER_SUITE": suite,
                     "TESTTRACKER_PLATFORM": platform}.items(), **more)
    if context:
        (session.path / "context.json").write_text(json.dumps({
            "version": 1, "commit": commit or commit_of(build), "branch": branch, "build": build, "suite": suite,
            "platform": platform, "project": "demo", "compiler": "GCC 12.2.0",
            "build_type": "Release", "os": "Debian", "host": "host",
            "repository": "https://github.com/example/order_book.git"}))
    chance = random.Random(build)
    program = session.program("order_book_tests")
    for suite_name, name in STEADY:
        program.test(suite_name, name, duration_ms=factor * chance.gauss(40, 1.5))
    program.test(*SLOWER, duration_ms=factor * chance.gauss(240 if build >= slower_from else 120, 4),
                 metrics={"trades_per_s": chance.gauss(5000, 30)})
    if build >= broken_from:
        program.test(*BROKEN, "failed", failure="Expected equality of these values:\n  fee\n    0")
    else:
        program.test(*BROKEN, duration_ms=factor * chance.gauss(10, 0.3))
    outcome = flaky_outcome(build)
    if outcome == "passed":
        program.test(*FLAKY, duration_ms=factor * chance.gauss(60, 2))
    else:
        program.test(*FLAKY, "failed", duration_ms=61, failure="the venue did not answer in 50 ms")
        if outcome == "retried":
            program.test(*FLAKY, duration_ms=factor * 60)
    program._now += MILLISECOND
    program.end(passed=build < broken_from and outcome != "failed")
    return session


def write_history(spool, builds=30, **more):
    return [write_build(spool, build, **more) for build in range(1, builds + 1)]
