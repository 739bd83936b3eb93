"""Routes, their arguments, and how errors are answered."""

import email.parser
import email.policy
import json
import re

import wire

ROUTES = []  # (method, compiled path, handler, whether it wants credentials)


class ApiError(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


def route(method, path, is_open=False):
    """The handler gets the fake, the arguments and, by name, the parts of the path in <>."""
    pattern = re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", path) + "$")

    def register(handler):
        ROUTES.append((method, pattern, handler, is_open))
        return handler
    return register


def not_found(message):
    return ApiError(404, "RESOURCE_DOES_NOT_EXIST", message)


def bad(message, code="INVALID_PARAMETER_VALUE"):
    return ApiError(400, code, message)


def arguments(request):
    """Of the query, a JSON body, a form or multipart: name → value."""
    found = {name: values[-1] for name, values in request.query.items()}
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        found.update(_multipart(kind, request.body))
    elif kind.startswith("application/x-www-form-urlencoded"):
        found["_form"] = request.body.decode()
    elif request.body and not kind.startswith("application/octet-stream"):
        try:
            content = json.loads(request.body)
        except ValueError as problem:
            raise ApiError(400, "MALFORMED_REQUEST", f"not JSON: {problem}") from None
        if not isinstance(content, dict):
            raise ApiError(400, "MALFORMED_REQUEST", "not a JSON object")
        found.update(content)
    found["_request"] = request
    return found


def _multipart(kind, body):
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        yield name, data if part.get_filename() else data.decode()


def answer(fake, request):
    for method, pattern, handler, is_open in ROUTES:
        match = pattern.match(request.path)
        if match and method == request.method:
            return _call(fake, request, handler, is_open, match.groupdict())
    sentence = f"{request.method} {request.path} is a request that the fake does not know"
    fake.violations.append(sentence)
    return error(501, "NOT_IMPLEMENTED", sentence)


def _call(fake, request, handler, is_open, parts):
    try:
        if not is_open:
            fake.auth.check(request)
        reply = handler(fake, arguments(request), **parts)
    except ApiError as problem:
        return error(problem.status, problem.code, str(problem))
    except KeyError as missing:
        return error(400, "INVALID_PARAMETER_VALUE", f"Missing required field: {missing}")
    return reply if isinstance(reply, wire.Reply) else wire.json_reply(reply or {})


def error(status, code, message):
    return wire.json_reply({"error_code": code, "message": message}, status)
