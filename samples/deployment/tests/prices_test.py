# Databricks notebook source
# MAGIC %run ../orders/prices

# COMMAND ----------

assert all(price > 0 for price in PRICES), "a price below zero: %s" % min(PRICES)

# COMMAND ----------

dbutils.notebook.exit("%d prices" % len(PRICES))
