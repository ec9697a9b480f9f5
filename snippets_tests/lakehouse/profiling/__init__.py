"""Data profiling: statistics of a table's columns by time window and slice, and how they drift, kept in two tables.

Source of the tables' shape: https://docs.databricks.com/aws/en/data-quality-monitoring/data-profiling/monitor-output
"""
