"""What a Python kernel gets before the first cell: `dbutils`, Databricks' magics, bounded outputs."""

import os
import subprocess
import sys

from .dbutils import DbUtils, NotebookExit, UnsupportedCell, find_called
from .limits import EXIT_MIME, MAX_CELL_BYTES, MAX_TAIL, bounded
from .notebook_file import Cell, Notebook, is_source_format, kernel_code, read_notebook


class NoSpark:
    """Stands where Databricks has a session; the first use says what to do."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        unsupported("spark")

    def __repr__(self):
        return "<no Spark here>"


def unsupported(what):
    raise UnsupportedCell("%s is only on Databricks: run it there with --engine databricks, or "
                          "tag the cell skip-local" % what)


class BoundedMessages:
    """Stands in front of the kernel's `Session.send`, so that a flood of output ends in the process
    that makes it: what is beyond a cell's bound never travels. The reply to a cell tells how much
    that was, and how the output ended."""

    def __init__(self, session):
        self._send = session.send
        self._start_cell()
        session.send = self.send

    def _start_cell(self):
        self._used, self._dropped, self._tail = 0, 0, ""

    def send(self, stream, msg_or_type, content=None, *args, **kwargs):
        is_whole = isinstance(msg_or_type, dict)
        kind = msg_or_type.get("msg_type") if is_whole else msg_or_type
        holder = msg_or_type.get("content") if is_whole else content
        if isinstance(holder, dict) and not self._bound(kind, holder):
            return None
        return self._send(stream, msg_or_type, content, *args, **kwargs)

    def _bound(self, kind, content):
        """Cuts the content down; false = nothing is left of it."""
        if kind == "stream":
            return self._bound_stream(content)
        if kind in ("display_data", "execute_result", "update_display_data"):
            self._bound_data(content)
        elif kind == "error":
            self._bound_error(content)
        elif kind == "execute_reply":
            if content.get("status") == "error":
                self._bound_error(content)
            if self._dropped:
                content["testtracker"] = {"dropped": self._dropped, "tail": self._tail}
            self._start_cell()
        return True

    def _bound_stream(self, content):
        text = content["text"]
        room = max(MAX_CELL_BYTES - self._used, 0)
        self._used += min(len(text), room)
        if len(text) > room:
            self._dropped += len(text) - room
            # Longer than what is shown: secrets are looked for before it is cut to that.
            self._tail = (self._tail + text[-2 * MAX_TAIL:])[-2 * MAX_TAIL:]
            content["text"] = text[:room]
        return bool(content["text"])

    def _bound_data(self, content):
        data = content.get("data") or {}
        size = sum(len(value) for value in data.values() if isinstance(value, (str, bytes)))
        if size > MAX_CELL_BYTES and EXIT_MIME not in data:
            self._dropped += size
            content["data"] = {"text/plain": "[testtracker: an output of %d bytes was dropped]" % size}

    @staticmethod
    def _bound_error(content):
        content["evalue"] = bounded(content.get("evalue") or "", MAX_CELL_BYTES)
        content["traceback"] = [bounded(line, MAX_CELL_BYTES)
                                for line in content.get("traceback") or ()]


def install(settings):
    """Called in the kernel before the first cell."""
    shell = get_ipython()  # noqa: F821 (the kernel has it)
    BoundedMessages(shell.kernel.session)
    os.chdir(os.path.dirname(settings["notebook"]))
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    os.makedirs(os.path.join(settings["folder"], "dbfs"), exist_ok=True)
    dbutils = DbUtils(settings)
    shell.set_custom_exc((NotebookExit,), lambda *_: None)
    shell.push({"dbutils": dbutils, "spark": NoSpark(), "sql": lambda *_: unsupported("sql"),
                "displayHTML": display_html, "getArgument": dbutils.widgets.getArgument})
    callers = [settings["notebook"]]

    def run_magic(line):
        path = find_called(callers[-1], line.strip().strip("\"'"))
        notebook = read_notebook(path) if path.endswith(".ipynb") or is_source_format(path) else \
            Notebook(path, "python", [Cell("code", open(path, encoding="utf-8").read())])
        callers.append(path)
        try:
            for cell in notebook.cells:
                if cell.kind == "code":
                    result = shell.run_cell(kernel_code(cell.source, notebook.language))
                    result.raise_error()
        finally:
            callers.pop()

    def sh_magic(line, cell=""):
        done = subprocess.run(["bash", "-c", (line + "\n" + cell).strip()], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace")
        print(done.stdout, end="")
        if done.returncode != 0:
            raise RuntimeError("%%sh ended with exit code %d" % done.returncode)

    def fs_magic(line, cell=""):
        words = (line + " " + cell).split()
        print(getattr(dbutils.fs, words[0])(*words[1:]))

    def md_magic(line, cell=""):
        from IPython.display import Markdown, display
        display(Markdown((line + "\n" + cell).strip()))

    def pip_magic(line):
        print("%pip " + line + ": not run; the packages of this Python are used")

    shell.register_magic_function(run_magic, "line", "run")
    shell.register_magic_function(pip_magic, "line", "pip")
    for name, function in (("sh", sh_magic), ("fs", fs_magic), ("md", md_magic)):
        shell.register_magic_function(function, "line_cell", name)
    for name in ("sql", "scala", "r"):
        shell.register_magic_function(lambda line, cell="", name=name: unsupported("%" + name),
                                      "line_cell", name)


def display_html(text):
    from IPython.display import HTML, display
    display(HTML(text))
