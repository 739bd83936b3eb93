"""`dbutils` of a kernel, as far as it can be had without Databricks (docs/notebooks.md)."""

import base64
import json
import os
import re
import shutil
import subprocess
import threading
import time

from .limits import EXIT_MIME, MAX_VALUE_BYTES, VALUE_SLACK_BYTES
from .secret_store import load_secrets

MAX_DEPTH = 8


class NotebookExit(BaseException):
    """Raised by dbutils.notebook.exit; not for `except Exception`."""


class UnsupportedCell(Exception):
    """Something that only Databricks has."""


class InputWidgetNotDefined(Exception):
    pass


class WorkflowException(Exception):
    pass


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
