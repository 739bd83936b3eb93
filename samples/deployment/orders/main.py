# Databricks notebook source
# MAGIC %md What was sold on a day. A scheduled job triggers it.

# COMMAND ----------

dbutils.widgets.text("day", "today")

# COMMAND ----------

# MAGIC %run ./prices

# COMMAND ----------

dbutils.notebook.exit("%s: %d orders, %.2f EUR" % (dbutils.widgets.get("day"), len(PRICES), sum(PRICES)))
