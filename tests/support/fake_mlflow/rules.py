"""What MLflow allows, per version. Sources: mlflow/utils/validation.py, mlflow/server/handlers.py,
and the behaviour of 2.9.2, 2.22.5 and 3.17.2."""

import posixpath
import re

MAX_METRICS, MAX_PARAMS, MAX_TAGS, MAX_ENTRIES = 1000, 100, 100, 1000
MAX_KEY, MAX_PARAM = 250, 6000
MAX_BODY = 1_000_000
STATUSES = ("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")


class ApiError(Exception):
    """Answered as JSON with that status."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def invalid(message):
    return ApiError("INVALID_PARAMETER_VALUE", message)


def missing(message):
    return ApiError("RESOURCE_DOES_NOT_EXIST", message, 404)


def max_tag(version):
    return 8000 if version >= (2, 18) else 5000


def max_experiment_tag(version):
    return 20000 if version >= (3, 16) else 5000


def cuts_long_values(version):
    return version >= (2, 13)


def allows_colon(version):
    return version >= (2, 16)


def refuses_repeated_nan(version):
    return version < (3, 16)


def is_fastapi(version):
    return version >= (3, 3)


def check_key(version, key, kind):
    pattern = r"^[/\w.\- :]*$" if allows_colon(version) else r"^[/\w.\- ]*$"
    if not isinstance(key, str) or not re.match(pattern, key) or not key:
        raise invalid(f"Invalid {kind} name: '{key}'. Names may only contain alphanumerics, "
                      "underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes "
                      "(/).")
    if posixpath.normpath(key) != key or key.startswith("/") or key.split("/")[0] == "..":
        raise invalid(f"Invalid {kind} name: '{key}'. Names may be treated as files in certain "
                      "cases, and must not resolve to other names when treated as such.")
    if len(key) > MAX_KEY:
        raise invalid(f"{kind} name '{key[:250]}' had length {len(key)}, which exceeded length "
                      f"limit of {MAX_KEY}")


def check_batch_size(metrics, params, tags):
    for name, entries, limit in (("metrics", metrics, MAX_METRICS), ("params", params, MAX_PARAMS),
                                 ("tags", tags, MAX_TAGS)):
        if len(entries) > limit:
            raise invalid(f"A batch logging request can contain at most {limit} {name}. Got "
                          f"{len(entries)} {name}. Please split up {name} across multiple requests "
                          "and try again.")
    if len(metrics) + len(params) + len(tags) > MAX_ENTRIES:
        raise invalid(f"A batch logging request can contain at most {MAX_ENTRIES} metrics, params "
                      "and tags in total. Please split up.")


def check_no_duplicates(params):
    keys = [param["key"] for param in params]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise invalid(f"Duplicate parameter keys have been submitted: {twice}. Please ensure the "
                      "request contains only one param value per param key.")
