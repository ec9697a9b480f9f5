"""Monitors of tables: two APIs for the same thing, `data_quality` and the deprecated `quality_monitors` before it.

A monitor is kept in the words of the newer one. Making it computes the metrics for the first time, as each refresh
does, at once; its answer says PENDING like Databricks'. There is no dashboard.
"""

from snippets_tests.workspace.services.monitors import by_id, by_name
from snippets_tests.workspace.services.monitors.refreshes import refresh

__all__ = ["by_id", "by_name", "refresh"]
