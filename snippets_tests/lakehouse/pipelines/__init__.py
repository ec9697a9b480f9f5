"""Streaming tables, materialized views and pipelines: what sources define, in which order it runs, how it runs."""
