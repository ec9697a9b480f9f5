"""The workspace with a small engine: Python runs for real, SQL runs in SQLite."""
