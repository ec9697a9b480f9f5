"""Spark and Delta with Databricks' catalogs, statements and governance: one JVM, a tenant for each page.

Importing this package costs nothing: pyspark comes with `lakehouse.session`, the metastore and the installer are pure.
"""
