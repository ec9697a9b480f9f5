"""Notebooks: their file formats, and running them on an engine as Databricks does."""
