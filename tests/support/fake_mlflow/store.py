"""Experiments and runs in memory, with MLflow's rules."""

import base64
import math
import uuid

import rules

MAX_DOUBLE = 1.7976931348623157e308


class Experiment:
    def __init__(self, number, name, tags):
        self.id = str(number)
        self.name = name
        self.stage = "active"
        self.tags = {tag["key"]: tag["value"] for tag in tags}

    def content(self):
        return {"experiment_id": self.id, "name": self.name, "lifecycle_stage": self.stage,
                "artifact_location": f"mlflow-artifacts:/{self.id}",
                "tags": [{"key": key, "value": value} for key, value in self.tags.items()]}


class Run:
    def __init__(self, experiment_id, message, artifact_uri, as_strings):
        run_id = uuid.uuid4().hex
        self._as_strings = as_strings
        self.history = {}  # key → list of (step, timestamp, value)
        self.params = {}
        self.tags = {}
        self.artifacts = {}  # path → bytes
        self.info = {"run_id": run_id, "run_uuid": run_id, "experiment_id": experiment_id,
                     "run_name": message.get("run_name") or "brave-owl-1", "status": "RUNNING",
                     "start_time": message.get("start_time", 0), "lifecycle_stage": "active",
                     "artifact_uri": artifact_uri(run_id)}
        for tag in message.get("tags", []):
            self.tags[tag.get("key", "")] = tag.get("value", "")
        self.tags.setdefault("mlflow.runName", self.info["run_name"])

    def _integer(self, number):
        return str(number) if self._as_strings() else number

    def _metric(self, key, row):
        step, timestamp, value = row
        return {"key": key, "value": "NaN" if math.isnan(value) else value,
                "timestamp": self._integer(timestamp), "step": self._integer(step)}

    def data(self):
        def latest(rows):
            return max(rows, key=lambda row: (row[0], row[1],
                                              -math.inf if math.isnan(row[2]) else row[2]))
        return {"metrics": [self._metric(key, latest(rows)) for key, rows in self.history.items()],
                "params": [{"key": key, "value": value} for key, value in self.params.items()],
                "tags": [{"key": key, "value": value} for key, value in self.tags.items()]}

    def content(self):
        times = {name: self._integer(self.info[name]) for name in ("start_time", "end_time")
                 if name in self.info}
        return {"info": {**self.info, **times}, "data": self.data()}

    def everything(self):
        """For tests: all rows of metrics, and what the artifacts are."""
        history = [self._metric(key, row) for key, rows in self.history.items() for row in rows]
        artifacts = {path: {"size": len(content), "base64": base64.b64encode(content).decode()}
                     for path, content in self.artifacts.items()}
        return {**self.content(), "history": history, "artifacts": artifacts}

    def check_active(self):
        if self.info["lifecycle_stage"] != "active":
            raise rules.invalid(f"The run {self.info['run_id']} must be in the 'active' state. "
                                f"Current state is {self.info['lifecycle_stage']}.")


