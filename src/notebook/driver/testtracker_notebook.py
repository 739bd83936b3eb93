"""Runs one notebook in a kernel of its own and tells on standard output, one JSON object a line.

testtracker starts it below a reaper (docs/notebooks.md): `testtracker_notebook.py FOLDER REAPER`.
The kernel is started at once; then one request line is awaited on standard input, later ones may
stop the run, and the end of the input means that nobody is interested any more.
  requests   {"op": "run", "notebook", "parameters": [[name, text]…], "secrets": [text…],
              "depth"}   {"op": "stop", "why"}
  events     {"event": "fatal", "reason"} | {"event": "warm"}, {"event": "cell", "cell", "cells"},
             {"event": "done", …}
The same file is loaded into Python kernels: `install` gives them `dbutils` and Databricks' magics.
Needs jupyter_client and ipykernel; Python 3.8 or newer.
"""

import base64
import html
import importlib.util
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

EXIT_MIME = "application/vnd.testtracker.exit+json"
MAX_CELL_BYTES = 1 << 20
MAX_NOTEBOOK_BYTES = 8 << 20
MAX_VALUE_BYTES = 5 << 20  # as Databricks has it
VALUE_SLACK_BYTES = 64 << 10  # what the kernel cuts ends behind the bound: a secret may be cut there
MAX_EXCEPTION_CHARACTERS = 64 << 10
MAX_DEPTH = 8
MAX_TAIL = 4096
MIN_SECRET_BYTES = 4
MIN_FRAGMENT = 8
MARK = "[REDACTED]"
# As src/secrets/known_secrets.cpp has them; a notebook that another one runs is asked by nobody else.
CREDENTIALS = ("DATABRICKS_TOKEN", "DATABRICKS_CLIENT_SECRET", "DATABRICKS_PASSWORD",
               "ARM_CLIENT_SECRET", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_PASSWORD",
               "AWS_SECRET_ACCESS_KEY", "TESTTRACKER_GIT_TOKEN")
START_TIMEOUT_S = 60
POLL_MS = 50
LOST_MESSAGE_MS = 5000
STOP_GRACE_S = 1.0
COMMENTS = {".py": "#", ".r": "#", ".scala": "//", ".sql": "--"}
LANGUAGES = {".py": "python", ".r": "r", ".scala": "scala", ".sql": "sql"}
CELL_LANGUAGES = ("md", "sh", "fs", "python", "sql", "scala", "r")
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


class NotRunnable(Exception):
    """A notebook that cannot be read, in a sentence."""


# --- notebooks as files --------------------------------------------------------------------------


class Cell:
    def __init__(self, kind, source, tags=(), original=None):
        self.kind, self.source, self.tags = kind, source, list(tags)
        self.original = original or {}
        self.outputs = []
        self.count = None
        self.bytes = self.dropped = 0  # of the outputs


class Notebook:
    def __init__(self, path, language, cells, kernel="", metadata=None):
        self.path, self.language, self.cells = path, language, cells
        self.kernel, self.metadata = kernel, metadata or {}


def is_source_format(path):
    """Whether a file is a notebook as Databricks exports it: its first line says so."""
    comment = COMMENTS.get(os.path.splitext(path)[1].lower())
    if comment is None:
        return False
    with open(path, "rb") as file:
        first = file.readline(100).decode("utf-8-sig", "replace")
    return first.rstrip() == comment + " Databricks notebook source"


def read_notebook(path):
    if path.endswith(".ipynb"):
        return read_ipynb(path)
    return read_source(path)


