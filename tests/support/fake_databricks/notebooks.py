"""How the fake runs one notebook: in a kernel, by the local engine of the built program
(`testtracker notebook run`), as a process that can be killed.

TESTTRACKER_TEST_PROGRAM names the program; scripts/notebook_env gives the Python with Jupyter.
"""

import dataclasses
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("TESTTRACKER_TEST_PROGRAM", ROOT / "build" / "dev" / "bin" / "testtracker")
MARK = "Databricks notebook source"
SUFFIXES = {"PYTHON": (".py", f"# {MARK}"), "SQL": (".sql", f"-- {MARK}"),
            "SCALA": (".scala", f"// {MARK}"), "R": (".r", f"# {MARK}")}


@dataclasses.dataclass
class Outcome:
    result: str | None = None  # what it gave to dbutils.notebook.exit, or the beginning of it
    is_truncated: bool = False
    error: str = ""
    trace: str = ""
    is_timed_out: bool = False


@functools.cache
def jupyter():
    """The Python whose kernels run the notebooks."""
    made = subprocess.run([ROOT / "scripts" / "notebook_env"], check=True, text=True,
                          stdout=subprocess.PIPE)
    return f"{made.stdout.strip()}/bin/python"


class Execution:
    """One run of a notebook, begun when it is made."""

    def __init__(self, source, language, parameters, secrets):
        self._folder = tempfile.mkdtemp(prefix="fake-databricks-")
        path = self._write(source, language)
        secrets_file = pathlib.Path(self._folder) / "secrets.json"
        secrets_file.touch(0o600)
        secrets_file.write_text(json.dumps(secrets))
        words = [word for name, text in parameters.items() for word in ("--param", f"{name}={text}")]
        self._process = subprocess.Popen(
            [PROGRAM, "notebook", "run", "--json", "--timeout", "86400", "--python", jupyter(), *words,
             "--", path],
            cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env=self._environment(secrets_file))

    def _write(self, source, language):
        """The notebook as a file that the local engine recognises."""
        if source.lstrip().startswith("{"):
            suffix = ".ipynb"
        else:
            suffix, header = SUFFIXES[language]
            source = source if source.startswith(header) else f"{header}\n{source}"
        path = pathlib.Path(self._folder) / f"notebook{suffix}"
        path.write_text(source)
        return path

    def _environment(self, secrets_file):
        """Nothing of who started the fake, or the notebook would run in this workspace again."""
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("DATABRICKS_", "TESTTRACKER_", "MLFLOW_"))}
        return kept | {"HOME": self._folder, "TESTTRACKER_SECRETS_FILE": str(secrets_file)}

    def kill(self):
        self._process.kill()

    def finish(self, limit_s):
        """Waits for the end, at most `limit_s` seconds."""
        written = []
        reader = threading.Thread(target=lambda: written.append(self._process.stdout.read()),
                                  daemon=True)
        reader.start()
        try:
            self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return Outcome(is_timed_out=True)
        finally:
            reader.join()
            self._process.stdout.close()
            shutil.rmtree(self._folder, ignore_errors=True)
        return self._outcome(written[0])

    def _outcome(self, document):
        try:
            (notebook,) = json.loads(document)["notebooks"]
        except ValueError:
            return Outcome(error="The Python process exited with an unknown exit code "
                                 f"{self._process.returncode}.")
        if notebook["status"] == "passed":
            return Outcome(result=notebook["value"], is_truncated=notebook["value_truncated"])
        words = [notebook["exception"], notebook["text"]] if notebook["exception"] else [
            notebook["reason"] or notebook["status"]]
        return Outcome(error=": ".join(filter(None, words)), trace=notebook["traceback"])
