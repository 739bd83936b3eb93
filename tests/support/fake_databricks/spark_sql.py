"""SQL of Databricks on Spark with real Delta tables. Needs the environment of scripts/delta_env."""

import os
import pathlib
import re
import sys
import tempfile
import threading

import pyspark.sql
import sqlite_sql

JARS = pathlib.Path(sys.prefix, "ivy", "jars")

SETTINGS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF",
    # Tables of a few rows: one partition everywhere.
    "spark.sql.shuffle.partitions": "1", "spark.databricks.delta.snapshotPartitions": "1",
    # Each statement runs a few times in a process of minutes: what compiles it, Spark to bytecode
    # and Java to machine code, costs half of the time and earns nothing.
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class SparkSql:
    is_concurrent = True

    def __init__(self):
        # A folder per environment: Java takes the letters of files from the locale, in C it has no ü.
        os.environ["LC_ALL"] = "C.UTF-8"
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        self._folder = tempfile.TemporaryDirectory(prefix="tt-spark-")
        builder = pyspark.sql.SparkSession.builder.master("local[4]")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        self._spark = (
            builder.config("spark.jars", ",".join(str(jar) for jar in sorted(JARS.glob("*.jar"))))
            .config("spark.sql.warehouse.dir", f"{self._folder.name}/warehouse")
            .config("spark.driver.extraJavaOptions",
                    f"{JAVA} -Dderby.system.home={self._folder.name}")
            .getOrCreate())
        self._schemas = set()
        self._lock = threading.Lock()

    def close(self):
        self._spark.stop()
        self._folder.cleanup()

    def execute(self, text, parameters):
        """Names of the columns, and the rows. Raises SqlError."""
        text = sqlite_sql.THREE_PARTS.sub(self._two_parts, text)
        # pyspark takes a parameter that the text does not have for a mistake of the text.
        try:
            frame = self._spark.sql(text, args=parameters)
            return frame.columns, [tuple(row) for row in frame.collect()]
        except Exception as problem:  # Py4J's and Spark's have no common base but this
            raise sqlite_sql.SqlError(f"{type(problem).__name__}: {_words(str(problem))}") from None

    def _two_parts(self, found):
        """Spark's session catalog stands for Unity Catalog's; the schema is made, as an
        administrator does."""
        if found[1]:
            return found[1]
        _, schema, table = found[2].split(".")
        with self._lock:
            if schema not in self._schemas:
                self._spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
                self._schemas.add(schema)
        return f"{schema}.{table}"


def _words(problem):
    """Without the stacks of Java, with the first cause."""
    causes = re.findall(r"^Caused by: (.*)$", problem, re.MULTILINE)
    return " ".join([re.split(r"\n\s*at |\nJVM", problem)[0], *causes[-1:]])
