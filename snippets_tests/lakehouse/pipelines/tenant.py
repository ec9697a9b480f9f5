"""A tenant's pipelines: runs updates, and keeps the streaming tables and materialized views made by statements."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.cursor import Cursor

from . import sql_source
from .definitions import Graph
from .event_log import told
from .request import Request, Result
from .storage import PIPELINE, Storage
from .update import Update


@dataclass(frozen=True)
class Standalone:
    """A streaming table or materialized view that a statement made: its statement and where that was given."""

    text: str
    kind: str
    catalog: str
    schema: str
    pipeline_id: str


class Pipelines:
    """Runs what one tenant's pipelines and statements ask for.

    Args:
        metastore: The tenant's.
        session: Makes a session for a principal.
        jvm: The package `io.lakeproof` in the JVM.
        storage: The tenant's.
        readable: Puts users' names where Spark's own show.
    """

    def __init__(
        self,
        metastore: Metastore,
        session: Callable[[str], Any],
        jvm: Any,
        storage: Storage,
        readable: Callable[[str], str],
    ) -> None:
        self._metastore = metastore
        self._session = session
        self._jvm = jvm
        self._storage = storage
        self._readable = readable
        self.standalone: dict[str, Standalone] = {}
        # Which pipeline made a table.
        self.owners: dict[str, str] = {}

    def update(self, request: Request) -> Result:
        """Run an update of a pipeline."""
        spark = self._enter(request.principal, pipeline=request.pipeline_id)
        spark.activate()
        try:
            result = Update(request, spark, self._jvm, self._storage, self._readable).run()
        finally:
            spark.leave()
        if not request.validate_only:
            self.owners |= dict.fromkeys(result.tables, request.pipeline_id)
        return result

    def drop(self, pipeline_id: str) -> None:
        """Drop all that a pipeline made."""
        spark = self._enter(self._metastore.owner, pipeline=pipeline_id)
        for name in [name for name, owner in self.owners.items() if owner == pipeline_id]:
            self._storage.drop(spark, name)
            del self.owners[name]
        self._storage.forget(pipeline_id)

    # Statements

    def create(self, text: str, principal: str, catalog: str, schema: str) -> None:
        """CREATE of a streaming table or materialized view: made, or refreshed with a new definition."""
        spark = self._enter(principal, catalog, schema)
        graph = Graph(catalog, schema)
        dataset, tolerant = sql_source.create(Cursor(text), graph, spark.sql)
        there = self._storage.exists(spark, dataset)
        known = self.standalone.get(dataset.name) if there else None
        words = " ".join(Cursor(text).peek_words(3)[1:])
        if there and tolerant:
            return
        if there:
            self._refuse_managed(dataset.name, "REPLACE", dataset.kind)
        if there and (known is None or not words.startswith("OR ")):
            raise _exists(dataset.name)
        same = known is not None and known.kind == dataset.kind
        pipeline_id = known.pipeline_id if known is not None and same else self._metastore.new_id()
        self.standalone[dataset.name] = Standalone(text, dataset.kind, catalog, schema, pipeline_id)
        result = self._refresh(spark, graph, pipeline_id, principal, reset=words.startswith("OR REPLACE"))
        if result.error and not there:
            self._storage.drop(spark, dataset.name)
            del self.standalone[dataset.name]
        _raise(result)

    def refresh(self, full_name: str, principal: str, full: bool, kind: str | None) -> None:
        """REFRESH of a streaming table or materialized view."""
        known = self._known(full_name, "REFRESH", kind)
        spark = self._enter(principal, known.catalog, known.schema)
        graph = Graph(known.catalog, known.schema)
        sql_source.create(Cursor(known.text), graph, spark.sql)
        _raise(self._refresh(spark, graph, known.pipeline_id, principal, reset=full))

    def drop_standalone(self, full_name: str) -> None:
        """DROP MATERIALIZED VIEW and its like."""
        known = self._known(full_name, "DROP", "MATERIALIZED_VIEW")
        self._storage.drop(self._enter(self._metastore.owner), full_name)
        self._storage.forget(known.pipeline_id)
        del self.standalone[full_name]

    def checkpoints(self, full_name: str) -> dict[str, Path]:
        """Where the flows of a table, by name, keep their checkpoints; none when no pipeline feeds it."""
        pipeline = self.pipeline_of(full_name)
        if pipeline is None:
            return {}
        found = self._storage.place(pipeline, full_name).glob("*/checkpoint")
        return {place.parent.name: place for place in sorted(found) if (place / "sources").is_dir()}

    def pipeline_of(self, full_name: str) -> str | None:
        """The id of the pipeline that feeds a table."""
        known = self.standalone.get(full_name)
        return known.pipeline_id if known else self.owners.get(full_name)

    # Details

    def _enter(
        self, principal: str, catalog: str | None = None, schema: str | None = None, pipeline: str = "statement"
    ) -> Any:
        spark = self._session(principal)
        spark.conf.set(PIPELINE, pipeline)
        if catalog is not None and schema is not None:
            spark.sql(f"USE {quote(catalog)}.{quote(schema)}")
        return spark

    def _refresh(self, spark: Any, graph: Graph, pipeline_id: str, principal: str, reset: bool) -> Result:
        log = self._metastore.event_logs.open(pipeline_id, principal)
        now = self._metastore.now()
        when = datetime.datetime.fromtimestamp(now / 1000, datetime.UTC)
        request = Request(pipeline_id, graph.catalog, graph.schema, (), principal, when, reset=None if reset else ())
        update_id = self._metastore.new_id()
        result = Update(request, spark, self._jvm, self._storage, self._readable).run_graph(graph)
        for event in result.events:
            log.append(told(event, self._metastore.new_id(), len(log), when, pipeline_id, update_id))
        return result

    def _known(self, full_name: str, operation: str, kind: str | None) -> Standalone:
        facts = self._metastore.get_table(full_name)
        self._refuse_managed(full_name, operation, facts.table_type)
        known = self.standalone.get(full_name)
        if known is not None and kind in (None, known.kind):
            return known
        if kind == "MATERIALIZED_VIEW":
            text = (
                f"The materialized view operation {operation} is not allowed: {full_name} is not a materialized view. "
                f"Please run {operation} again with a materialized view."
            )
            raise Refusal("MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.NON_MATERIALIZED_VIEW", "56038", text)
        text = f"The operation {operation} is not allowed: {full_name} is not a streaming table."
        raise Refusal("STREAMING_TABLE_OPERATION_NOT_ALLOWED.NON_STREAMING_TABLE", "42601", text)

    def _refuse_managed(self, full_name: str, operation: str, kind: str) -> None:
        if full_name not in self.owners:
            return
        where = "Lakeflow Spark Declarative Pipelines"
        if kind == "STREAMING_TABLE":
            verb = "refresh the streaming table in" if operation == "REFRESH" else "remove the streaming table from"
            name = "REFRESH_DELTA_LIVE_TABLE" if operation == "REFRESH" else "DROP_DELTA_LIVE_TABLE"
            definition = "" if operation == "REFRESH" else " the pipeline definition in"
            text = (
                f"The operation {operation} is not allowed: The operation does not apply to streaming tables created "
                f"from {where}, instead {verb}{definition} {where}."
            )
            raise Refusal(f"STREAMING_TABLE_OPERATION_NOT_ALLOWED.{name}", "42601", text)
        if operation in ("DROP", "REPLACE"):
            instead = (
                "remove the materialized view from" if operation == "DROP" else "update the materialized view from"
            )
            text = (
                f"The materialized view operation {operation} is not allowed: Cannot {operation} a materialized view "
                f"created from {where}, instead {instead} the pipeline definition in {where} and retry the pipeline "
                "again."
            )
            name = f"{operation}_DELTA_LIVE_TABLE"
            raise Refusal(f"MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.{name}", "56038", text)
        text = f"{operation} of {full_name}, which a pipeline feeds, is not emulated; start an update of the pipeline."
        raise Refusal("UNSUPPORTED_FEATURE", "0A000", text)


def _exists(full_name: str) -> Refusal:
    name = ".".join(map(quote, full_name.split(".")))
    text = (
        f"Cannot create table or view {name} because it already exists.\n"
        "Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate "
        "pre-existing objects."
    )
    return Refusal("TABLE_OR_VIEW_ALREADY_EXISTS", "42P07", text)


def _raise(result: Result) -> None:
    if result.error is None:
        return
    last = result.events[-1]
    head = f"[{last.error_class}] "
    text, _, state = result.error.removeprefix(head).rpartition(" SQLSTATE: ")
    if last.error_class is None or not text:
        raise Refusal("PIPELINE_RUN_FAILED", "42K0S", result.error)
    raise Refusal(last.error_class, state[:5], text)
