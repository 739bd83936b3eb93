"""Runs a Python file as the task of a job does: python_task.py OUTCOME FILE PARAMETERS…

As there, the file has no `__file__`, and every SystemExit is an error. OUTCOME gets {"error",
"trace"}; what the file prints stays on standard output and error.
"""

import json
import pathlib
import sys
import traceback


def main():
    outcome, file = sys.argv[1:3]
    sys.argv = sys.argv[2:]
    said = {"error": "", "trace": ""}
    try:
        code = compile(pathlib.Path(file).read_text(), file, "exec")
        exec(code, {"__name__": "__main__"})
    except BaseException as error:
        text = str(error)
        said["error"] = type(error).__name__ + (f": {text}" if text else "")
        said["trace"] = traceback.format_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    pathlib.Path(outcome).write_text(json.dumps(said))


main()
