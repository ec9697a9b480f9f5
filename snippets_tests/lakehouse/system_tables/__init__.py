"""The catalog `system`: which schemas and tables Databricks keeps there, and how a tenant's facts become their rows."""
