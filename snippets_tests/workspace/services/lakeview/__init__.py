"""AI/BI dashboards: drafts, which are files of the workspace, and what is published of them.

Legacy ones cannot be migrated. Schedules and subscriptions are answered by their shape.
"""

from snippets_tests.workspace.services.lakeview import drafts, publishing

MODULES = (drafts, publishing)
