"""What judging the numbers of `testtracker history` costs, without reading them."""

import os
import re
import subprocess

from figure import Figure

TEXT = re.compile(r"^10000 series of 100 runs, .*: ([\d.]+) s of a core$", re.M)


def judged(build, _directory):
    """Changes by both detectors, drift and band of 10,000 series of 100 runs."""
    process = subprocess.Popen([build / "bench" / "insight" / "insight_figures", "1"],
                               stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said
    seconds = float(TEXT.search(said).group(1))
    mib = used.ru_maxrss / 1024
    yield Figure("history of 10,000 series x 100 runs, judged", f"{seconds:.2f} s", "", "< 2 s", seconds < 2)
    yield Figure("peak memory of that", f"{mib:.0f} MiB", "", "<= 256 MiB", mib <= 256)
