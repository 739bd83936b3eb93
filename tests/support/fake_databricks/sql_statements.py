"""SQL statements: /api/2.0/sql/statements. They run for real: on SQLite, or, with the option
`"sql": "spark"`, on Delta tables of Spark (in the environment of scripts/delta_env)."""

import contextlib
import itertools
import re
import threading

import sqlite_sql
from api import bad, not_found, route

WAIT = re.compile(r"^(0|[5-9]|[1-4]\d|50)s$")
CHUNK_ROWS = 1000


class SqlStatements:
    def __init__(self, fake):
        self._fake = fake
        if fake.options["sql"] == "spark":
            import spark_sql  # needs pyspark, which only that environment has
            self._engine = spark_sql.SparkSql()
        else:
            self._engine = sqlite_sql.SqliteSql()
        self._numbers = itertools.count(1)
        self.replies = {}  # statement id → reply
        self.chunks = {}  # statement id → rows
        self.failures = []  # the words of each, in order

    def close(self):
        self._engine.close()

    def run(self, text, parameters, wait_s):
        name = f"01ef-{next(self._numbers):04}"
        if not self._engine.is_concurrent:
            self._execute(name, text, parameters)
            return self.replies[name]
        # Transactions of Delta may meet; those of SQLite's one connection must not.
        self.replies[name] = {"statement_id": name, "status": {"state": "RUNNING"}}
        worker = threading.Thread(target=self._execute, args=(name, text, parameters), daemon=True)
        worker.start()
        with _unlocked(self._fake.lock):
            worker.join(wait_s)
        return self.replies[name]

    def _execute(self, name, text, parameters):
        try:
            reply = self._succeeded(name, *self._engine.execute(text, parameters))
        except sqlite_sql.SqlError as problem:
            self.failures.append(str(problem))
            reply = {"status": {"state": "FAILED", "error": {
                "error_code": "BAD_REQUEST", "message": str(problem)}}}
        self.replies[name] = {"statement_id": name, **reply}

    def _succeeded(self, name, columns, rows):
        self.chunks[name] = [[None if cell is None else str(cell) for cell in row] for row in rows]
        return {"status": {"state": "SUCCEEDED"},
                "manifest": {"format": "JSON_ARRAY", "total_row_count": len(rows),
                             "total_chunk_count": max(1, -(-len(rows) // CHUNK_ROWS)),
                             "truncated": False,
                             "schema": {"column_count": len(columns), "columns": [
                                 {"name": column, "position": position, "type_name": "STRING"}
                                 for position, column in enumerate(columns)]}},
                "result": self.chunk(name, 0)}

    def chunk(self, name, number):
        rows = self.chunks[name]
        begin, end = number * CHUNK_ROWS, (number + 1) * CHUNK_ROWS
        found = {"chunk_index": number, "row_offset": begin, "row_count": len(rows[begin:end]),
                 "data_array": rows[begin:end]}
        return found | ({"next_chunk_index": number + 1} if end < len(rows) else {})


@contextlib.contextmanager
def _unlocked(lock):
    lock.release()
    try:
        yield
    finally:
        lock.acquire()


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
    reply = fake.sql.run(arguments["statement"], parameters,
                         int(arguments.get("wait_timeout", "10s")[:-1]))
    if arguments.get("wait_timeout") == "0s" or fake.options["sql_pending"]:
        return {"statement_id": reply["statement_id"], "status": {"state": "PENDING"}}
    return reply


@route("GET", "/api/2.0/sql/statements/<statement_id>")
def get(fake, _, statement_id):
    if statement_id not in fake.sql.replies:
        raise not_found(f"The statement {statement_id} was not found.")
    return fake.sql.replies[statement_id]


@route("GET", "/api/2.0/sql/statements/<statement_id>/result/chunks/<number>")
def get_chunk(fake, _, statement_id, number):
    get(fake, _, statement_id)
    return fake.sql.chunk(statement_id, int(number))


@route("POST", "/api/2.0/sql/statements/<statement_id>/cancel")
def cancel(fake, _, statement_id):
    get(fake, _, statement_id)