def read_ipynb(path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            document = json.load(file)
    except (ValueError, OSError) as error:
        raise NotRunnable("read %s: it is no notebook: %s" % (path, error)) from None
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        old = isinstance(document, dict) and "worksheets" in document
        raise NotRunnable(
            "read %s: %s" % (path, "its format is older than 4; convert it with: jupyter nbconvert"
                             " --to notebook --inplace" if old else "it has no list of cells"))
    cells = []
    for item in document["cells"]:
        if not isinstance(item, dict):
            raise NotRunnable("read %s: a cell is no object" % path)
        source = item.get("source", "")
        source = "".join(map(str, source)) if isinstance(source, list) else str(source)
        metadata = item.get("metadata") or {}
        tags = metadata.get("tags") if isinstance(metadata.get("tags"), list) else []
        cells.append(Cell(item.get("cell_type", "raw"), source, tags, item))
    metadata = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
    spec = metadata.get("kernelspec") if isinstance(metadata.get("kernelspec"), dict) else {}
    info = metadata.get("language_info") if isinstance(metadata.get("language_info"), dict) else {}
    databricks = metadata.get("application/vnd.databricks.v1+notebook")
    language = databricks.get("language") if isinstance(databricks, dict) else None
    language = language or spec.get("language") or info.get("name") or "python"
    return Notebook(path, str(language).lower(), cells, str(spec.get("name") or ""), metadata)


def read_source(path):
    extension = os.path.splitext(path)[1].lower()
    comment = re.escape(COMMENTS[extension])
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        text = file.read().replace("\r\n", "\n")
    body = text.split("\n", 1)[1] if "\n" in text else ""
    cells = []
    for piece in re.split(r"(?m)^%s COMMAND -{10}[ \t]*$" % comment, body):
        lines = [line for line in piece.split("\n")
                 if not re.match(r"%s DBTITLE " % comment, line)]
        lines = [re.sub(r"^%s MAGIC ?" % comment, "", line) for line in lines]
        source = "\n".join(lines).strip("\n")
        if source.strip():
            kind = "markdown" if source.startswith("%md") else "code"
            cells.append(Cell(kind, source))
    return Notebook(path, LANGUAGES[extension], cells)


def kernel_code(source, language):
    """A cell as the kernel takes it: Databricks has `%sql` in front of a whole cell, IPython
    `%%sql`; cells of a notebook in another language than Python carry no magic."""
    stripped = source.lstrip()
    match = re.match(r"%(\w+)[ \t]*([^\n]*)(?:\n|$)", stripped)
    if match and match[1] in CELL_LANGUAGES:
        body = stripped[match.end():]
        if match[1] == "python":
            return match[2] + "\n" + body
        return "%%%s%s %s\n%s" % ("%", match[1], match[2], body or "\n")
    if language == "sql" and not stripped.startswith("%"):
        return "%%sql\n" + source
    return source


def typed_literal(text):
    """A parameter as papermill's command line takes it: numbers, True, False and None are not
    texts."""
    if text in ("True", "False", "None"):
        return text
    for number in (int, float):
        try:
            return repr(number(text)) if "_" not in text and "n" not in text else repr(text)
        except ValueError:
            pass
    return repr(text)


def inject_parameters(notebook, parameters):
    """Adds the cell that overrides those of the cell tagged `parameters`."""
    valid = [(name, text) for name, text in parameters if name.isidentifier()]
    if not valid or notebook.language != "python" or not notebook.path.endswith(".ipynb"):
        return
    notebook.cells[:] = [cell for cell in notebook.cells if "injected-parameters" not in cell.tags]
    source = "# Parameters\n" + "\n".join("%s = %s" % (n, typed_literal(t)) for n, t in valid)
    place = next((i + 1 for i, cell in enumerate(notebook.cells) if "parameters" in cell.tags), 0)
    notebook.cells.insert(place, Cell("code", source, ["injected-parameters"]))


def unread_parameters(notebook, parameters):
    text = "\n".join(cell.source for cell in notebook.cells
                     if "injected-parameters" not in cell.tags)
    return [name for name, _ in parameters
            if not re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), text)]


# --- secrets in outputs --------------------------------------------------------------------------


