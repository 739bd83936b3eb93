"""Runs of notebooks and Python files: /api/2.2/jobs/runs/*. Each task really runs, a notebook in a
kernel of the local engine.

A run is what Databricks shows: PENDING, RUNNING, TERMINATING, TERMINATED; a parent with tasks that
have run ids of their own. As there, a failed task makes its parent INTERNAL_ERROR.
"""

import itertools
import json
import threading
import time

import notebooks
from api import bad, route

TERMINAL = ("TERMINATED", "INTERNAL_ERROR", "SKIPPED")
RESULT_BYTES = 5 * 1024 * 1024


def now_ms():
    return int(time.time() * 1000)


class Task:
    def __init__(self, run_id, description):
        self.run_id = run_id
        self.key = description["task_key"]
        self.description = description
        self.life_cycle = "PENDING"
        self.result = self.message = ""
        self.code = "SUCCESS"
        self.start_time, self.end_time, self.ran_ms = now_ms(), 0, 0
        self.outcome = notebooks.Outcome()

    def end(self, result, code, message):
        self.result, self.code, self.message = result, code, message

    def state(self):
        return _state(self.life_cycle, self.result, self.message)

    def describe(self, page):
        return {"run_id": self.run_id, "task_key": self.key, "run_page_url": page,
                **{kind: self.description[kind] for kind in ("notebook_task", "spark_python_task")
                   if kind in self.description},
                "attempt_number": 0, "start_time": self.start_time, "end_time": self.end_time,
                "setup_duration": 0, "execution_duration": self.ran_ms, "cleanup_duration": 0,
                "state": self.state(),
                "status": _status(self.life_cycle, self.result, self.code, self.message)}


def _state(life_cycle, result, message):
    state = {"life_cycle_state": life_cycle, "state_message": message,
             "user_cancelled_or_timedout": result in ("CANCELED", "TIMEDOUT")}
    return state | ({"result_state": result} if result and life_cycle in TERMINAL else {})


def _status(life_cycle, result, code, message):
    if life_cycle not in TERMINAL:
        return {"state": life_cycle}
    kind = "SUCCESS" if result == "SUCCESS" else "CLIENT_ERROR"
    return {"state": "TERMINATED",
            "termination_details": {"code": code, "type": kind, "message": message}}


