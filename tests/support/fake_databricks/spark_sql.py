"""SQL of Databricks on Spark with real Delta tables. Needs the environment of scripts/delta_env."""

import os
import re
import tempfile
import threading

import pyspark.sql
import sqlite_sql

PACKAGE = "io.delta:delta-spark_2.12:3.2.1"


class SparkSql:
    is_concurrent = True

    def __init__(self):
        folder = tempfile.mkdtemp(prefix="tt-spark-")
        settings = {
            "spark.jars.packages": PACKAGE,
            "spark.jars.ivy": os.environ.get("TESTTRACKER_DELTA_IVY", folder + "/ivy"),
            "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
            "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "spark.sql.warehouse.dir": folder + "/warehouse",
            "spark.driver.extraJavaOptions": f"-Dderby.system.home={folder}",
            "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
            # Tables of a few rows: one partition everywhere.
            "spark.sql.shuffle.partitions": "1", "spark.databricks.delta.snapshotPartitions": "1",
            "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        }
        builder = pyspark.sql.SparkSession.builder.master("local[4]")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._spark = builder.getOrCreate()
        self._schemas = set()
        self._lock = threading.Lock()

    def execute(self, text, parameters):
        """Names of the columns, and the rows. Raises SqlError."""
        text = sqlite_sql.THREE_PARTS.sub(self._two_parts, text)
        # pyspark takes a parameter that the text does not have for a mistake of the text.
        try:
            frame = self._spark.sql(text, args=parameters)
            return frame.columns, [tuple(row) for row in frame.collect()]
        except Exception as problem:  # Py4J's and Spark's have no common base but this
            first = re.split(r"\n\s*at |\nJVM", str(problem))[0]
            raise sqlite_sql.SqlError(f"{type(problem).__name__}: {first}") from None

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
