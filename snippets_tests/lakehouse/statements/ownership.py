"""What may be altered of every securable and lives in the metastore: owner, tags, predictive optimization."""

from __future__ import annotations

from . import optimization
from .answers import DONE, Answer
from .context import Context


def alter(context: Context, kind: str, full_name: str) -> Answer:
    """Carry out what follows the name in an ALTER of a catalog, schema or volume."""
    cursor = context.cursor
    found = context.metastore.get(kind, full_name)
    changed = change(context, kind, full_name)
    if changed is not None:
        return changed
    if kind == "SCHEMA" and cursor.accept_any("SET DBPROPERTIES", "SET PROPERTIES"):
        properties = {**found.properties, **cursor.properties()}
        context.metastore.update(kind, full_name, principal=context.principal, properties=properties)
        return DONE
    if kind == "VOLUME" and cursor.accept("RENAME", "TO"):
        context.metastore.update(kind, full_name, principal=context.principal, name=cursor.name()[-1])
        return DONE
    raise cursor.error()


def change(context: Context, kind: str, full_name: str) -> Answer | None:
    """Carry out what may be altered of any securable, or return None when something else follows."""
    cursor = context.cursor
    if kind in ("CATALOG", "SCHEMA", "TABLE") and (done := optimization.change(context, kind, full_name)):
        return done
    if cursor.accept_any("SET OWNER TO", "OWNER TO"):
        owner = cursor.principal()
        cursor.expect_end()
        context.metastore.update(kind, full_name, principal=context.principal, owner=owner)
        return DONE
    if cursor.accept("SET", "TAGS"):
        tags = cursor.properties()
        cursor.expect_end()
        old = context.metastore.get(kind, full_name).tags
        context.metastore.update(kind, full_name, principal=context.principal, tags={**old, **tags})
        return DONE
    if cursor.accept("UNSET", "TAGS"):
        gone = cursor.properties()
        cursor.expect_end()
        kept = {k: v for k, v in context.metastore.get(kind, full_name).tags.items() if k not in gone}
        context.metastore.update(kind, full_name, principal=context.principal, tags=kept)
        return DONE
    return None
