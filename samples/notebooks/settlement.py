# Databricks notebook source
# MAGIC %md
# MAGIC # When a trade settles
# MAGIC Two trading days after it was made.

# COMMAND ----------

dbutils.widgets.text("day", "2026-01-02")
dbutils.widgets.text("venue", "XETRA")

# COMMAND ----------

# MAGIC %run ./trading_calendar

# COMMAND ----------

from datetime import date

traded = date.fromisoformat(dbutils.widgets.get("day"))
settled = trading_day_after(trading_day_after(traded))
assert (settled - traded).days >= 2

# COMMAND ----------

dbutils.notebook.exit(f"{dbutils.widgets.get('venue')} {settled}")
