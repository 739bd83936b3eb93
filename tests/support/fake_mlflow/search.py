"""The filters and orders of runs/search that tests need: `a AND b`, no more.

Source of the grammar: mlflow/utils/search_utils.py."""

import re

import rules

CLAUSE = re.compile(
    r"""^\s*(?:(?P<kind>\w+)\.)?(?P<key>`[^`]+`|"[^"]+"|[\w.]+)\s*
        (?P<operator>!=|>=|<=|=|>|<|(?:I?LIKE)\b)\s*(?P<value>'[^']*'|"[^"]*"|[-+.\w]+)\s*$""",
    re.VERBOSE | re.IGNORECASE)


def _value(run, kind, key):
    data, info = run.data(), run.info
    if kind in ("tags", "tag"):
        return {tag["key"]: tag["value"] for tag in data["tags"]}.get(key)
    if kind in ("params", "param"):
        return {param["key"]: param["value"] for param in data["params"]}.get(key)
    if kind in ("metrics", "metric"):
        return {metric["key"]: metric["value"] for metric in data["metrics"]}.get(key)
    return info.get({"created": "start_time"}.get(key, key))


def _like(text, pattern, flags=0):
    regex = re.escape(pattern).replace("%", ".*").replace("_", ".")
    return re.fullmatch(regex, text, re.DOTALL | flags) is not None


COMPARE = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, ">": lambda a, b: a > b,
    "<": lambda a, b: a < b, ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b,
    "LIKE": _like, "ILIKE": lambda a, b: _like(a, b, re.IGNORECASE),
}


def matches(run, text):
    return all(_clause_matches(run, clause)
               for clause in re.split(r"\s+AND\s+", text, flags=re.IGNORECASE) if text.strip())


def _clause_matches(run, clause):
    match = CLAUSE.match(clause)
    if not match:
        raise rules.invalid(f"Invalid clause(s) in filter string: {clause!r}")
    left = _value(run, match["kind"], match["key"].strip('`"'))
    if left is None:
        return False
    right = match["value"]
    right = right[1:-1] if right[0] in "'\"" else float(right)
    return COMPARE[match["operator"].upper()](left, right)


def ordered(runs, order_by):
    """Newest first unless told otherwise, as the server does."""
    runs = sorted(runs, key=lambda run: (-(run.info.get("start_time") or 0), run.info["run_id"]))
    for text in reversed(order_by):
        match = re.match(r"^\s*(?:(\w+)\.)?(`[^`]+`|\"[^\"]+\"|[\w.]+)(?:\s+(ASC|DESC))?\s*$", text,
                         re.IGNORECASE)
        if not match:
            raise rules.invalid(f"Invalid order_by clause '{text}'")
        kind, key, way = match[1], match[2].strip('`"'), (match[3] or "ASC").upper()
        known = [run for run in runs if _value(run, kind, key) is not None]
        unknown = [run for run in runs if _value(run, kind, key) is None]
        runs = sorted(known, key=lambda run: _value(run, kind, key), reverse=way == "DESC") + unknown
    return runs
