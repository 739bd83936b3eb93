"""Runs one notebook in a kernel of its own and tells on standard output, one JSON object a line.

testtracker starts it below a reaper (docs/notebooks.md): `testtracker_notebook.py FOLDER REAPER`.
The kernel is started at once; then one request line is awaited on standard input, later ones may
stop the run, and the end of the input means that nobody is interested any more.
  requests   {"op": "run", "notebook", "parameters": [[name, text]…], "secrets": [text…],
              "depth"}   {"op": "stop", "why"}
  events     {"event": "fatal", "reason"} | {"event": "warm"}, {"event": "cell", "cell", "cells"},
             {"event": "done", …}
Its parts are in testtracker_driver/ beside it; kernel.py is loaded into Python kernels.
Needs jupyter_client and ipykernel; Python 3.8 or newer.
"""

import importlib.util
import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # PYTHONSAFEPATH leaves it out

from testtracker_driver.driver import Driver  # noqa: E402


def main():
    driver = Driver(sys.argv[1], sys.argv[2])
    missing = [name for name in ("jupyter_client", "ipykernel")
               if importlib.util.find_spec(name) is None]
    if missing:
        driver.tell("fatal", reason="notebooks need Jupyter, and %s has no %s; type: %s -m pip "
                    "install jupyter_client ipykernel"
                    % (sys.executable, " and no ".join(missing), sys.executable))
        return 2
    threading.Thread(target=driver.read_requests, daemon=True).start()
    try:
        driver.start_kernel()
    except Exception as error:
        driver.tell("unstartable", reason="start a kernel of %s: %s" % (sys.executable, error))
        return 2
    driver.tell("warm")
    request = driver.requests.get()
    while request["op"] != "run":
        request = driver.requests.get()
    driver.run(request)
    driver.events.close()
    os._exit(0)  # threads of ZeroMQ and our reader would be waited for


if __name__ == "__main__":
    sys.exit(main())
