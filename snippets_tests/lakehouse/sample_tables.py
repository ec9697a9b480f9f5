"""Makes the tables of the catalog `samples` in Spark, each when it is first looked at; their files outlast the run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from .lexer import quote
from .samples import BUCKET, EDITION, TABLES, Sample

if TYPE_CHECKING:
    from .jvm import Jvm


class SampleTables:
    """Answers the JVM (`io.lakeproof.SampleHook`), which calls it on a thread of its own."""

    class Java:  # noqa: D106 -- py4j's way of saying which interface this is
        implements = ("io.lakeproof.SampleHook",)

    def __init__(self, jvm: Jvm, home: Path) -> None:
        self._home = home / EDITION
        self._made: set[tuple[str, str]] = set()
        self._spark = jvm.plain_session()
        for schema in sorted({schema for schema, _ in TABLES}):
            jvm.package.Sessions.createDatabase(
                self._spark._jsparkSession, "shared", "samples", schema, f"{BUCKET}/{schema}"
            )

    def make(self, schema: str, table: str) -> str:
        """Make a sample table if there is one of this name and it was not made yet."""
        key = (schema.lower(), table.lower())
        sample = TABLES.get(key)
        if sample is not None and key not in self._made:
            # First, because what follows looks at the table too.
            self._made.add(key)
            self._make(*key, sample)
        return ""

    def _make(self, schema: str, table: str, sample: Sample) -> None:
        folder = self._home / schema / table
        if not folder.is_dir():
            self._write(folder, sample)
        name = f"spark_catalog.{quote(f'shared__samples__{schema}')}.{quote(table)}"
        self._spark.sql(f"CREATE TABLE IF NOT EXISTS {name} USING delta LOCATION '{BUCKET}/{schema}/{table}'")

    def _write(self, folder: Path, sample: Sample) -> None:
        """Write beside the place, then rename, since another process may be at it as well."""
        partial = folder.with_name(f"{folder.name}-{os.getpid()}")
        names = [column.split()[0] for column in sample.columns.split(",") if " " in column]
        rows = self._spark.sql(sample.query).toDF(*names).coalesce(1)
        rows.to(self._spark.createDataFrame([], sample.columns).schema).write.format("delta").save(f"file:{partial}")
        try:
            partial.rename(folder)
        except OSError:
            shutil.rmtree(partial)  # the other one was first
