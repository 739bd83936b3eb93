"""Notebooks, files and folders: /api/2.0/workspace/*."""

import base64
import dataclasses
import json
import posixpath
import time

import wire
from api import ApiError, bad, not_found, route

HEADERS = {"PYTHON": "# Databricks notebook source", "R": "# Databricks notebook source",
           "SCALA": "// Databricks notebook source", "SQL": "-- Databricks notebook source"}
EXTENSIONS = {".py": "PYTHON", ".r": "R", ".R": "R", ".scala": "SCALA", ".sql": "SQL"}
MAX_BYTES = 10 * 1024 * 1024


@dataclasses.dataclass
class Object:
    type: str  # DIRECTORY, NOTEBOOK, FILE
    id: int
    content: bytes = b""
    language: str = ""
    modified_at: int = 0


class Workspace:
    def __init__(self):
        self._objects = {"/": Object("DIRECTORY", 1)}
        self._last_id = 9007199254740993  # beyond what a double can hold

    def paths(self):
        return {path: thing.type for path, thing in sorted(self._objects.items()) if path != "/"}

    def contents(self):
        return {path: thing.content.decode("utf-8", "replace")
                for path, thing in sorted(self._objects.items()) if thing.type != "DIRECTORY"}

    def files(self):
        """Path → bytes; notebooks are none."""
        return {path: thing.content for path, thing in self._objects.items() if thing.type == "FILE"}

    def find(self, path):
        thing = self._objects.get(clean(path))
        if thing is None:
            raise not_found(f"Path ({path}) doesn't exist.")
        return thing

    def mkdirs(self, path):
        path = clean(path)
        parts = [part for part in path.split("/") if part]
        for end in range(1, len(parts) + 1):
            prefix = "/" + "/".join(parts[:end])
            if prefix not in self._objects:
                self._add(prefix, "DIRECTORY")
            elif self._objects[prefix].type != "DIRECTORY":
                raise bad(f"Path ({prefix}) is not a directory", "RESOURCE_ALREADY_EXISTS")

    def put(self, path, kind, content, language, overwrite):
        path = clean(path)
        if posixpath.dirname(path) not in self._objects:
            raise not_found(f"The parent folder ({posixpath.dirname(path)}) does not exist.")
        old = self._objects.get(path)
        if old and (not overwrite or old.type != kind):
            raise bad(f"Path ({path}) already exists.", "RESOURCE_ALREADY_EXISTS")
        if len(content) > MAX_BYTES:
            raise bad(f"content size ({len(content)}) exceeded the limit of 10485760",
                      "MAX_NOTEBOOK_SIZE_EXCEEDED")
        self._add(path, kind, content, language)

    def delete(self, path, recursive):
        path = clean(path)
        self.find(path)
        below = [other for other in self._objects if other.startswith(path + "/")]
        if below and not recursive:
            raise bad(f"Folder ({path}) is not empty", "DIRECTORY_NOT_EMPTY")
        for gone in [path, *below]:
            del self._objects[gone]

    def children(self, path):
        path = clean(path)
        if self.find(path).type != "DIRECTORY":
            return [path]
        return sorted(other for other in self._objects
                      if other != "/" and posixpath.dirname(other) == path)

    def describe(self, path):
        thing = self.find(path)
        found = {"path": clean(path), "object_type": thing.type, "object_id": thing.id,
                 "resource_id": str(thing.id)}
        if thing.type == "NOTEBOOK":
            found["language"] = thing.language
        if thing.type != "DIRECTORY":
            found |= {"size": len(thing.content), "modified_at": thing.modified_at,
                      "created_at": thing.modified_at}
        return found

    def _add(self, path, kind, content=b"", language=""):
        self._last_id += 1
        self._objects[path] = Object(kind, self._last_id, content, language,
                                     int(time.time() * 1000))


def clean(path):
    if not path.startswith("/"):
        raise bad(f"Path ({path}) must be absolute")
    return "/" + "/".join(part for part in path.split("/") if part)


def _is_true(value):
    return value in (True, "true")


def _content(arguments):
    content = arguments.get("content", b"")
    return content if isinstance(content, bytes) else base64.b64decode(content)


def _auto(path, content):
    """What AUTO makes of it: path, type and language."""
    stem, extension = posixpath.splitext(path)
    if extension == ".ipynb":
        return stem, "NOTEBOOK", "PYTHON"
    language = EXTENSIONS.get(extension)
    first_line = content.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace")
    if language and first_line == HEADERS[language]:
        return stem, "NOTEBOOK", language
    return path, "FILE", ""


@route("POST", "/api/2.0/workspace/mkdirs")
def mkdirs(fake, arguments):
    fake.workspace.mkdirs(arguments["path"])


@route("POST", "/api/2.0/workspace/import")
def import_(fake, arguments):
    path, content = arguments["path"], _content(arguments)
    kind, language = "NOTEBOOK", arguments.get("language", "")
    form = arguments.get("format", "SOURCE")
    if form == "AUTO":
        path, kind, language = _auto(path, content)
    elif form == "RAW":
        kind, language = "FILE", ""
    elif form == "JUPYTER":
        language = language or "PYTHON"
        _check_json(content)
    elif form != "SOURCE":
        raise ApiError(501, "NOT_IMPLEMENTED", f"the fake does not import {form}")
    elif language not in HEADERS:
        raise bad("Parameter 'language' is required for SOURCE format")
    fake.workspace.put(path, kind, content, language, _is_true(arguments.get("overwrite")))


def _check_json(content):
    try:
        json.loads(content)
    except ValueError:
        raise bad("The notebook is not valid JSON", "INVALID_PARAMETER_VALUE") from None


@route("GET", "/api/2.0/workspace/export")
def export(fake, arguments):
    thing = fake.workspace.find(arguments["path"])
    if thing.type == "DIRECTORY":
        raise ApiError(501, "NOT_IMPLEMENTED", "the fake does not export directories")
    if _is_true(arguments.get("direct_download")):
        return wire.Reply(200, thing.content, "application/octet-stream")
    return {"content": base64.b64encode(thing.content).decode()}


@route("GET", "/api/2.0/workspace/get-status")
def get_status(fake, arguments):
    return fake.workspace.describe(arguments["path"])


@route("GET", "/api/2.0/workspace/list")
def list_(fake, arguments):
    children = fake.workspace.children(arguments["path"])
    found = [fake.workspace.describe(path) for path in children]
    return {"objects": found} if found else {}  # the key is absent for an empty directory


@route("POST", "/api/2.0/workspace/delete")
def delete(fake, arguments):
    fake.workspace.delete(arguments["path"], _is_true(arguments.get("recursive")))
