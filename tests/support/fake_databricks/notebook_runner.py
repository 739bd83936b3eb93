"""Runs one notebook (stdin: JSON with source, parameters, secrets), prints its outcome as JSON.

Databricks source format or .ipynb, cells of Python and of %md; `dbutils` with notebook.exit,
widgets and secrets.get. What the cells print goes to stderr.
"""

import json
import os
import re
import sys
import traceback
import types


class NotebookExit(BaseException):
    pass


def cells_of(source):
    if source.lstrip().startswith("{"):
        return ["".join(cell["source"]) for cell in json.loads(source)["cells"]
                if cell["cell_type"] == "code"]
    return re.split(r"(?m)^# COMMAND -{10}\s*$", source)


def code_of(cell):
    """Without the cells in other languages."""
    lines = [line for line in cell.splitlines() if not line.startswith("# MAGIC")]
    return "\n".join(lines) if "# MAGIC %md" in cell or "# MAGIC" not in cell else (
        "raise NotImplementedError('the fake runs only cells of Python')")


def dbutils_of(request):
    defaults = {}

    def leave(value):
        raise NotebookExit(value)

    def widget(name):
        if name in request["parameters"]:
            return request["parameters"][name]
        if name in defaults:
            return defaults[name]
        raise RuntimeError(f"InputWidgetNotDefined: No input widget named {name} is defined")

    return types.SimpleNamespace(
        notebook=types.SimpleNamespace(exit=leave),
        widgets=types.SimpleNamespace(
            get=widget, text=lambda name, value, label="": defaults.setdefault(name, value)),
        secrets=types.SimpleNamespace(get=lambda scope, key: request["secrets"][scope][key]))


def run(request):
    space = {"__name__": "__main__", "dbutils": dbutils_of(request)}
    try:
        for number, cell in enumerate(cells_of(request["source"]), 1):
            exec(compile(code_of(cell), f"command-{number}", "exec"), space)
    except NotebookExit as left:
        return {"result": str(left)}
    except BaseException as problem:
        return {"error": f"{type(problem).__name__}: {problem}", "trace": traceback.format_exc()}
    return {}


def main():
    request = json.load(sys.stdin)
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    json.dump(run(request), answer)
    answer.flush()


if __name__ == "__main__":
    main()
