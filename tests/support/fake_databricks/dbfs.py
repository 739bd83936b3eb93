"""Files of DBFS and of Volumes: /api/2.0/dbfs/*, /api/2.0/fs/*."""

import base64
import posixpath
import re
import time
import urllib.parse

import wire
from api import ApiError, ROUTES, bad, not_found, route

BLOCK_BYTES = 1 << 20
PAGE_ENTRIES = 1000


class Dbfs:
    def __init__(self):
        self.files = {}  # path → bytes
        self.folders = {"/"}
        self._handles = {}
        self._last_handle = 9007199254740993

    def write(self, path, data, overwrite):
        path = clean(path)
        if path in self.folders or (path in self.files and not overwrite):
            raise bad(f"A file or directory already exists at {path}", "RESOURCE_ALREADY_EXISTS")
        self.make_folder(posixpath.dirname(path))
        self.files[path] = data

    def make_folder(self, path):
        path = clean(path)
        while path not in self.folders:
            if path in self.files:
                raise bad(f"{path} is a file", "RESOURCE_ALREADY_EXISTS")
            self.folders.add(path)
            path = posixpath.dirname(path)

    def open(self, path, overwrite):
        self.write(path, b"", overwrite)
        self._last_handle += 1
        self._handles[self._last_handle] = clean(path)
        return self._last_handle

    def append(self, handle, data):
        self.files[self._path_of(handle)] += data

    def close(self, handle):
        self._path_of(handle)
        del self._handles[handle]

    def _path_of(self, handle):
        if handle not in self._handles:
            raise not_found(f"No handle {handle}")
        return self._handles[handle]

    def describe(self, path):
        path = clean(path)
        if path not in self.files and path not in self.folders:
            raise not_found(f"No file or directory exists on path {path}.")
        return {"path": path, "is_dir": path in self.folders,
                "file_size": len(self.files.get(path, b"")),
                "modification_time": int(time.time() * 1000)}

    def children(self, path):
        path = clean(path)
        if path in self.files:
            return [path]
        self.describe(path)
        return sorted(other for other in self.folders | set(self.files)
                      if other != "/" and posixpath.dirname(other) == path)

    def delete(self, path, recursive):
        path = clean(path)
        if path not in self.files and path not in self.folders:
            return  # deleting nothing succeeds
        if self.children(path) != [path] and self.children(path) and not recursive:
            raise bad(f"The directory {path} is not empty", "DIRECTORY_NOT_EMPTY")
        below = path + "/"
        self.files = {name: data for name, data in self.files.items()
                      if name != path and not name.startswith(below)}
        self.folders = {name for name in self.folders
                        if name == "/" or (name != path and not name.startswith(below))}


def clean(path):
    path = path.removeprefix("dbfs:")
    if not path.startswith("/"):
        raise bad(f"Path must be absolute: {path}")
    return "/" + "/".join(part for part in path.split("/") if part)


def _block(arguments, name):
    data = arguments.get(name, b"")
    data = data if isinstance(data, bytes) else base64.b64decode(data)
    if len(data) > BLOCK_BYTES:
        raise bad(f"The block of {len(data)} bytes is too long", "MAX_BLOCK_SIZE_EXCEEDED")
    return data


@route("POST", "/api/2.0/dbfs/put")
def put(fake, arguments):
    contents = arguments.get("contents", b"")
    data = contents if isinstance(contents, bytes) else _block(arguments, "contents")
    fake.dbfs.write(arguments["path"], data, arguments.get("overwrite") in (True, "true"))


@route("POST", "/api/2.0/dbfs/create")
def create(fake, arguments):
    return {"handle": fake.dbfs.open(arguments["path"], arguments.get("overwrite", False))}


@route("POST", "/api/2.0/dbfs/add-block")
def add_block(fake, arguments):
    fake.dbfs.append(arguments["handle"], _block(arguments, "data"))


@route("POST", "/api/2.0/dbfs/close")
def close(fake, arguments):
    fake.dbfs.close(arguments["handle"])


@route("GET", "/api/2.0/dbfs/get-status")
def get_status(fake, arguments):
    return fake.dbfs.describe(arguments["path"])


@route("GET", "/api/2.0/dbfs/list")
def list_(fake, arguments):
    return {"files": [fake.dbfs.describe(path) for path in fake.dbfs.children(arguments["path"])]}


@route("GET", "/api/2.0/dbfs/read")
def read(fake, arguments):
    offset, length = int(arguments.get("offset", 0)), int(arguments.get("length", 1 << 19))
    if length > BLOCK_BYTES:
        raise bad("length must be at most 1 MB", "MAX_READ_SIZE_EXCEEDED")
    fake.dbfs.describe(arguments["path"])
    piece = fake.dbfs.files[clean(arguments["path"])][offset:offset + length]
    return {"bytes_read": len(piece), "data": base64.b64encode(piece).decode()}


@route("POST", "/api/2.0/dbfs/mkdirs")
def mkdirs(fake, arguments):
    fake.dbfs.make_folder(arguments["path"])


@route("POST", "/api/2.0/dbfs/delete")
def delete(fake, arguments):
    fake.dbfs.delete(arguments["path"], arguments.get("recursive", False))


@route("POST", "/api/2.0/fs/create-download-url")
def create_download_url(_, __):
    """The client then takes the file from the Files API."""
    raise ApiError(403, "PERMISSION_DENIED", "Presigned URLs are not enabled in this workspace.")


def _file(fake, arguments):
    request = arguments["_request"]
    path = urllib.parse.unquote(request.path.removeprefix("/api/2.0/fs/files"))
    if request.method == "PUT":
        if path in fake.dbfs.files and arguments.get("overwrite") != "true":
            raise ApiError(409, "ALREADY_EXISTS", f"The file {path} exists.")
        fake.dbfs.write(path, request.body, True)
        return wire.Reply(204, b"", "")
    if path not in fake.dbfs.files:
        raise ApiError(404, "NOT_FOUND", f"The file {path} does not exist.")
    if request.method == "DELETE":
        fake.dbfs.delete(path, False)
        return wire.Reply(204, b"", "")
    return wire.Reply(200, fake.dbfs.files[path], "application/octet-stream")


def _folder(fake, arguments):
    """Folders of Volumes: made with their parents, listed in pages, removed when they are empty."""
    path = clean(urllib.parse.unquote(arguments["_request"].path.removeprefix(
        "/api/2.0/fs/directories")))
    if arguments["_request"].method == "PUT":
        fake.dbfs.make_folder(path)
        return wire.Reply(204, b"", "")
    if path not in fake.dbfs.folders:
        raise ApiError(404, "NOT_FOUND", f"The directory {path} does not exist.")
    children = fake.dbfs.children(path)
    if arguments["_request"].method == "DELETE":
        if children:
            raise bad(f"The directory {path} is not empty.", "DIRECTORY_NOT_EMPTY")
        fake.dbfs.delete(path, False)
        return wire.Reply(204, b"", "")
    begin = int(arguments.get("page_token") or 0)
    end = begin + min(int(arguments.get("page_size", PAGE_ENTRIES)), PAGE_ENTRIES)
    page = {"contents": [{"path": child, "name": posixpath.basename(child),
                          "is_directory": child in fake.dbfs.folders}
                         for child in children[begin:end]]}
    return page | ({"next_page_token": str(end)} if end < len(children) else {})


for _method in ("PUT", "GET", "DELETE"):
    ROUTES.append((_method, re.compile("/api/2.0/fs/files/.+$"), _file, False))
    ROUTES.append((_method, re.compile("/api/2.0/fs/directories/.+$"), _folder, False))
