"""An update of a pipeline: its sources are read, its datasets put in order, its flows run, and all that is told."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from snippets_tests.lakehouse.errors import from_spark
from snippets_tests.lakehouse.securables import MetastoreError
from snippets_tests.lakehouse.splitter import Statement
from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import quoted

from . import python_source, running, sql_source
from .definitions import Dataset, Flow, Graph, Sink
from .expectations import violation
from .plan import Plan
from .request import Event, Request, Result
from .storage import Storage

Readable = Callable[[str], str]


class Update:
    """One update.

    Args:
        request: What is to be done.
        spark: A session of its own that may write datasets.
        jvm: The package `io.lakeproof` in the JVM.
        storage: The tenant's.
        readable: Puts users' names where Spark's own show.
    """

    def __init__(self, request: Request, spark: Any, jvm: Any, storage: Storage, readable: Readable) -> None:
        self._request = request
        self._spark = spark
        self._jvm = jvm
        self._storage = storage
        self._readable = readable
        self._graph = Graph(request.catalog, request.schema)
        self._result = Result()

    def run(self) -> Result:
        """Carry it out; a failure is told, not raised."""
        try:
            self._enter()
            self._state("INITIALIZING")
            with python_source.importable(self._graph, self._spark):
                self._read_sources()
                self._run(self._graph)
        except Exception as error:
            self._fail(error)
        return self._result

    def run_graph(self, graph: Graph) -> Result:
        """Carry it out for a graph that is there already."""
        try:
            self._state("INITIALIZING")
            self._run(graph)
        except Exception as error:
            self._fail(error)
        return self._result

    # Steps

    def _enter(self) -> None:
        request = self._request
        for key, value in request.configuration.items():
            self._spark.conf.set(key, value)
        self._spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quoted(f'{request.catalog}.{request.schema}')}")
        self._spark.sql(f"USE {quoted(f'{request.catalog}.{request.schema}')}")

    def _read_sources(self) -> None:
        for source in self._request.sources:
            if source.language == "SQL":
                sql_source.read(source.text, self._graph, self._spark.sql, self._request.configuration)
            else:
                names = {"__name__": "__main__", "__file__": source.path, **self._request.globals()}
                exec(compile(source.text, source.path, "exec"), {**names, "spark": self._spark})

    def _run(self, graph: Graph) -> None:
        plan = Plan(graph, self._spark, self._jvm, self._storage)
        try:
            order = plan.make()
        finally:
            self._result.tables = [d.name for d in graph.datasets.values() if d.stored]
        self._define(graph, plan)
        if self._request.validate_only:
            for name in plan.made:
                self._storage.drop(self._spark, name)
            self._state("COMPLETED")
            return
        self._state("SETTING_UP_TABLES")
        self._state("RUNNING")
        chosen = [dataset for dataset in order if self._chosen(graph, dataset)]
        targets: list[Dataset | Sink] = [*chosen, *(graph.sinks.values() if not self._request.selection else ())]
        flows = [(flow, target) for target in targets for flow in graph.flows.values() if graph.target(flow) is target]
        flows = [(flow, target) for flow, target in flows if isinstance(target, Sink) or target.stored]
        for flow, _ in flows:
            self._progress(flow, "QUEUED")
        reset: set[str] = set()
        for flow, target in flows:
            kind = plan.kinds.get(target.name, "SINK")
            if isinstance(target, Dataset) and self._is_reset(graph, target) and target.name not in reset:
                reset.add(target.name)
                self._empty(graph, target, kind)
            self._flow(flow, target, kind)
        self._state("COMPLETED")

    def _flow(self, flow: Flow, target: Dataset | Sink, kind: str) -> None:
        self._progress(flow, "STARTING")
        self._progress(flow, "RUNNING")
        work = running.Work(self._request.pipeline_id, flow, target, kind, self._request.now, self._storage)
        try:
            outcome = running.run(work)
        except Exception as error:
            broken = violation(error, flow.name)
            self._progress(flow, "FAILED", error=broken or error)
            raise (broken or error) from None
        if outcome.skipped:
            self._progress(flow, "COMPLETED")
            return
        if outcome.upserted is None:
            metrics = {"num_output_rows": outcome.counts.written}
        else:
            metrics = {"num_upserted_rows": outcome.upserted, "num_deleted_rows": outcome.deleted or 0}
        details: dict[str, Any] = {"metrics": metrics}
        expectations = target.expectations if isinstance(target, Dataset) else []
        if expectations:
            counts = outcome.counts
            met = counts.met or (0,) * len(expectations)
            details["data_quality"] = {
                "dropped_records": counts.seen - counts.written,
                "expectations": [
                    {"name": e.name, "dataset": target.name, "passed_records": n, "failed_records": counts.seen - n}
                    for e, n in zip(expectations, met, strict=True)
                ],
            }
        self._progress(flow, "COMPLETED", details)

    def _empty(self, graph: Graph, dataset: Dataset, kind: str) -> None:
        """A full refresh: the table is replaced by an empty one, and its flows begin anew."""
        from .plan import schema_of

        frames = [(flow, flow.query()) for flow in graph.flows_of(dataset)]
        self._storage.forget(self._request.pipeline_id, dataset.name)
        self._storage.create(self._spark, dataset, kind, schema_of(frames), replace=True)

    def _chosen(self, graph: Graph, dataset: Dataset) -> bool:
        selection = [*self._request.selection, *(self._request.reset or ())]
        return not selection or any(graph.full_name(name) == dataset.name for name in selection)

    def _is_reset(self, graph: Graph, dataset: Dataset) -> bool:
        reset = self._request.reset
        if dataset.properties.get("pipelines.reset.allowed", "true").lower() == "false":
            return False
        return reset is None or any(graph.full_name(name) == dataset.name for name in reset)

    # What is told

    def _tell(self, event: Event) -> None:
        self._result.events.append(event)

    def _state(self, state: str) -> None:
        self._tell(Event("update_progress", state, {"update_progress": {"state": state}}))

    def _define(self, graph: Graph, plan: Plan) -> None:
        for dataset in plan.order:
            kind = plan.kinds[dataset.name]
            known = [{"name": e.name, "constraint": e.condition, "action": e.action} for e in dataset.expectations]
            details = {"dataset_type": kind, "num_flows": len(graph.flows_of(dataset)), "expectations": known}
            text = f"Dataset '{dataset.name}' defined as '{kind}'."
            self._tell(Event("dataset_definition", text, {"dataset_definition": details}, dataset=dataset.name))
        for flow in graph.flows.values():
            target = graph.target(flow)
            kind = plan.kinds.get(target.name, "SINK")
            how = "CHANGE" if flow.changes else "COMPLETE" if kind == "MATERIALIZED_VIEW" else "APPEND"
            inputs = plan.inputs.get(flow.name, [])
            details = {"output_dataset": target.name, "input_datasets": inputs, "flow_type": how}
            text = f"Flow '{flow.name}' defined as '{how}'."
            self._tell(Event("flow_definition", text, {"flow_definition": details}, flow=flow.name))

    def _progress(
        self, flow: Flow, status: str, details: dict[str, Any] | None = None, error: Exception | None = None
    ) -> None:
        verb = "has" if status in ("COMPLETED", "FAILED") else "is"
        told, condition = self._told(error) if error else (None, None)
        self._tell(
            Event(
                "flow_progress",
                f"Flow '{flow.name}' {verb} {status}.",
                {"flow_progress": {"status": status, **(details or {})}},
                level="ERROR" if error else "INFO",
                dataset=flow.target,
                flow=flow.name,
                error=told,
                error_class=condition,
            )
        )

    def _fail(self, error: Exception) -> None:
        told, condition = self._told(error)
        self._result.error = told
        details = {"update_progress": {"state": "FAILED"}}
        event = Event("update_progress", "FAILED", details, level="ERROR", error=told, error_class=condition)
        self._tell(event)

    def _told(self, error: Exception) -> tuple[str, str | None]:
        """A failure's words and condition."""
        if isinstance(error, MetastoreError):
            error = Refusal.of_metastore(error)
        if isinstance(error, Refusal):
            return f"[{error.condition}] {error.message} SQLSTATE: {error.state}", error.condition
        condition = getattr(error, "getCondition", lambda: None)()
        if condition or type(error).__module__.startswith(("pyspark", "py4j")):
            return from_spark(error, Statement(""), self._readable).message, condition
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({last.filename}, line {last.lineno})", None
