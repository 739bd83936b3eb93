"""What shall go wrong, and when. The fields of a fault are described in fake_mlflow.py."""

import email.utils
import fnmatch
import json
import time

import wire

ACTIONS = {"answer", "html", "empty", "drop", "cut", "cut_headers", "slow", "silence", "stale",
           "lose"}
FIELDS = {"route", "method", "skip", "times", "effect", "action", "status", "type", "body",
          "headers", "error_code", "message", "retry_after_date_s", "delay_s", "trickle_s", "keep"}


class Fault:
    def __init__(self, fields):
        unknown = set(fields) - FIELDS
        if unknown or fields.get("action", "answer") not in ACTIONS or "route" not in fields:
            raise ValueError(f"a fault cannot be {fields}")
        self._fields = fields
        self.action = fields.get("action", "answer")
        self._skip = fields.get("skip", 0)
        self._left = fields.get("times", 1)

    def strikes(self, request):
        """Counts a matching request; true when it is hit."""
        if self._left == 0 or not self._matches(request):
            return False
        if self._skip > 0:
            self._skip -= 1
            return False
        if self._left is not None:
            self._left -= 1
        return True

    def _matches(self, request):
        method = self._fields.get("method", request.method)
        return method == request.method and fnmatch.fnmatchcase(
            request.path, "*" + self._fields["route"])

    @property
    def has_effect(self):
        """Slow, cut, stale and lost answers are answers of what was done."""
        carried_out = self.action in ("slow", "cut", "cut_headers", "stale", "lose")
        return self._fields.get("effect", carried_out)

    @property
    def is_plain(self):
        return self.action in ("answer", "html", "empty", "lose")

    @property
    def kept_entries(self):
        return self._fields.get("keep", 0) if self.action == "lose" else None

    def reply(self, good):
        if self.action == "html":
            return wire.html_reply(self._fields.get("status", 200))
        if self.action == "empty":
            return wire.Reply(self._fields.get("status", 200), type="")
        if self.action == "answer":
            return self._answer()
        return good or wire.json_reply({})

    def _answer(self):
        fields = self._fields
        status = fields.get("status", 500)
        if "body" in fields:
            reply = wire.Reply(status, fields["body"].encode(),
                               fields.get("type", "application/json"))
        else:
            content = {"error_code": fields.get("error_code", "TEMPORARILY_UNAVAILABLE"),
                       "message": fields.get("message", "told to fail")}
            reply = wire.Reply(status, json.dumps(content).encode())
        reply.headers.update(fields.get("headers", {}))
        if "retry_after_date_s" in fields:
            reply.headers["Retry-After"] = email.utils.formatdate(
                time.time() + fields["retry_after_date_s"], usegmt=True)
        return reply

    def deliver(self, connection, reply, keep):
        """Sends what is to be sent; returns whether the connection may live on."""
        data = reply.bytes(keep)
        body_begin = data.index(b"\r\n\r\n") + 4
        if self.action == "cut":
            connection.socket.sendall(data[:body_begin + len(reply.body) // 2])
        elif self.action == "cut_headers":
            connection.socket.sendall(data[:body_begin // 2])
        elif self.action == "silence":
            self._wait_for_end(connection)
        elif self.action == "slow":
            self._trickle(connection, data)
            return keep
        elif self.action == "stale":
            connection.socket.sendall(data)
        return False

    def _wait_for_end(self, connection):
        connection.socket.settimeout(self._fields.get("delay_s", 600))
        connection.socket.recv(1)

    def _trickle(self, connection, data):
        time.sleep(self._fields.get("delay_s", 0))
        pause = self._fields.get("trickle_s", 0) / len(data)
        if pause == 0:
            connection.socket.sendall(data)
            return
        for byte in data:
            connection.socket.sendall(bytes([byte]))
            time.sleep(pause)


class FaultPlan:
    def __init__(self):
        self._faults = []

    def add(self, descriptions):
        self._faults += [Fault(fields) for fields in descriptions]

    def clear(self):
        self._faults.clear()

    def strike(self, request):
        return next((fault for fault in self._faults if fault.strikes(request)), None)
