"""Who may call: personal access tokens, OAuth for machines, Azure service principals."""

import base64
import secrets
import time
import urllib.parse

import wire
from api import ApiError, error, route

AZURE_RESOURCE = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d"


class Auth:
    def __init__(self, fake):
        self._fake = fake
        self._issued = {}  # token → when it ends, time.monotonic()

    def issue(self):
        token = "oauth-" + secrets.token_hex(8)
        self._issued[token] = time.monotonic() + self._fake.options["expires_s"]
        return token

    def revoke(self):
        self._issued.clear()

    def check(self, request):
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        is_good = token in self._fake.options["tokens"] or (
            self._issued.get(token, 0) > time.monotonic())
        if scheme != "Bearer" or not is_good:
            raise ApiError(401, "UNAUTHENTICATED", "Invalid access token.")

    def is_client(self, name, secret):
        return name in self._fake.options["clients"] and (
            self._fake.options["clients"][name] == secret)


def _form(arguments):
    return {name: values[-1] for name, values in urllib.parse.parse_qs(
        arguments.get("_form", "")).items()}


@route("GET", "/.well-known/databricks-config", is_open=True)
def metadata(fake, _):
    if not fake.options["metadata"]:
        return error(404, "ENDPOINT_NOT_FOUND", "No API found")
    return {"oidc_endpoint": fake.url + "/oidc", "workspace_id": "4711", "cloud": "AWS"}


@route("GET", "/oidc/.well-known/oauth-authorization-server", is_open=True)
def discovery(fake, _):
    return {"authorization_endpoint": fake.url + "/oidc/v1/authorize",
            "token_endpoint": fake.url + "/oidc/v1/token"}


@route("POST", "/oidc/v1/token", is_open=True)
def token(fake, arguments):
    form = _form(arguments)
    header = arguments["_request"].headers.get("authorization", "")
    name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    if not fake.auth.is_client(name, secret):
        return wire.json_reply({"error": "invalid_client",
                                "error_description": "Client authentication failed"}, 401)
    if form.get("grant_type") != "client_credentials" or form.get("scope") != "all-apis":
        return wire.json_reply({"error": "invalid_request"}, 400)
    return {"access_token": fake.auth.issue(), "token_type": "Bearer",
            "expires_in": fake.options["expires_s"]}


@route("POST", "/<tenant>/oauth2/token", is_open=True)
def azure_token(fake, arguments, tenant):
    form = _form(arguments)
    if not fake.auth.is_client(form.get("client_id"), form.get("client_secret")):
        return wire.json_reply({"error": "invalid_client",
                                "error_description": f"AADSTS7000215 in {tenant}"}, 401)
    if form.get("resource") != AZURE_RESOURCE:
        return wire.json_reply({"error": "invalid_resource"}, 400)
    return {"access_token": fake.auth.issue(), "token_type": "Bearer",
            "expires_in": str(fake.options["expires_s"])}


@route("GET", "/api/2.0/preview/scim/v2/Me")
def me(_, __):
    reply = wire.json_reply({"id": "1", "userName": "someone@example.com", "active": True})
    reply.headers["X-Databricks-Org-Id"] = "4711"
    return reply
