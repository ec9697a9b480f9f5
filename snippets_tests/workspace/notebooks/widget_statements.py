"""Widgets in SQL cells: `CREATE WIDGET` and `REMOVE WIDGET`, which are a notebook's statements and not Spark's.

Source: https://docs.databricks.com/aws/en/notebooks/widgets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from snippets_tests.workspace.notebooks.dbutils import Widgets

CREATE = re.compile(
    r"CREATE\s+WIDGET\s+(?P<kind>TEXT|DROPDOWN|COMBOBOX|MULTISELECT)\s+(?P<name>\w+)\s+"
    r"DEFAULT\s+(?P<quote>['\"])(?P<default>.*?)(?P=quote)(?:\s+CHOICES\s+(?P<choices>SELECT\b.*|WITH\b.*))?",
    re.IGNORECASE | re.DOTALL,
)
REMOVE = re.compile(r"REMOVE\s+WIDGET\s+(?P<name>\w+)", re.IGNORECASE)


def answered(statement: str, spark: Any, widgets: Widgets) -> bool:
    """Carry a statement out if it is one about widgets."""
    if removed := REMOVE.fullmatch(statement.strip()):
        widgets.remove(removed["name"])
        return True
    made = CREATE.fullmatch(statement.strip())
    if made is None:
        return False
    if made["kind"].upper() == "TEXT":
        widgets.text(made["name"], made["default"])
        return True
    rows = spark.sql(made["choices"]).collect() if made["choices"] else []
    create = {"DROPDOWN": widgets.dropdown, "COMBOBOX": widgets.combobox, "MULTISELECT": widgets.multiselect}
    create[made["kind"].upper()](made["name"], made["default"], [str(row[0]) for row in rows])
    return True