def forms_of(secret):
    """The texts in which a secret is looked for: docs/redaction.md, src/redact/redactor.cpp."""
    if len(secret.encode()) < MIN_SECRET_BYTES:
        return set()
    escaped = urllib.parse.quote(secret, safe="")
    lower = re.sub("%..", lambda found: found[0].lower(), escaped)
    forms = {secret, escaped, lower, escaped.replace("%20", "+"), lower.replace("%20", "+")}
    for ascii_only in (True, False):
        quoted = json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
        forms |= {quoted, quoted.replace("/", "\\/")}
    raw = secret.encode()
    encoded = [base64.b64encode(raw).decode()]
    for before in range(3):  # inside a longer text such as user:secret
        whole = base64.b64encode(b"x" * before + raw).decode()
        core = whole[(before * 8 + 5) // 6:(before + len(raw)) * 8 // 6]
        encoded += [core] if len(core) >= MIN_FRAGMENT else []
    forms.update(text.translate(table) for text in encoded
                 for table in ({}, str.maketrans("+/", "-_")))
    return forms | {line for line in re.split("[\r\n]", secret) if len(line) >= MIN_FRAGMENT}


class Redactor:
    def __init__(self, secrets=()):
        self._forms = sorted(set().union(*map(forms_of, secrets)), key=len)
        self.longest = max(map(len, self._forms), default=0)

    def text(self, text, start=0):
        """text[start:]; a secret that begins before it goes too."""
        parts, end = [], start
        for begin, stop in sorted(span for form in self._forms for span in self._spans(form, text)):
            if stop > end:
                if begin > end or not parts:
                    parts += [text[end:max(begin, end)], MARK]
                end = stop
        return "".join(parts) + text[end:]

    @staticmethod
    def _spans(form, text):
        begin = text.find(form)
        while begin >= 0:
            yield begin, begin + len(form)
            begin = text.find(form, begin + 1)
        for length in range(min(len(form) - 1, len(text)), MIN_FRAGMENT - 1, -1):
            if text.endswith(form[:length]):  # cut off
                yield len(text) - length, len(text)
                return

    def deep(self, thing):
        """The same structure with each text in it redacted."""
        if isinstance(thing, str):
            return self.text(thing)
        if isinstance(thing, dict):
            return {self.deep(key): self.deep(value) for key, value in thing.items()}
        return [self.deep(part) for part in thing] if isinstance(thing, (list, tuple)) else thing

    def fields(self, thing, kept=()):
        """A dict whose keys, and the values of some, are words of a format."""
        return {name: value if name in kept else self.deep(value) for name, value in thing.items()}


# --- inside the kernel ---------------------------------------------------------------------------


class NotebookExit(BaseException):
    """Raised by dbutils.notebook.exit; not for `except Exception`."""


class UnsupportedCell(Exception):
    """Something that only Databricks has."""


class InputWidgetNotDefined(Exception):
    pass


class WorkflowException(Exception):
    pass


def secrets_file():
    """Path of the store of `testtracker secrets`, docs/secrets.md; empty = there is no place."""
    named, state = os.environ.get("TESTTRACKER_SECRETS_FILE"), os.environ.get("XDG_STATE_HOME", "")
    if named:
        return named
    if not state.startswith("/"):
        home = os.environ.get("HOME")
        state = home and os.path.join(home, ".local", "state")
    return os.path.join(state, "testtracker", "secrets", "secrets.json") if state else ""


def stored_secrets():
    """What is in the store. Raises PermissionError when others could read it."""
    path = secrets_file()
    try:
        with open(path, encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            if mode & 0o077:
                raise PermissionError("use the file of secrets %s: others may use it too (mode "
                                      "%04o); type: chmod 600 %s" % (path, mode, path))
            return json.load(file)
    except FileNotFoundError:
        return {}


def load_secrets():
    """{scope: {key: value}}: the store, then variables TESTTRACKER_SECRET_<SCOPE>__<KEY>, for
    which upper and lower case and - and _ are the same."""
    secrets = {str(scope): {str(k): str(v) for k, v in keys.items()}
               for scope, keys in stored_secrets().items()}
    for name, value in os.environ.items():
        match = re.match(r"TESTTRACKER_SECRET_(.+?)__(.+)$", name)
        if match:
            secrets.setdefault(match[1].lower(), {})[match[2].lower()] = value
    return secrets


class Widgets:
    def __init__(self, arguments):
        self._arguments, self._defaults = dict(arguments), {}

    def text(self, name, defaultValue="", label=None):
        self._defaults.setdefault(name, str(defaultValue))

    def dropdown(self, name, defaultValue="", choices=(), label=None):
        self.text(name, defaultValue)

    combobox = multiselect = dropdown

    def get(self, name):
        if name in self._arguments:
            return self._arguments[name]
        if name in self._defaults:
            return self._defaults[name]
        raise InputWidgetNotDefined("No input widget named %s is defined" % name)

    def getArgument(self, name, defaultValue=None):
        try:
            return self.get(name)
        except InputWidgetNotDefined:
            if defaultValue is None:
                raise
            return defaultValue

    def getAll(self):
        return {**self._defaults, **self._arguments}

    def remove(self, name):
        self._defaults.pop(name, None)

    def removeAll(self):
        self._defaults.clear()


class SecretScope:
    def __init__(self, key):
        self.name = self.key = key


class Secrets:
    def _scope(self, scope):
        secrets = load_secrets()
        for spelling in (scope, scope.lower().replace("-", "_")):
            if spelling in secrets:
                return secrets[spelling]
        raise KeyError("Secret scope %s does not exist; type: testtracker secrets create-scope %s"
                       % (scope, scope))

    def get(self, scope, key):
        keys = self._scope(scope)
        for spelling in (key, key.lower().replace("-", "_")):
            if spelling in keys:
                return keys[spelling]
        raise KeyError("Secret %s does not exist in scope %s" % (key, scope))

    def getBytes(self, scope, key):
        return self.get(scope, key).encode()

    def list(self, scope):
        return [SecretScope(key) for key in sorted(self._scope(scope))]

    def listScopes(self):
        return [SecretScope(scope) for scope in sorted(load_secrets())]


class FileInfo:
    def __init__(self, path, name, size):
        self.path, self.name, self.size = path, name, size

    def __repr__(self):
        return "FileInfo(path=%r, name=%r, size=%r)" % (self.path, self.name, self.size)


class Fs:
    """DBFS as a folder of this run."""

    def __init__(self, root):
        self._root = root

    def _place(self, path):
        name = re.sub(r"^dbfs:", "", path)
        name = re.sub(r"^/dbfs/", "/", name).lstrip("/")
        place = os.path.realpath(os.path.join(self._root, name))
        root = os.path.realpath(self._root)
        if place != root and not place.startswith(root + os.sep):
            raise ValueError("%s leads out of DBFS" % path)
        return place

    def put(self, path, contents, overwrite=False):
        place = self._place(path)
        if os.path.exists(place) and not overwrite:
            raise FileExistsError("%s exists; pass overwrite=True" % path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(contents)
        return True

    def head(self, path, maxBytes=65536):
        with open(self._place(path), "rb") as file:
            return file.read(maxBytes).decode("utf-8", "replace")

    def ls(self, path):
        place = self._place(path)
        names = sorted(os.listdir(place)) if os.path.isdir(place) else [os.path.basename(place)]
        base = place if os.path.isdir(place) else os.path.dirname(place)
        found = []
        for name in names:
            file = os.path.join(base, name)
            slash = "/" if os.path.isdir(file) else ""
            relative = os.path.relpath(file, os.path.realpath(self._root))
            found.append(FileInfo("dbfs:/" + relative + slash, name + slash,
                                  0 if slash else os.path.getsize(file)))
        return found

    def mkdirs(self, path):
        os.makedirs(self._place(path), exist_ok=True)
        return True

    def rm(self, path, recurse=False):
        place = self._place(path)
        if os.path.isdir(place):
            shutil.rmtree(place) if recurse else os.rmdir(place)
        elif os.path.exists(place):
            os.remove(place)
        else:
            return False
        return True

    def cp(self, source, target, recurse=False):
        source, target = self._place(source), self._place(target)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copytree(source, target) if recurse else shutil.copy(source, target)
        return True

    def mv(self, source, target, recurse=False):
        target_place = self._place(target)
        os.makedirs(os.path.dirname(target_place), exist_ok=True)
        shutil.move(self._place(source), target_place)
        return True


class TaskValues:
    def __init__(self):
        self._values = {}

    def set(self, key, value):
        self._values[key] = json.loads(json.dumps(value))

    def get(self, taskKey, key, default=None, debugValue=None):
        if debugValue is None and default is None:
            raise ValueError("taskValues.get outside of a job needs debugValue")
        return default if debugValue is None else debugValue


class NotebookCalls:
    def __init__(self, settings):
        self._settings = settings

    def exit(self, value=""):
        from IPython.display import publish_display_data
        text = str(value).encode("utf-8", "replace")
        # Base 64 never needs more than what the driver reads of one message; JSON's escapes might.
        kept = base64.b64encode(text[:MAX_VALUE_BYTES + VALUE_SLACK_BYTES]).decode()
        publish_display_data({EXIT_MIME: {"base64": kept, "bytes": len(text)}})
        raise NotebookExit()

    def run(self, path, timeout_seconds=0, arguments=None):
        depth = self._settings["depth"] + 1
        if depth > MAX_DEPTH:
            raise WorkflowException("notebooks call each other more than %d deep" % MAX_DEPTH)
        request = {"op": "run", "depth": depth,
                   "notebook": find_called(self._settings["notebook"], path),
                   "parameters": [[str(k), str(v)] for k, v in (arguments or {}).items()]}
        done = run_below(self._settings, request, timeout_seconds)
        if done["status"] != "passed":
            what = done["exception"]["name"] or done["reason"] or done["status"]
            raise WorkflowException("Workload failed: %s: %s: %s"
                                    % (path, done["status"],
                                       ": ".join(filter(None, [what, done["exception"]["text"]]))))
        return done["value"] or ""


def find_called(caller, path):
    """The file behind a name in %run or notebook.run: relative to the caller, the extension may
    be left out."""
    base = os.path.normpath(os.path.join(os.path.dirname(caller), path))
    for extension in ("", ".ipynb", ".py", ".sql", ".r", ".scala"):
        if os.path.isfile(base + extension):
            return base + extension
    raise FileNotFoundError("there is no notebook %s beside %s" % (path, caller))


def run_below(settings, request, timeout_seconds):
    """Runs another notebook in a kernel of its own, which dies with this one."""
    folder = os.path.join(settings["folder"], "n%d-%d" % (os.getpid(), time.monotonic_ns()))
    os.mkdir(folder, 0o700)
    child = subprocess.Popen([settings["python"], settings["driver"], folder, settings["reaper"]],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(message):
        try:
            child.stdin.write(json.dumps(message) + "\n")
            child.stdin.flush()
        except OSError:
            pass  # its end tells more

    timer = threading.Timer(timeout_seconds, send, [{"op": "stop", "why": "timeout"}])
    timer.daemon = True
    if timeout_seconds > 0:
        timer.start()
    try:
        send(request)
        for line in child.stdout:
            event = json.loads(line)
            if event["event"] in ("done", "fatal"):
                return {"status": "failed", "exception": {"name": "", "text": ""}, "value": None,
                        "reason": "", **event}
        raise WorkflowException("the notebook's helper died")
    finally:
        timer.cancel()
        child.stdin.close()
        child.wait()


class DbUtils:
    def __init__(self, settings):
        self.notebook = NotebookCalls(settings)
        self.widgets = Widgets(settings["parameters"])
        self.secrets = Secrets()
        self.fs = Fs(os.path.join(settings["folder"], "dbfs"))
        self.jobs = type("Jobs", (), {})()
        self.jobs.taskValues = TaskValues()


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


# --- the driver ----------------------------------------------------------------------------------


class KernelDied(Exception):
    pass


class Stopped(Exception):
    pass


class Exited(Exception):
    """dbutils.notebook.exit was called."""


class Execution:
    """What came of one request to execute code."""

    def __init__(self, cell, request):
        self.cell, self.request = cell, request
        self.reply = None
        self.is_idle = False
        self.silent_polls = 0  # since the last message

    def is_over(self):
        """A kernel that prints faster than it is read may drop messages (ZeroMQ, PUB), also the one
        that says it is idle."""
        lost = self.silent_polls * POLL_MS > LOST_MESSAGE_MS
        return self.reply is not None and (self.is_idle or lost)


class Driver:
    def __init__(self, folder, reaper):
        self.folder, self.reaper = folder, reaper
        # What the kernel, or a library here, prints must not get between the events.
        self.events = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self.lock = threading.Lock()
        self.requests = queue.Queue()
        self.stop_reason = None
        self.manager = self.client = None
        self.cell = 0
        self.value = None
        self.value_truncated = False
        self.used_bytes = 0
        self.tail = ""
        self.redactor = Redactor()

    def tell(self, event, **fields):
        with self.lock:
            self.events.write(json.dumps({"event": event, **fields}) + "\n")
            self.events.flush()

    def read_requests(self):
        for line in sys.stdin.buffer:
            request = json.loads(line)
            if request["op"] == "stop":
                self.stop_reason = request["why"]
            self.requests.put(request)
        self.kill_kernel()  # whoever asked is gone
        os._exit(3)

    def start_kernel(self, name=None):
        from jupyter_client import manager

        reaper = self.reaper

        class Manager(manager.KernelManager):
            def format_kernel_cmd(self, extra_arguments=None):
                command = super().format_kernel_cmd(extra_arguments=extra_arguments)
                return [reaper, "--die-with", str(os.getpid()), "--"] + command

        log = open(os.path.join(self.folder, "kernel.log"), "ab")
        for attempt in (1, 2):
            file = os.path.join(self.folder, "k%d.json" % time.monotonic_ns())
            self.manager = Manager(kernel_name=name or "python3", transport="ipc",
                                   connection_file=file)
            arguments = [] if name else ["--HistoryManager.enabled=False"]
            try:
                self.manager.start_kernel(extra_arguments=arguments, stdout=log, stderr=log,
                                          env={**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"})
                self.client = self.manager.blocking_client()
                self.client.start_channels()
                self.client.wait_for_ready(timeout=START_TIMEOUT_S)
                return
            except RuntimeError:
                self.kill_kernel()
                if attempt == 2:
                    raise
        log.close()

    def kernel_process(self):
        provisioner = getattr(self.manager, "provisioner", None)
        return getattr(provisioner, "process", None) or getattr(self.manager, "kernel", None)

    def kill_kernel(self):
        process = self.kernel_process() if self.manager else None
        if process is not None and process.poll() is None:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except OSError:
                process.kill()

    # -- one cell

    def execute(self, code, cell=None):
        """The execute reply's content. Raises KernelDied, Stopped, Exited."""
        import zmq

        execution = Execution(cell, self.client.execute(
            code, silent=cell is None, store_history=cell is not None, allow_stdin=False))
        poller = zmq.Poller()
        channels = (self.client.iopub_channel, self.client.shell_channel)
        for channel in channels:
            poller.register(channel.socket, zmq.POLLIN)
        stop_by = None
        while not execution.is_over():
            ready = dict(poller.poll(POLL_MS))
            execution.silent_polls = 0 if ready else execution.silent_polls + 1
            for channel in channels:
                if channel.socket in ready:
                    self.take(self.receive(channel), execution)
            if not ready and self.kernel_process().poll() is not None:
                raise KernelDied()
            if stop_by is None and (self.stop_reason or self.value is not None):
                stop_by = time.monotonic() + STOP_GRACE_S
                if self.stop_reason:
                    self.manager.interrupt_kernel()
            if stop_by is not None and time.monotonic() > stop_by:
                break
        self.take_dropped(execution)  # only now: the reply overtakes outputs
        if self.value is not None:
            raise Exited()
        if self.stop_reason:
            raise Stopped()
        return execution.reply

    def take(self, message, execution):
        """One message of the kernel; those of other requests say nothing."""
        if message is None or message["parent_header"].get("msg_id") != execution.request:
            return
        kind, content, cell = message["msg_type"], message["content"], execution.cell
        if kind == "execute_reply":
            execution.reply = content
        elif kind == "status":
            execution.is_idle = execution.is_idle or content["execution_state"] == "idle"
        elif kind == "dropped" and cell is not None:
            cell.dropped += content["bytes"]
        elif cell is not None:
            self.take_output(cell, kind, content)

    def receive(self, channel):
        """A message of the kernel. Of an output larger than a notebook may keep only the size is
        read: what is decoded costs several times its bytes. None = not to be understood."""
        session = self.client.session
        _, parts = session.feed_identities(channel.socket.recv_multipart(copy=False), copy=False)
        # Jupyter's wire protocol: signature, header, parent header, metadata, content, buffers.
        size = sum(len(part) for part in parts[4:])
        if channel is self.client.iopub_channel and size > MAX_NOTEBOOK_BYTES:
            return {"msg_type": "dropped", "content": {"bytes": size},
                    "parent_header": json.loads(parts[2].bytes)}
        try:
            return session.deserialize(parts, copy=False)
        except ValueError:
            return None

    def keep_tail(self, text):
        self.tail = (self.tail + text)[-(MAX_TAIL + self.redactor.longest):]

    def take_dropped(self, execution):
        """What BoundedMessages kept back."""
        told = (execution.reply or {}).get("testtracker")
        if execution.cell is not None and told:
            execution.cell.dropped += told["dropped"]
            self.keep_tail(told["tail"])

    def take_output(self, cell, kind, content):
        # Kept as they came: a secret may be cut by the pieces in which a stream comes.
        if kind == "stream":
            text = content["text"]
            self.keep_tail(text)
            self.keep(cell, {"output_type": "stream", "name": content["name"], "text": text},
                      len(text))
        elif kind in ("display_data", "execute_result"):
            data = content["data"]
            if EXIT_MIME in data:
                if self.value is None:
                    self.take_value(data[EXIT_MIME])
                return
            output = {"output_type": kind, "data": data, "metadata": content.get("metadata", {})}
            if kind == "execute_result":
                output["execution_count"] = content.get("execution_count")
            self.keep(cell, output, len(json.dumps(data)))
        elif kind == "error" and content["ename"] != "NotebookExit":
            self.keep(cell, {"output_type": "error", "ename": content["ename"],
                             "evalue": self.bounded_text(content["evalue"]),
                             "traceback": list(map(self.bounded_text, content["traceback"]))}, 0)
        elif kind == "clear_output":
            cell.outputs.clear()

    def take_value(self, told):
        """Secrets go before it is cut: half of one would stay."""
        kept = base64.b64decode(told["base64"])
        text = self.redactor.text(kept.decode("utf-8", "ignore")).encode()
        self.value = text[:MAX_VALUE_BYTES].decode("utf-8", "ignore")
        self.value_truncated = len(text) > MAX_VALUE_BYTES or told["bytes"] > len(kept)

    def keep(self, cell, output, size):
        """Outputs are bounded: what comes beyond is counted and dropped."""
        room = min(MAX_CELL_BYTES - cell.bytes, MAX_NOTEBOOK_BYTES - self.used_bytes)
        if size > room:
            cell.dropped += size
            return
        cell.bytes += size
        self.used_bytes += size
        last = cell.outputs[-1] if cell.outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last.setdefault("pieces", [last["text"]]).append(output["text"])
        else:
            cell.outputs.append(output)

    # -- the notebook

    def install_shim(self, request):
        settings = {"notebook": os.path.abspath(request["notebook"]), "folder": self.folder,
                    "parameters": request["parameters"], "depth": request.get("depth", 0),
                    "python": sys.executable, "driver": os.path.abspath(__file__),
                    "reaper": self.reaper}
        code = ("import importlib.util as _tt, json as _ttj\n"
                "_tts = _tt.spec_from_file_location('testtracker_notebook', %r)\n"
                "_ttm = _tt.module_from_spec(_tts)\n"
                "__import__('sys').modules['testtracker_notebook'] = _ttm\n"
                "_tts.loader.exec_module(_ttm)\n"
                "_ttm.install(_ttj.loads(%r))\n"
                "del _tt, _ttj, _tts, _ttm\n" % (settings["driver"], json.dumps(settings)))
        reply = self.execute(code)
        if reply["status"] != "ok":
            raise NotRunnable("prepare the kernel: %s: %s" % (reply["ename"], reply["evalue"]))

    def choose_kernel(self, notebook):
        """The kernel that was started ahead serves Python; another language needs its own."""
        if notebook.language in ("python", "sql"):
            return
        from jupyter_client.kernelspec import KernelSpecManager
        specs = {name: item["spec"].get("language", "").lower()
                 for name, item in KernelSpecManager().get_all_specs().items()}
        name = notebook.kernel if notebook.kernel in specs else next(
            (name for name, language in specs.items() if language == notebook.language), None)
        if name is None:
            raise UnsupportedCell("there is no Jupyter kernel for %s here; run it on Databricks "
                                  "with --engine databricks" % notebook.language)
        self.kill_kernel()
        self.start_kernel(name)

    def run(self, request):
        done = {"status": "passed", "value": None, "value_truncated": False, "cell": 0, "line": 0,
                "exception": {"name": "", "text": "", "traceback": ""}, "reason": "",
                "output": "", "files": [], "unread": [], "seconds": 0.0}
        notebook = None
        began = time.monotonic()
        try:
            notebook = read_notebook(request["notebook"])
            self.redactor = self.make_redactor(request.get("secrets", []))
            done["unread"] = unread_parameters(notebook, request["parameters"])
            self.choose_kernel(notebook)
            inject_parameters(notebook, request["parameters"])
            self.run_cells(notebook, request, done)
        except NotRunnable as error:
            done.update(status="failed", reason=str(error))
        except UnsupportedCell as error:
            done.update(status="skipped", reason=str(error))
        except Exited:
            done.update(status="passed", cell=0, value=self.value,
                        value_truncated=self.value_truncated)
        except Stopped:
            done.update(status="timed_out" if self.stop_reason == "timeout" else "cancelled",
                        cell=self.cell)
        except KernelDied:
            done.update(self.death(), cell=self.cell)
        done["seconds"] = time.monotonic() - began
        done["output"] = self.redacted_tail()
        self.kill_kernel()
        if notebook is not None:
            done["files"] = write_results(notebook, self.folder, self.redactor)
        self.tell("done", **self.redactor.fields(done, kept=("status", "value", "files")))

    @staticmethod
    def make_redactor(secrets):
        try:
            own = [value for keys in load_secrets().values() for value in keys.values()]
            own += [os.environ[name] for name in CREDENTIALS if os.environ.get(name)]
        except (OSError, ValueError, AttributeError) as error:
            raise NotRunnable(str(error)) from None
        return Redactor([*own, *secrets])

    def bounded_text(self, text):
        """Of an exception. Secrets go first: where it is cut, half of one would stay."""
        return bounded(self.redactor.text(text))

    def redacted_tail(self):
        """The end of what was printed. Where it was cut, a secret may have been cut too."""
        longest = self.redactor.longest
        is_cut = len(self.tail) > MAX_TAIL
        return self.redactor.text(self.tail, longest if is_cut else 0)[-MAX_TAIL:]

    def run_cells(self, notebook, request, done):
        if notebook.language in ("python", "sql"):
            self.install_shim(request)
        number = 0  # as in the user's file, which has no injected cell
        cells = sum("injected-parameters" not in cell.tags for cell in notebook.cells)
        for cell in notebook.cells:
            number += "injected-parameters" not in cell.tags
            if cell.kind != "code" or not cell.source.strip() or "skip-local" in cell.tags:
                continue
            self.cell = number
            self.tell("cell", cell=number, cells=cells)
            reply = self.execute(kernel_code(cell.source, notebook.language), cell)
            cell.count = reply.get("execution_count")
            if reply["status"] == "ok" or "raises-exception" in cell.tags:
                continue
            if reply.get("ename") == "UnsupportedCell":
                raise UnsupportedCell("cell %d: %s" % (number, reply.get("evalue", "")))
            traceback = ANSI.sub("", "\n".join(reply.get("traceback") or []))
            done.update(status="failed", cell=number, line=error_line(traceback, cell.count))
            done["exception"] = {"name": reply.get("ename") or "aborted",
                                 "text": self.bounded_text(ANSI.sub("", reply.get("evalue", ""))),
                                 "traceback": self.bounded_text(traceback)}
            return

    def death(self):
        code = self.kernel_process().returncode
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            return {"status": "crashed", "reason": "the kernel was killed by %s" % name}
        return {"status": "exited", "reason": "the kernel ended with exit code %s" % code}


def bounded(text, most=MAX_EXCEPTION_CHARACTERS):
    """Exceptions may carry any amount of data; begin and end tell what it was."""
    if len(text) <= most:
        return text
    half = most // 2
    return text[:half] + "\n[… %d more …]\n" % (len(text) - 2 * half) + text[-half:]


def error_line(traceback, count):
    """Of the cell's source; 0 = unknown. IPython writes `Cell In[3], line 2`, formerly
    `Input In [3], in <cell line: 2>`."""
    for pattern in (r"Cell In ?\[%s\], line (\d+)", r"Input In ?\[%s\], line (\d+)",
                    r"Input In ?\[%s\], in <cell line: (\d+)>"):
        match = re.search(pattern % count, traceback)
        if match:
            return int(match[1])
    match = re.search(r"(?m)^-+> (\d+)", traceback)
    return int(match[1]) if match else 0


# --- the executed notebook -----------------------------------------------------------------------


def final_outputs(cell):
    outputs = []
    for output in cell.outputs:
        pieces = output.pop("pieces", None)
        if pieces:
            output["text"] = "".join(pieces)
        outputs.append(output)
    if cell.dropped:
        outputs.append({"output_type": "stream", "name": "stderr",
                        "text": "\n[testtracker: %d more bytes of output were dropped]\n"
                                % cell.dropped})
    return outputs


def write_results(notebook, folder, redactor):
    stem = os.path.splitext(os.path.basename(notebook.path))[0]
    cells = []
    for cell in notebook.cells:
        cell.source = redactor.text(cell.source)
        item = {**redactor.fields(cell.original), "cell_type": cell.kind, "source": cell.source}
        metadata = dict(item.get("metadata") or {})
        if cell.tags:
            metadata["tags"] = cell.tags
        item["metadata"] = metadata
        if cell.kind == "code":
            item["outputs"] = cell.outputs = [
                redactor.fields(output, kept=("output_type", "name", "execution_count"))
                for output in final_outputs(cell)]
            item["execution_count"] = cell.count
        cells.append(item)
    document = {"nbformat": 4, "nbformat_minor": 5, "cells": cells,
                "metadata": redactor.fields(notebook.metadata)}
    for number, item in enumerate(cells):
        item.setdefault("id", "cell-%d" % number)
    written = []
    for extension, text in ((".ipynb", json.dumps(document, indent=1)),
                            (".html", page_of(stem, notebook))):
        path = os.path.join(folder, stem + extension)
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        written.append(path)
    return written


def page_of(title, notebook):
    """One HTML file without scripts of its own; what a cell displayed as HTML stays in a sandbox."""
    parts = ["<!doctype html><meta charset='utf-8'><title>%s</title><style>body{font:14px sans-serif;"
             "max-width:60em;margin:2em auto}pre{background:#f6f6f6;padding:.6em;overflow:auto}"
             ".error{background:#fdd}.out{background:#fff;border-left:3px solid #ccc}"
             "iframe{border:0;width:100%%}</style><h1>%s</h1>" % ((html.escape(title),) * 2)]
    for cell in notebook.cells:
        parts.append("<pre class='%s'>%s</pre>" % (cell.kind, html.escape(cell.source)))
        for output in cell.outputs if cell.kind == "code" else ():
            parts.append(html_of_output(output))
    return "\n".join(parts)


def html_of_output(output):
    if output["output_type"] == "stream":
        return "<pre class='out'>%s</pre>" % html.escape(ANSI.sub("", output["text"]))
    if output["output_type"] == "error":
        text = ANSI.sub("", "\n".join(output["traceback"]))
        return "<pre class='error'>%s</pre>" % html.escape(text)
    data = output["data"]
    for mime in ("image/png", "image/jpeg"):
        if isinstance(data.get(mime), str):
            try:
                base64.b64decode(data[mime])
            except ValueError:
                continue
            return "<img src='data:%s;base64,%s'>" % (mime, html.escape("".join(data[mime].split())))
    if isinstance(data.get("text/html"), str):
        return "<iframe sandbox srcdoc='%s'></iframe>" % html.escape(data["text/html"])
    return "<pre class='out'>%s</pre>" % html.escape(str(data.get("text/plain", "")))


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
