"""The tables behind streaming tables and materialized views, and where flows keep their place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.lexer import literal, quote
from snippets_tests.lakehouse.statements.context import quoted
from snippets_tests.lakehouse.statements.cursor import Cursor

from .definitions import Dataset

_NO_TYPE = ("COMMENT", "NOT", "CONSTRAINT", "PRIMARY", "FOREIGN", "MASK", "REFERENCES")


# The setting of a session that says for which pipeline it works.
PIPELINE = "lakeproof.pipeline"


class Storage:
    """Tables of one tenant.

    Args:
        jvm: The package `io.lakeproof` in the JVM.
        tenant: The tenant's short name.
        places: Where flows keep their checkpoints.
    """

    def __init__(self, jvm: Any, tenant: str, places: Path) -> None:
        self._jvm = jvm
        self._tenant = tenant
        self._places = places

    def exists(self, spark: Any, dataset: Dataset) -> bool:
        """Whether the dataset's table is there."""
        catalog, schema, name = dataset.name.split(".")
        return bool(self._jvm.Describe.table(spark._jsparkSession, catalog, schema, name))

    def create(self, spark: Any, dataset: Dataset, kind: str, schema: Any, replace: bool = False) -> None:
        """Make the table, with the columns of the query where the definition names none."""
        columns = declared(dataset.columns, schema)
        sql = f"CREATE {'OR REPLACE ' if replace else ''}TABLE {quoted(dataset.name)} ({columns}) USING DELTA"
        if dataset.partition_by:
            sql += f" PARTITIONED BY ({', '.join(map(quote, dataset.partition_by))})"
        if dataset.cluster_by:
            sql += f" CLUSTER BY {dataset.cluster_by}"
        if dataset.comment is not None:
            sql += f" COMMENT {literal(dataset.comment)}"
        if dataset.properties:
            pairs = ", ".join(f"{literal(k)} = {literal(v)}" for k, v in dataset.properties.items())
            sql += f" TBLPROPERTIES ({pairs})"
        spark.sql(sql)
        self._jvm.Datasets.put(self._tenant, *dataset.name.split("."), kind)
        if dataset.private:
            self._jvm.Datasets.hide(self._tenant, *dataset.name.split("."), spark.conf.get(PIPELINE))

    def drop(self, spark: Any, name: str) -> None:
        """Drop a dataset's table."""
        spark.sql(f"DROP TABLE IF EXISTS {quoted(name)}")

    def place(self, pipeline: str, *parts: str) -> Path:
        """Where a flow keeps its checkpoint; the name is safe as a path."""
        return self._places / pipeline / Path(*[part.replace("/", "_") for part in parts])

    def forget(self, pipeline: str, *parts: str) -> None:
        """Let flows begin anew."""
        shutil.rmtree(self.place(pipeline, *parts), ignore_errors=True)


def declared(columns: str | None, schema: Any) -> str:
    """The columns for CREATE TABLE: as written; types that the definition leaves out come from the query."""
    from_query = [(field.name, field.dataType.simpleString(), field.metadata.get("comment")) for field in schema]
    if columns is None:
        return ", ".join(
            f"{quote(name)} {kind}" + (f" COMMENT {literal(text)}" if text else "") for name, kind, text in from_query
        )
    written: list[str] = []
    cursor = Cursor(columns)
    number = 0
    while not cursor.at_end:
        start, depth = cursor.token, 0
        words = cursor.peek_words(2)
        while cursor.token is not None and (depth or cursor.token.text != ","):
            depth += (cursor.token.text in ("(", "<")) - (cursor.token.text in (")", ">"))
            cursor.next()
        text = columns[start.start : cursor.last_end] if start else ""
        if words[0] in ("CONSTRAINT", "PRIMARY", "FOREIGN"):
            written.append(text)
        else:
            bare = len(words) == 1 or words[1] in (*_NO_TYPE, ",")
            name, _, rest = text.partition(" ")
            kind = f" {from_query[number][1]}" if bare and number < len(from_query) else ""
            written.append(f"{name}{kind} {rest}".strip())
            number += 1
        cursor.accept(",")
    return ", ".join(written)
