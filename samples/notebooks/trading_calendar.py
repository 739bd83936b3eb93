# Databricks notebook source
from datetime import date, timedelta

HOLIDAYS = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31)}

# COMMAND ----------


def trading_day_after(day):
    while True:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in HOLIDAYS:
            return day
