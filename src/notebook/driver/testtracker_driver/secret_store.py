"""What is secret here: the store of `testtracker secrets` and variables (docs/secrets.md)."""

import json
import os
import re

# As src/secrets/known_secrets.cpp has them; a notebook that another one runs is asked by nobody else.
CREDENTIALS = ("DATABRICKS_TOKEN", "DATABRICKS_CLIENT_SECRET", "DATABRICKS_PASSWORD",
               "ARM_CLIENT_SECRET", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_PASSWORD",
               "AWS_SECRET_ACCESS_KEY", "TESTTRACKER_GIT_TOKEN")


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
