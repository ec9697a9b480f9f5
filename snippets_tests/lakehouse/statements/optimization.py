"""ALTER … PREDICTIVE OPTIMIZATION, which the metastore keeps; nothing is optimized behind anybody's back here.

Source: "Predictive optimization for Unity Catalog managed tables" and ALTER CATALOG, ALTER SCHEMA and ALTER TABLE in
Databricks' SQL language reference.
"""

from __future__ import annotations

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.securables import Securable

from .answers import DONE, Answer
from .context import Context

INHERIT = "INHERIT"
_VERBS = ("ENABLE", "DISABLE", INHERIT)
_LABEL = "Predictive Optimization"


def change(context: Context, kind: str, full_name: str) -> Answer | None:
    """Carry out ENABLE, DISABLE or INHERIT PREDICTIVE OPTIMIZATION, or return None when something else follows."""
    verb = context.cursor.accept_any(*(f"{verb} PREDICTIVE OPTIMIZATION" for verb in _VERBS))
    if verb is None:
        return None
    context.cursor.expect_end()
    value = verb.split()[0]
    context.metastore.update(kind, full_name, principal=context.principal, predictive_optimization=value)
    return DONE


def described(metastore: Metastore, found: Securable) -> list[tuple[str, str]]:
    """What DESCRIBE … EXTENDED tells of it: nothing as long as nobody has said anything."""
    level: Securable | None = found
    while level is not None:
        if level.predictive_optimization != INHERIT:
            where = "" if level is found else f" (inherited from {level.kind} {level.full_name})"
            return [(_LABEL, f"{level.predictive_optimization}{where}")]
        parent = level.parent
        level = metastore.get("SCHEMA" if parent and "." in parent else "CATALOG", parent) if parent else None
    return []
