"""What `testtracker import` costs: a report of a million tests, kept in the spool."""

import os
import resource
import subprocess
import time

from figure import Figure

TESTS = 1_000_000


def write_report(path):
    """As GoogleTest writes it."""
    with open(path, "w") as report:
        report.write('<testsuites name="AllTests" timestamp="2026-11-25T08:27:50.667">\n')
        for suite in range(TESTS // 1000):
            report.write(f'<testsuite name="Suite{suite}" tests="1000" failures="0" errors="0">\n')
            for test in range(1000):
                report.write(
                    f'<testcase name="Test{test}" file="suite_test.cpp" line="{test}" status="run" '
                    f'result="completed" time="0.001" classname="Suite{suite}" />\n')
            report.write("</testsuite>\n")
        report.write("</testsuites>\n")


def seconds_of(command, **options):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)
    return time.perf_counter() - begin


def million_tests(build, directory):
    report = directory / "report.xml"
    write_report(report)
    environment = {**os.environ, "TESTTRACKER_SPOOL": str(directory / "spool")}
    took = seconds_of([build / "bin" / "testtracker", "import", "--no-upload", report], env=environment)
    # The largest child so far; no other one of this benchmark comes near.
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    floor = seconds_of([build / "bench" / "write_floor", directory / "floor", str(TESTS)])
    yield Figure("import of a report of 1,000,000 tests", f"{TESTS / took:,.0f} tests/s",
                 f"two write(2): {TESTS / floor:,.0f} tests/s", ">= 200,000 tests/s",
                 TESTS / took >= 200_000)
    yield Figure("peak memory of that import", f"{peak_mib:.0f} MiB", "", "<= 64 MiB",
                 peak_mib <= 64)
