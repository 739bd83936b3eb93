"""Secrets: /api/2.0/secrets/*."""

import base64
import re
import time

from api import bad, not_found, route

NAME = re.compile(r"^[\w.@-]{1,128}$", re.ASCII)
MAX_BYTES = 128 * 1024


class SecretScopes:
    def __init__(self, fake):
        self.fake = fake
        self.scopes = {}  # scope → key → (bytes, ms since 1970)

    def keys(self, scope):
        if scope not in self.scopes:
            raise not_found(f"Scope {scope} does not exist!")
        return self.scopes[scope]


@route("POST", "/api/2.0/secrets/scopes/create")
def create_scope(fake, arguments):
    scope = arguments["scope"]
    if not NAME.match(scope):
        raise bad(f"Scope name {scope} is not valid")
    if scope in fake.secrets.scopes:
        raise bad(f"Scope {scope} already exists!", "RESOURCE_ALREADY_EXISTS")
    fake.secrets.scopes[scope] = {}


@route("POST", "/api/2.0/secrets/scopes/delete")
def delete_scope(fake, arguments):
    fake.secrets.keys(arguments["scope"])
    del fake.secrets.scopes[arguments["scope"]]


@route("GET", "/api/2.0/secrets/scopes/list")
def list_scopes(fake, _):
    return {"scopes": [{"name": name, "backend_type": "DATABRICKS"}
                       for name in sorted(fake.secrets.scopes)]}


@route("POST", "/api/2.0/secrets/put")
def put(fake, arguments):
    keys = fake.secrets.keys(arguments["scope"])
    if "bytes_value" in arguments:
        value = base64.b64decode(arguments["bytes_value"])
    else:
        value = arguments["string_value"].encode()
    if not NAME.match(arguments["key"]) or len(value) > MAX_BYTES:
        raise bad("The key is not valid or the value is longer than 128 KB")
    keys[arguments["key"]] = (value, int(time.time() * 1000))


@route("GET", "/api/2.0/secrets/get")
def get(fake, arguments):
    keys = fake.secrets.keys(arguments["scope"])
    if not fake.options["secrets_get"]:
        raise bad("This operation is not allowed outside databricks notebooks.", "BAD_REQUEST")
    if arguments["key"] not in keys:
        raise not_found(f"Secret does not exist with scope: {arguments['scope']} and key: "
                        f"{arguments['key']}")
    return {"key": arguments["key"],
            "value": base64.b64encode(keys[arguments["key"]][0]).decode()}


@route("GET", "/api/2.0/secrets/list")
def list_(fake, arguments):
    keys = fake.secrets.keys(arguments["scope"])
    return {"secrets": [{"key": key, "last_updated_timestamp": keys[key][1]}
                        for key in sorted(keys)]}


@route("POST", "/api/2.0/secrets/delete")
def delete(fake, arguments):
    keys = fake.secrets.keys(arguments["scope"])
    if keys.pop(arguments["key"], None) is None:
        raise not_found(f"Secret does not exist with key: {arguments['key']}")
