"""How MLflow's server understands JSON: protobuf's parser stops at the first value of a wrong type,
the server ignores that it stopped, and goes on with what was parsed so far.

Source: _get_request_message in mlflow/server/handlers.py."""

import json
import math

import rules

TAG = {"key": str, "value": str}
METRIC = {"key": str, "value": float, "timestamp": int, "step": int}
SCHEMAS = {
    "experiments/create": {"name": str, "artifact_location": str, "tags": [TAG]},
    "experiments/set-experiment-tag": {"experiment_id": str, "key": str, "value": str},
    "experiments/delete": {"experiment_id": str},
    "experiments/restore": {"experiment_id": str},
    "runs/create": {"experiment_id": str, "user_id": str, "run_name": str, "start_time": int,
                    "tags": [TAG]},
    "runs/update": {"run_id": str, "status": rules.STATUSES, "end_time": int, "run_name": str},
    "runs/delete": {"run_id": str},
    "runs/restore": {"run_id": str},
    "runs/search": {"experiment_ids": [str], "filter": str, "run_view_type": str,
                    "max_results": int, "order_by": [str], "page_token": str},
    "logged-models/search": {},
    "runs/log-batch": {"run_id": str, "metrics": [METRIC], "params": [TAG], "tags": [TAG]},
}


class WrongValue(Exception):
    """The parser stops here."""


def parse(route, body, violation):
    """The message as far as it was understood. Raises ValueError for what is no JSON object."""
    content = json.loads(body.decode("utf-8"))
    if not isinstance(content, dict):
        raise ValueError("not an object")
    message = {}
    try:
        _read(SCHEMAS[route], content, message)
    except WrongValue as problem:
        violation(f"{route}: {problem}; MLflow answers 200 and loses it and what follows")
    return message


def _read(schema, content, message):
    for name, value in content.items():
        if name not in schema or value is None:
            continue
        kind = schema[name]
        if isinstance(kind, list):
            _read_list(name, kind[0], value, message.setdefault(name, []))
        else:
            message[name] = _scalar(name, kind, value)


def _read_list(name, kind, values, entries):
    if not isinstance(values, list):
        raise WrongValue(f"{name} is {values!r}")
    for value in values:
        if isinstance(kind, dict):
            entries.append({})  # what is wrong in it leaves it incomplete, but there
            if not isinstance(value, dict):
                raise WrongValue(f"{name} has {value!r}")
            _read(kind, value, entries[-1])
        else:
            entries.append(_scalar(name, kind, value))


def _scalar(name, kind, value):
    good = {str: _text, int: _integer, float: _real}.get(kind, _word(kind))(value)
    if good is None:
        raise WrongValue(f"{name} is {value!r}")
    return good


def _text(value):
    return value if isinstance(value, str) else None


def _integer(value):
    if isinstance(value, bool):
        return None
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(number, (int, float)) or isinstance(number, float) and (
            not math.isfinite(number) or number != int(number)):
        return None
    return int(number) if -2**63 <= number < 2**63 else None


def _real(value):
    if isinstance(value, str):
        if value not in ("NaN", "Infinity", "-Infinity") and not value.strip("+-.0123456789eE"):
            return float(value)
        return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}.get(value)
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    return None


def _word(words):
    return lambda value: value if isinstance(words, tuple) and value in words else None
