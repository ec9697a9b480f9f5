"""Tells a metastore which tables and views a tenant has in Spark, and makes its schemas there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .entity import INTERNAL
from .information_schema.relations import NAME as INFORMATION_SCHEMA
from .lexer import quote
from .naming import bucket
from .securables import Column, TableFacts


class SparkTables:
    """The `TableSource` of one tenant.

    Args:
        spark: The tenant's session.
        jvm: The package `io.lakeproof` in the JVM.
        tenant: The tenant's short name.
    """

    def __init__(self, spark: Any, jvm: Any, tenant: str) -> None:
        self._spark = spark
        self._jvm = jvm
        self._tenant = tenant

    def tables(self, catalog: str, schema: str) -> Iterable[TableFacts]:
        """All tables and views of a schema."""
        names = self._jvm.Describe.names(self._session, catalog, schema)
        facts = (self.table(f"{catalog}.{schema}.{name}") for name in names.split("\n") if name)
        return [fact for fact in facts if fact is not None]

    def table(self, full_name: str) -> TableFacts | None:
        """One table or view, or None."""
        catalog, schema, name = full_name.split(".")
        said = self._jvm.Describe.table(self._session, catalog, schema, name)
        if not said:
            return None
        facts = json.loads(said)
        columns = tuple(Column(**column) for column in facts.pop("columns"))
        provider = facts.pop("data_source_format", None)
        row_filter, masks = facts.pop("row_filter", None), facts.pop("masks", {})
        return TableFacts(
            full_name=full_name,
            columns=columns,
            data_source_format=provider and provider.upper(),
            row_filter=row_filter and tuple(row_filter),
            masks={column: tuple(mask) for column, mask in masks.items()},
            **facts,
        )

    def drop_table(self, full_name: str) -> None:
        """Drop a table or view."""
        facts = self.table(full_name)
        kind = "VIEW" if facts and facts.table_type == "VIEW" else "TABLE"
        # The request that asked for it is what an audit log tells of.
        self._spark.conf.set("lakeproof.entity", json.dumps({INTERNAL: full_name}))
        try:
            self._spark.sql(f"DROP {kind} IF EXISTS {'.'.join(map(quote, full_name.split('.')))}")
        finally:
            self._spark.conf.set("lakeproof.entity", "")

    def schema_created(self, full_name: str) -> None:
        """Make the schema's database."""
        catalog, schema = full_name.split(".")
        if schema == INFORMATION_SCHEMA:
            # It comes and goes with its catalog, which the API may make while the session runs.
            self._jvm.Sessions.addCatalog(self._session, self._tenant, catalog)
        if catalog in ("samples", "system") or schema == INFORMATION_SCHEMA:
            return
        place = f"{bucket(self._tenant)}/{catalog}/{schema}"
        self._jvm.Sessions.createDatabase(self._session, self._tenant, catalog, schema, place)

    def schema_dropped(self, full_name: str) -> None:
        """Drop the schema's database with all that is in it."""
        catalog, schema = full_name.split(".")
        if schema == INFORMATION_SCHEMA:
            self._jvm.Sessions.dropCatalog(self._session, catalog)
        self._jvm.Sessions.dropDatabase(self._session, self._tenant, catalog, schema)

    @property
    def _session(self) -> Any:
        return self._spark._jsparkSession
