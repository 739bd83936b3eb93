"""Runs one script of a deployed version, as a Python task of a Databricks job.

testtracker keeps it in the workspace and names it as the task's file; docs/databricks.md tells what
scripts can rely on. A script finds there what it finds on a machine of its own: its folder is the
working directory, the parameters are variables, what it prints is its output, its exit code the
verdict. The task's only parameter is a JSON object: {"script": path, "variables": {name: text}}.
"""

import json
import os
import runpy
import subprocess
import sys


class ScriptEnded(Exception):
    """With an exit code that means failure."""


def run_python(path):
    """In this interpreter, which has the job's Spark. Its exit code."""
    sys.argv = [path]
    sys.path.insert(0, os.path.dirname(path))
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as end:  # a job takes each of them for an error
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    return 0


def run_program(path):
    """By what its first line names; a workspace keeps no permissions. Its exit code."""
    with open(path, "rb") as file:
        first = file.readline(1000).decode("utf-8", "replace")
    named = first[2:].strip().split(None, 1) if first.startswith("#!") else []
    process = subprocess.Popen([*(named or ["sh"]), path], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for line in process.stdout:  # a job keeps what its own process prints
        print(line.decode("utf-8", "replace"), end="", flush=True)
    return process.wait()


def main():
    task = json.loads(sys.argv[1])
    path = task["script"]
    os.environ.update(task["variables"])
    os.chdir(os.path.dirname(path))
    code = (run_python if path.endswith(".py") else run_program)(path)
    if code != 0:
        raise ScriptEnded("it ended with exit code %d" % code if code > 0 else
                          "it was killed by signal %d" % -code)


main()
