"""How the fake runs one notebook: notebook_runner.py in a process of its own."""

import dataclasses
import json
import pathlib
import subprocess
import sys
import threading

RUNNER = pathlib.Path(__file__).with_name("notebook_runner.py")


@dataclasses.dataclass
class Outcome:
    result: str | None = None  # what it gave to dbutils.notebook.exit
    error: str = ""
    trace: str = ""
    is_timed_out: bool = False


def start(source, parameters, secrets):
    process = subprocess.Popen([sys.executable, "-B", RUNNER], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    request = json.dumps({"source": source, "parameters": parameters, "secrets": secrets})
    # Not here: the caller holds the fake's lock, and a pipe may be full.
    threading.Thread(target=_feed, args=(process, request.encode()), daemon=True).start()
    return process


def _feed(process, request):
    try:
        process.stdin.write(request)
        process.stdin.close()
    except OSError:
        pass  # it was killed


def finish(process, limit_s):
    """Waits for the end, at most `limit_s` seconds."""
    lines = []
    reader = threading.Thread(target=lambda: lines.append(process.stdout.read()), daemon=True)
    reader.start()
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return Outcome(is_timed_out=True)
    finally:
        reader.join()
        process.stdout.close()
    try:
        return Outcome(**json.loads(lines[0]))
    except (ValueError, TypeError):
        return Outcome(error="The Python process exited with an unknown exit code "
                             f"{process.returncode}.")
