"""How the fake runs one notebook: in a kernel, by the local engine of the built program
(`testtracker notebook run`); and one Python file. Each is a process that can be killed.

TESTTRACKER_TEST_PROGRAM names the program; scripts/notebook_env gives the Python with Jupyter.
"""

import contextlib
import dataclasses
import functools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("TESTTRACKER_TEST_PROGRAM", ROOT / "build" / "dev" / "bin" / "testtracker")
TASK_PROGRAM = pathlib.Path(__file__).parent / "python_task.py"
MARK = "Databricks notebook source"
SUFFIXES = {"PYTHON": (".py", f"# {MARK}"), "SQL": (".sql", f"-- {MARK}"),
            "SCALA": (".scala", f"// {MARK}"), "R": (".r", f"# {MARK}")}


@dataclasses.dataclass
class Outcome:
    result: str | None = None  # what it gave to dbutils.notebook.exit, or the beginning of it
    is_truncated: bool = False
    error: str = ""
    trace: str = ""
    logs: str | None = None  # of a Python file
    is_timed_out: bool = False


@functools.cache
def jupyter():
    """The Python whose kernels run the notebooks."""
    made = subprocess.run([ROOT / "scripts" / "notebook_env"], check=True, text=True,
                          stdout=subprocess.PIPE)
    return f"{made.stdout.strip()}/bin/python"


class Execution:
    """One run of something in a folder of its own, begun when it is made."""

    def __init__(self):
        self._folder = tempfile.mkdtemp(prefix="fake-databricks-")

    def _start(self, command, stderr, **environment):
        """With nothing of who started the fake, or it would run in this workspace again."""
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("DATABRICKS_", "TESTTRACKER_", "MLFLOW_"))}
        self._process = subprocess.Popen(
            command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=stderr, start_new_session=True, env=kept | {"HOME": self._folder} | environment)

    def kill(self):
        """And what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def finish(self, limit_s):
        """Waits for the end, at most `limit_s` seconds."""
        written = []
        reader = threading.Thread(target=lambda: written.append(self._process.stdout.read()),
                                  daemon=True)
        reader.start()
        try:
            self._process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
            return Outcome(is_timed_out=True)
        else:
            reader.join()
            return self._outcome(written[0])
        finally:
            reader.join()
            self._process.stdout.close()
            shutil.rmtree(self._folder, ignore_errors=True)


class NotebookExecution(Execution):
    def __init__(self, source, language, parameters, secrets):
        super().__init__()
        path = self._write(source, language)
        secrets_file = pathlib.Path(self._folder) / "secrets.json"
        secrets_file.touch(0o600)
        secrets_file.write_text(json.dumps(secrets))
        words = [word for name, text in parameters.items() for word in ("--param", f"{name}={text}")]
        self._start([PROGRAM, "notebook", "run", "--json", "--timeout", "86400", "--python",
                     jupyter(), *words, "--", path], subprocess.DEVNULL,
                    TESTTRACKER_SECRETS_FILE=str(secrets_file))

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


class PythonExecution(Execution):
    """`files`: path → bytes of the files of the workspace, which a cluster sees below /Workspace;
    here they lie in the folder, and the texts that name them are rewritten."""

    def __init__(self, python_file, parameters, files):
        super().__init__()
        root = f"{self._folder}/Workspace"
        for path, content in files.items():
            place = pathlib.Path(root + path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        words = [text.replace("/Workspace/", root + "/") for text in parameters]
        self._start([sys.executable, "-B", TASK_PROGRAM, f"{self._folder}/outcome.json",
                     root + python_file, *words], subprocess.STDOUT)

    def _outcome(self, printed):
        logs = printed.decode("utf-8", "replace")
        try:
            said = json.loads(pathlib.Path(self._folder, "outcome.json").read_text())
        except OSError:
            return Outcome(error="The Python process exited with an unknown exit code "
                                 f"{self._process.returncode}.", logs=logs)
        return Outcome(error=said["error"], trace=said["trace"], logs=logs)