class Run:
    def __init__(self, fake, run_id, arguments, new_id):
        self._fake = fake
        self.run_id = run_id
        self.name = arguments.get("run_name", "Untitled")
        self.timeout_s = arguments.get("timeout_seconds", 0)
        self.token = arguments.get("idempotency_token")
        self.tasks = [Task(new_id(), task) for task in arguments["tasks"]]
        self.start_time, self.end_time = now_ms(), 0
        self.cancelled = threading.Event()
        self._execution = None
        self.thread = threading.Thread(target=self._work, daemon=True)

    def cancel(self):
        self.cancelled.set()
        if self._execution:
            self._execution.kill()

    def _work(self):
        self.cancelled.wait(self._fake.options["pending_s"])
        for task in self.tasks:
            self._run_task(task)
        with self._fake.lock:
            self.end_time = now_ms()

    def _run_task(self, task):
        begin = time.monotonic()
        limit_s = task.description.get("timeout_seconds") or self.timeout_s or None
        execution = None
        with self._fake.lock:
            if not self.cancelled.is_set():
                task.life_cycle = "RUNNING"
                execution = self._start(task)
                self._execution = execution
        if execution:
            task.outcome = execution.finish(limit_s)
        with self._fake.lock:
            self._execution = None
            self._judge(task, execution)
            task.ran_ms = int((time.monotonic() - begin) * 1000)
            task.life_cycle = "TERMINATING"
        time.sleep(self._fake.options["terminating_s"])
        with self._fake.lock:
            task.end_time = now_ms()
            task.life_cycle = "TERMINATED" if task.result else "INTERNAL_ERROR"
            task.result = task.result or "FAILED"

    def _start(self, task):
        """None when it is not there; then the outcome says so."""
        if "spark_python_task" in task.description:
            return self._start_python(task)
        wanted = task.description["notebook_task"]
        path = wanted["notebook_path"]
        if wanted.get("source") == "GIT":
            path = "/Git/" + path
        things = self._fake.workspace
        if things.paths().get(path) != "NOTEBOOK":
            task.outcome = notebooks.Outcome(
                error=f"Unable to access the notebook \"{path}\". Either it does not exist, or the "
                      "identity used to run this job lacks the required permissions.")
            return None
        self._fake.jobs.executions.append(path)
        scopes = {scope: {key: value.decode("utf-8", "replace") for key, (value, _) in keys.items()}
                  for scope, keys in self._fake.secrets.scopes.items()}
        notebook = things.find(path)
        return notebooks.NotebookExecution(notebook.content.decode(), notebook.language,
                                   wanted.get("base_parameters", {}), scopes)

    def _start_python(self, task):
        wanted = task.description["spark_python_task"]
        path = wanted["python_file"]
        things = self._fake.workspace
        if things.paths().get(path) != "FILE":
            task.outcome = notebooks.Outcome(error=f"Cannot read the python file {path}. Please "
                                                   "check driver logs for more details.")
            return None
        self._fake.jobs.executions.append(path)
        return notebooks.PythonExecution(path, wanted.get("parameters", []), things.files())

    def _judge(self, task, execution):
        if self.cancelled.is_set():
            task.end("CANCELED", "USER_CANCELED", "Run cancelled.")
        elif execution is None:
            task.end("", "RESOURCE_NOT_FOUND", task.outcome.error)
        elif task.outcome.is_timed_out:
            task.end("TIMEDOUT", "CANCELED", "Run timed out.")
        elif task.outcome.error:
            task.end("FAILED", "RUN_EXECUTION_ERROR",
                     "Workload failed, see run output for details")
        else:
            task.end("SUCCESS", "SUCCESS", "")

    def _life_cycle(self):
        lives = [task.life_cycle for task in self.tasks]
        if all(life in TERMINAL for life in lives):
            is_bad = any(task.result == "FAILED" for task in self.tasks)
            return "INTERNAL_ERROR" if is_bad else "TERMINATED"
        return next(life for life in lives if life not in TERMINAL)

    def _result(self):
        results = [task.result for task in self.tasks]
        return next((result for result in ("FAILED", "TIMEDOUT", "CANCELED") if result in results),
                    "SUCCESS")

    def describe(self):
        life, result = self._life_cycle(), self._result()
        broken = next((task for task in self.tasks if task.result == "FAILED"), None)
        message = (f"Task {broken.key} failed with message: {broken.message}."
                   if broken and life in TERMINAL else "")
        page = f"{self._fake.url}/?o=4711#job/1/run/{self.run_id}"
        code = broken.code if broken else self.tasks[0].code
        return {"run_id": self.run_id, "job_id": 1, "run_name": self.name, "run_page_url": page,
                "run_type": "SUBMIT_RUN", "format": "MULTI_TASK", "start_time": self.start_time,
                "end_time": self.end_time, "execution_duration": 0,
                "state": _state(life, result, message),
                "status": _status(life, result, code, message),
                "tasks": [task.describe(page) for task in self.tasks]}


class Jobs:
    def __init__(self, fake):
        self._fake = fake
        self._ids = itertools.count(9007199254740993)  # beyond what a double can hold
        self.runs = {}
        self._tokens = {}  # idempotency token → run id, also of deleted runs
        self.executions = []  # paths of the notebooks that were started, in order

    def submit(self, arguments):
        token = arguments.get("idempotency_token")
        if token and len(token) > 64:
            raise bad("idempotency_token is longer than 64 characters")
        if token in self._tokens:
            if self._tokens[token] not in self.runs:
                raise bad(f"The run of the idempotency token {token} was deleted.")
            return self._tokens[token]
        for task in arguments["tasks"]:
            check_task(task, arguments)
        run = Run(self._fake, next(self._ids), arguments, lambda: next(self._ids))
        self.runs[run.run_id] = run
        if token:
            self._tokens[token] = run.run_id
        run.thread.start()
        return run.run_id

    def find(self, run_id):
        """The run, and the task when the id is one's."""
        for run in self.runs.values():
            if run.run_id == run_id:
                return run, None
            for task in run.tasks:
                if task.run_id == run_id:
                    return run, task
        raise bad(f"Run {run_id} does not exist.")  # 400, not 404: so does the real one

    def all_runs(self):
        return [run.describe() | {"idempotency_token": run.token} for run in self.runs.values()]

    def close(self):
        with self._fake.lock:
            for run in self.runs.values():
                run.cancel()


