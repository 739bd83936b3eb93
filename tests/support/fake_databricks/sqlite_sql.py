"""Databricks' SQL on SQLite, as far as the two are alike: names of three parts are one name, Delta's
clauses of CREATE TABLE are left out but for `delta.appendOnly`, and MERGE is taken apart."""

import re
import sqlite3

THREE_PARTS = re.compile(r"('(?:[^']|'')*')|\b(\w+\.\w+\.\w+)\b")
DELTA = re.compile(r"\)\s*USING\s+DELTA\b(.*)$", re.IGNORECASE | re.DOTALL)
MERGE = re.compile(
    r"MERGE INTO (?P<target>\S+) AS (?P<t>\w+) USING \((?P<query>.*)\) AS (?P<s>\w+) ON (?P<on>.*?)"
    r"(?: WHEN MATCHED(?: AND (?P<when>.*?))? THEN UPDATE SET (?P<set>.*?))?"
    r"(?: WHEN NOT MATCHED THEN INSERT \((?P<columns>.*?)\) VALUES \((?P<values>.*)\))?$", re.DOTALL)


class SqlError(Exception):
    """In the words of Databricks."""


class SqliteSql:
    is_concurrent = False

    def __init__(self):
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)

    def close(self):
        self._database.close()

    def execute(self, text, parameters):
        """Names of the columns, and the rows. Raises SqlError."""
        text = THREE_PARTS.sub(lambda found: found[1] or f'"{found[2]}"', text)
        try:
            merge = MERGE.match(text)
            if merge:
                return self._merge(merge.groupdict(), parameters)
            created = DELTA.search(text)
            self._database.execute("BEGIN")
            cursor = self._database.execute(DELTA.sub(")", text), parameters)
            rows = cursor.fetchall()
            if created and "'delta.appendOnly' = 'true'" in created[1]:
                self._refuse_changes(re.search(r'"[^"]+"', text)[0])
            self._database.execute("COMMIT")
        except sqlite3.Error as problem:
            self._database.execute("ROLLBACK")
            raise SqlError(_words(str(problem))) from None
        columns = [column[0] for column in cursor.description or []]
        return (columns, rows) if columns else (["num_affected_rows"], [(max(cursor.rowcount, 0),)])

    def _refuse_changes(self, table):
        for change in ("UPDATE", "DELETE"):
            name = table.replace('"', "").replace(".", "_") + "_" + change.lower()
            self._database.execute(
                f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {change} ON {table} BEGIN "
                "SELECT RAISE(ABORT, '[DELTA_CANNOT_MODIFY_APPEND_ONLY] This table is configured "
                "to only allow appends.'); END")

    def _merge(self, parts, parameters):
        """What matches is decided before anything is changed."""
        target, t, s = parts["target"], parts["t"], parts["s"]
        run = self._database.execute
        run("BEGIN")
        updated = inserted = 0
        run(f"CREATE TEMP TABLE source AS SELECT * FROM ({parts['query']})", parameters)
        if parts["columns"]:
            run(f"CREATE TEMP TABLE fresh AS SELECT {s}.* FROM source AS {s} WHERE NOT EXISTS "
                f"(SELECT 1 FROM {target} AS {t} WHERE {parts['on']})", parameters)
        if parts["set"]:
            also = f" AND ({parts['when']})" if parts["when"] else ""
            updated = run(f"UPDATE {target} AS {t} SET {parts['set']} FROM source AS {s} WHERE "
                          f"({parts['on']}){also}", parameters).rowcount
        if parts["columns"]:
            inserted = run(f"INSERT INTO {target} ({parts['columns']}) SELECT {parts['values']} "
                           f"FROM fresh AS {s}", parameters).rowcount
            run("DROP TABLE fresh")
        run("DROP TABLE source")
        run("COMMIT")
        return (["num_affected_rows", "num_updated_rows", "num_deleted_rows", "num_inserted_rows"],
                [(updated + inserted, updated, 0, inserted)])


def _words(problem):
    missing = re.match(r"no such table: (.+)", problem)
    return (f"[TABLE_OR_VIEW_NOT_FOUND] The table or view `{missing[1]}` cannot be found."
            if missing else problem)
