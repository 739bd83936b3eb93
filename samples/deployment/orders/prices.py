# Databricks notebook source
PRICES = [19.90, 5.00, 12.50]