class Store:
    def __init__(self, fake):
        self._fake = fake
        self._experiments = {"0": Experiment(0, "Default", [])}
        self._runs = {}
        self.traces = {}  # id → experiment_id, spans by their ids, assessments likewise, info

    def state(self):
        return {"experiments": [each.content() for each in self._experiments.values()],
                "runs": [run.everything() for run in self._runs.values()],
                "traces": self.traces}

    # Experiments

    def create_experiment(self, message):
        name = message.get("name", "")
        if not name or len(name) > 500 and self._fake.version >= (2, 10):
            raise rules.invalid(f"'{name[:50]}' exceeds the maximum length of 500 characters")
        if self.find_experiment(name):
            raise rules.ApiError("RESOURCE_ALREADY_EXISTS", f"Experiment '{name}' already exists.")
        experiment = Experiment(len(self._experiments), name, message.get("tags", []))
        self._experiments[experiment.id] = experiment
        return experiment

    def find_experiment(self, name):
        return next((each for each in self._experiments.values() if each.name == name), None)

    def experiment(self, experiment_id):
        if experiment_id not in self._experiments:
            raise rules.missing(f"No Experiment with id={experiment_id} exists")
        return self._experiments[experiment_id]

    def set_experiment_tag(self, message):
        experiment = self.experiment(message.get("experiment_id"))
        rules.check_key(self._fake.version, message.get("key"), "experiment tag")
        limit = rules.max_experiment_tag(self._fake.version)
        if len(message.get("value", "")) > limit:
            raise rules.invalid(f"Experiment tag value exceeds the maximum length of {limit}")
        if experiment.stage != "active":
            raise rules.invalid(f"The experiment {experiment.id} must be in the 'active' state.")
        experiment.tags[message["key"]] = message.get("value", "")

    # Runs

    def create_run(self, message):
        experiment = self.experiment(message.get("experiment_id"))
        if experiment.stage != "active":
            raise rules.invalid(f"The experiment {experiment.id} must be in the 'active' state. "
                                f"Current state is {experiment.stage}.")
        self._watch_created_tags(message)
        options = self._fake.options
        root = options["artifacts"] if ":" in options["artifacts"] else "mlflow-artifacts:"
        run = Run(experiment.id, message,
                  lambda run_id: f"{root.rstrip('/')}/{experiment.id}/{run_id}/artifacts",
                  lambda: options["int64_as_strings"])
        self._runs[run.info["run_id"]] = run
        return run

    def _watch_created_tags(self, message):
        for tag in message.get("tags", []):
            try:  # the server takes them here, other databases than SQLite do not
                rules.check_key(self._fake.version, tag.get("key"), "tag")
                self._fit(tag.get("value", ""), rules.max_tag(self._fake.version), "tag")
            except rules.ApiError as problem:
                self._fake.violation(f"runs/create: {problem.message}")

    def run(self, run_id):
        if run_id not in self._runs:
            raise rules.missing(f"Run with id={run_id} not found")
        return self._runs[run_id]

    def update_run(self, message):
        run = self.run(message.get("run_id"))
        run.check_active()
        for name in ("status", "end_time", "run_name"):
            if name in message:
                run.info[name] = message[name]
        if "run_name" in message:
            run.tags["mlflow.runName"] = message["run_name"]
        return run

    def runs_of(self, experiment_ids, view):
        stages = {"ACTIVE_ONLY": ["active"], "DELETED_ONLY": ["deleted"]}.get(
            view, ["active", "deleted"])
        return [run for run in self._runs.values()
                if run.info["experiment_id"] in experiment_ids
                and run.info["lifecycle_stage"] in stages]

    def log_batch(self, message, keep=None):
        """Checks everything, then stores params, metrics, tags; `keep` loses the rest."""
        run = self.run(message.get("run_id"))
        run.check_active()
        metrics, params, tags = (message.get(kind, []) for kind in ("metrics", "params", "tags"))
        self._check_batch(metrics, params, tags)
        self._check_params(run, params)
        if keep is not None:
            metrics, left = metrics[:keep], max(0, keep - len(metrics))
            params, left = params[:left], max(0, left - len(params))
            tags = tags[:left]
        for param in params:
            run.params.setdefault(param["key"], self._fit(param.get("value", ""), rules.MAX_PARAM,
                                                          "param"))
        self._log_metrics(run, metrics)
        for tag in tags:
            value = self._fit(tag.get("value", ""), rules.max_tag(self._fake.version), "tag")
            run.tags[tag["key"]] = value
            if tag["key"] == "mlflow.runName":
                run.info["run_name"] = value

    def _check_batch(self, metrics, params, tags):
        rules.check_batch_size(metrics, params, tags)
        for kind, entries in (("metric", metrics), ("param", params), ("tag", tags)):
            for entry in entries:
                # Of an element that was not understood, fields are missing: the server takes it.
                if "key" in entry:
                    rules.check_key(self._fake.version, entry["key"], kind)
                else:
                    entry["key"] = ""
        for metric in metrics:
            if metric.get("timestamp", 0) < 0:
                raise rules.invalid(f"Got invalid timestamp {metric['timestamp']}")
        rules.check_no_duplicates(params)

    def _check_params(self, run, params):
        changed = [{"key": param["key"], "old_value": run.params[param["key"]],
                    "new_value": param.get("value", "")} for param in params
                   if param["key"] in run.params
                   and run.params[param["key"]] != self._fit(param.get("value", ""),
                                                             rules.MAX_PARAM, "param")]
        if changed:
            raise rules.invalid("Changing param values is not allowed. Params were already logged="
                                f"'{changed}' for run ID='{run.info['run_id']}'.")

    def _log_metrics(self, run, metrics):
        rows = [(metric["key"], (metric.get("step", 0), metric.get("timestamp", 0),
                                 max(-MAX_DOUBLE, min(MAX_DOUBLE, value))
                                 if not math.isnan(value := metric.get("value", 0.0)) else value))
                for metric in metrics]
        if rules.refuses_repeated_nan(self._fake.version) and any(
                math.isnan(row[2]) and _has(run, key, row) for key, row in rows):
            raise rules.ApiError("BAD_REQUEST", "(sqlite3.IntegrityError) UNIQUE constraint failed: "
                                 "metrics.key, metrics.timestamp, metrics.step, metrics.run_uuid, "
                                 "metrics.value, metrics.is_nan")
        for key, row in rows:
            if not _has(run, key, row):
                run.history.setdefault(key, []).append(row)

    def _fit(self, value, limit, kind):
        if len(value) <= limit:
            return value
        if not rules.cuts_long_values(self._fake.version):
            raise rules.invalid(f"{kind} value '{value[:20]}…' had length {len(value)}, which "
                                f"exceeded length limit of {limit}")
        self._fake.violation(f"a {kind} of {len(value)} characters is cut to {limit}")
        return value[:limit]


def _has(run, key, row):
    return any(row[:2] == known[:2] and (row[2] == known[2] or
                                         math.isnan(row[2]) and math.isnan(known[2]))
               for known in run.history.get(key, []))