def check_python_task(task, arguments):
    wanted = task["spark_python_task"]
    if wanted.get("source", "WORKSPACE") != "WORKSPACE" or not wanted["python_file"].startswith("/"):
        raise bad("The fake runs Python files of the workspace only")
    parameters = wanted.get("parameters", [])
    if not all(isinstance(text, str) and text.isascii() for text in parameters):
        raise bad("parameters must be ASCII strings")
    if len(json.dumps({"python_params": parameters})) > 10_000:
        raise bad("The JSON representation of python_params cannot exceed 10,000 bytes")
    if not task.keys() & {"existing_cluster_id", "new_cluster", "job_cluster_key"}:
        known = {environment["environment_key"] for environment in arguments.get("environments", [])}
        if task.get("environment_key") not in known:
            raise bad(f"An environment is required for serverless task {task['task_key']}.")


def check_task(task, arguments):
    if "spark_python_task" in task:
        return check_python_task(task, arguments)
    if "notebook_task" not in task:
        raise bad("The fake runs only notebooks and Python files")
    wanted = task["notebook_task"]
    if wanted.get("source") == "GIT":
        if "git_source" not in arguments:
            raise bad("git_source is required for source GIT")
    elif not wanted["notebook_path"].startswith("/"):
        raise bad("Only absolute paths are currently supported. Paths must begin with '/'.")
    parameters = wanted.get("base_parameters", {})
    if len(json.dumps(parameters)) > 1 << 20:
        raise bad("The JSON representation of base_parameters cannot exceed 1MB")
    if not all(isinstance(value, str) for value in parameters.values()):
        raise bad("base_parameters must be strings")


@route("POST", "/api/2.[012]/jobs/runs/submit")
def submit(fake, arguments):
    return {"run_id": fake.jobs.submit(arguments)}


@route("GET", "/api/2.[012]/jobs/runs/get")
def get(fake, arguments):
    run, task = fake.jobs.find(int(arguments["run_id"]))
    if task:
        return task.describe(run.describe()["run_page_url"])
    return run.describe()


@route("GET", "/api/2.[012]/jobs/runs/get-output")
def get_output(fake, arguments):
    run, task = fake.jobs.find(int(arguments["run_id"]))
    if task is None:
        raise bad("Retrieving the output of runs with multiple tasks is not supported. Please "
                  "retrieve the output of each individual task run instead.")
    outcome = task.outcome
    reply = {"metadata": task.describe(run.describe()["run_page_url"])}
    if "notebook_task" in task.description:
        reply["notebook_output"] = {}
    if outcome.logs is not None:
        logs = outcome.logs.encode()
        reply |= {"logs": logs[-RESULT_BYTES:].decode("utf-8", "ignore"),
                  "logs_truncated": len(logs) > RESULT_BYTES}
    if outcome.result is not None:
        value = outcome.result.encode()
        reply["notebook_output"] = {
            "result": value[:RESULT_BYTES].decode("utf-8", "ignore"),
            "truncated": outcome.is_truncated or len(value) > RESULT_BYTES}
    if outcome.error:
        reply |= {"error": outcome.error, "error_trace": outcome.trace}
    return reply


@route("POST", "/api/2.[012]/jobs/runs/cancel")
def cancel(fake, arguments):
    run, _ = fake.jobs.find(int(arguments["run_id"]))
    run.cancel()


@route("POST", "/api/2.[012]/jobs/runs/delete")
def delete(fake, arguments):
    run, _ = fake.jobs.find(int(arguments["run_id"]))
    run.cancel()
    del fake.jobs.runs[run.run_id]


@route("GET", "/api/2.[012]/jobs/runs/list")
def list_(fake, arguments):
    runs = [run.describe() for run in reversed(fake.jobs.runs.values())]
    if arguments.get("active_only") == "true":
        runs = [run for run in runs if run["state"]["life_cycle_state"] not in TERMINAL]
    return {"runs": runs, "has_more": False} if runs else {"has_more": False}
