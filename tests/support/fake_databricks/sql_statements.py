"""SQL statements on SQLite: /api/2.0/sql/statements. Names of three parts are one name there."""

import itertools
import re
import sqlite3

from api import bad, not_found, route

THREE_PARTS = re.compile(r"('(?:[^']|'')*')|\b(\w+\.\w+\.\w+)\b")
WAIT = re.compile(r"^(0|[5-9]|[1-4]\d|50)s$")


class SqlStatements:
    def __init__(self):
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._numbers = itertools.count(1)
        self.replies = {}  # statement id → reply

    def run(self, text, parameters):
        name = f"01ef-{next(self._numbers):04}"
        self.replies[name] = {"statement_id": name, **self._execute(text, parameters)}
        return self.replies[name]

    def _execute(self, text, parameters):
        statement = THREE_PARTS.sub(lambda found: found[1] or f'"{found[2]}"', text)
        statement = re.sub(r"\)\s*USING\s+DELTA\b", ")", statement, flags=re.IGNORECASE)
        try:
            cursor = self._database.execute(statement, parameters)
            rows = cursor.fetchall()
        except sqlite3.Error as problem:
            return {"status": {"state": "FAILED", "error": {
                "error_code": "BAD_REQUEST", "message": str(problem)}}}
        columns = [column[0] for column in cursor.description or []]
        if not columns:
            columns, rows = ["num_affected_rows"], [(max(cursor.rowcount, 0),)]
        return {"status": {"state": "SUCCEEDED"},
                "manifest": {"format": "JSON_ARRAY", "total_row_count": len(rows),
                             "total_chunk_count": 1, "truncated": False,
                             "schema": {"column_count": len(columns), "columns": [
                                 {"name": name, "position": position, "type_name": "STRING"}
                                 for position, name in enumerate(columns)]}},
                "result": {"chunk_index": 0, "row_offset": 0, "row_count": len(rows),
                           "data_array": [[None if cell is None else str(cell) for cell in row]
                                          for row in rows]}}


def _value(parameter):
    value = parameter.get("value")
    is_number = parameter.get("type", "STRING") in ("INT", "BIGINT", "LONG")
    return int(value) if value is not None and is_number else value


@route("POST", "/api/2.0/sql/statements/?")
def execute(fake, arguments):
    if not WAIT.match(arguments.get("wait_timeout", "10s")):
        raise bad("wait_timeout must be 0s or between 5s and 50s")
    if not arguments["warehouse_id"]:
        raise bad("warehouse_id is empty")
    parameters = {parameter["name"]: _value(parameter)
                  for parameter in arguments.get("parameters", [])}
    reply = fake.sql.run(arguments["statement"], parameters)
    if arguments.get("wait_timeout") == "0s":
        return {"statement_id": reply["statement_id"], "status": {"state": "PENDING"}}
    return reply


@route("GET", "/api/2.0/sql/statements/<statement_id>")
def get(fake, _, statement_id):
    if statement_id not in fake.sql.replies:
        raise not_found(f"The statement {statement_id} was not found.")
    return fake.sql.replies[statement_id]


@route("POST", "/api/2.0/sql/statements/<statement_id>/cancel")
def cancel(fake, _, statement_id):
    get(fake, _, statement_id)
