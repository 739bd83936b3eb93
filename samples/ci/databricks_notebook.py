# Databricks notebook source
# MAGIC %md
# MAGIC Runs a notebook of the version that is active in an environment, from another notebook or a job, with nothing but
# MAGIC the ledger's table: the path of a version does not change, and a complete version is never changed.

# COMMAND ----------

dbutils.widgets.text("environment", "prod")
dbutils.widgets.text("notebook", "orders/main")
dbutils.widgets.text("base", "/Shared/testtracker")
dbutils.widgets.text("ledger", "main.deploy.testtracker")

# COMMAND ----------

# One reference to the table, hence one snapshot: the newest entry that says `active`.
active = spark.sql(
    f"SELECT githash FROM {dbutils.widgets.get('ledger')}_changes "
    "WHERE environment = :environment AND state = 'active' ORDER BY serial DESC LIMIT 1",
    args={"environment": dbutils.widgets.get("environment")}).first()
if active is None:
    raise ValueError(f"nothing is active in {dbutils.widgets.get('environment')}")

# COMMAND ----------

path = "/".join([dbutils.widgets.get("base"), dbutils.widgets.get("environment"), active.githash,
                 dbutils.widgets.get("notebook")])
dbutils.notebook.exit(dbutils.notebook.run(path, 3600, {}))
