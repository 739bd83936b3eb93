"""One kernel and one notebook in it."""

import base64
import json
import os
import queue
import re
import signal
import sys
import threading
import time

from .dbutils import UnsupportedCell
from .limits import (ANSI, EXIT_MIME, MAX_CELL_BYTES, MAX_NOTEBOOK_BYTES, MAX_TAIL, MAX_VALUE_BYTES,
                     bounded)
from .notebook_file import (NotRunnable, inject_parameters, kernel_code, read_notebook,
                            unread_parameters)
from .redactor import Redactor
from .results import write_results
from .secret_store import CREDENTIALS, load_secrets

START_TIMEOUT_S = 60
POLL_MS = 50
LOST_MESSAGE_MS = 5000
STOP_GRACE_S = 1.0


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
                    "python": sys.executable, "driver": os.path.abspath(sys.argv[0]),
                    "reaper": self.reaper}
        # The folder does not stay where a notebook looks for its modules.
        code = ("import json as _ttj, sys as _tts\n"
                "_tts.path.insert(0, %r)\n"
                "import testtracker_driver.kernel as _ttk\n"
                "del _tts.path[0]\n"
                "_ttk.install(_ttj.loads(%r))\n"
                "del _ttj, _tts, _ttk\n"
                % (os.path.dirname(settings["driver"]), json.dumps(settings)))
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
