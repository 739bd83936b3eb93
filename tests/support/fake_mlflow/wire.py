"""HTTP/1.1 on bare sockets, so that answers can be cut, delayed and withheld."""

import dataclasses
import json
import socket
import urllib.parse

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           405: "Method Not Allowed", 429: "Too Many Requests", 500: "Internal Server Error",
           501: "Not Implemented", 503: "Service Unavailable"}


@dataclasses.dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    type: str = "application/json"
    headers: dict = dataclasses.field(default_factory=dict)

    def bytes(self, keep):
        lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Status')}"]
        if self.type:
            lines.append(f"Content-Type: {self.type}")
        lines.append(f"Content-Length: {len(self.body)}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if not keep:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + self.body


def json_reply(content, status=200):
    return Reply(status, json.dumps(content).encode())


def html_reply(status):
    reason = REASONS.get(status, "Page")
    page = f"<!doctype html>\n<html lang=en>\n<title>{status} {reason}</title>\n<h1>{reason}</h1>\n"
    return Reply(status, page.encode(), "text/html; charset=utf-8")


@dataclasses.dataclass
class Request:
    method: str
    path: str  # decoded once
    query: dict  # name → list of values
    headers: dict  # names in lower case
    body: bytes
    is_chunked: bool = False
    is_broken: bool = False  # the client left before the body was complete

    def record(self, connection):
        return {"method": self.method, "path": self.path, "query": self.query,
                "headers": self.headers, "body": self.body.decode("utf-8", "replace"),
                "connection": connection.number}


class Connection:
    """A socket with a buffer. `number` counts the connections of a server."""

    def __init__(self, sock, number):
        self.socket = sock
        self.number = number
        self._buffer = b""

    def _fill(self):
        piece = self.socket.recv(1 << 16)
        if not piece:
            raise EOFError
        self._buffer += piece

    def line(self):
        while b"\r\n" not in self._buffer:
            self._fill()
        text, _, self._buffer = self._buffer.partition(b"\r\n")
        return text.decode("latin-1")

    def exactly(self, count):
        """As many bytes, or fewer when the client leaves."""
        pieces, missing = [self._buffer[:count]], count - len(self._buffer)
        self._buffer = self._buffer[count:]
        while missing > 0:
            piece = self.socket.recv(min(missing, 1 << 16))
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()


def read_chunks(connection):
    body = b""
    while size := int(connection.line().split(";")[0], 16):
        body += connection.exactly(size)
        connection.line()
    while connection.line():
        pass
    return body


def read_request(connection):
    method, target, _ = connection.line().split(" ", 2)
    headers = {}
    while text := connection.line():
        name, _, value = text.partition(":")
        headers[name.strip().lower()] = value.strip()
    if "100-continue" in headers.get("expect", ""):
        connection.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    url = urllib.parse.urlsplit(target)
    chunked = "chunked" in headers.get("transfer-encoding", "")
    length = int(headers.get("content-length", 0))
    body = read_chunks(connection) if chunked else connection.exactly(length)
    query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
    return Request(method, urllib.parse.unquote(url.path), query, headers, body, chunked,
                   not chunked and len(body) < length)


def send(connection, reply, keep):
    connection.socket.sendall(reply.bytes(keep))
    return keep


def converse(fake, connection):
    """Serves one connection until either side closes it."""
    try:
        keep = True
        while keep:
            connection.socket.settimeout(fake.options["idle_s"])
            keep = fake.handle(connection, read_request(connection))
    except (OSError, EOFError, ValueError):
        pass  # the client left or talks nonsense
    connection.close()
