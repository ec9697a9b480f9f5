"""In which order datasets are fed, found by analysing their queries, and what each query's schema is."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal

from .definitions import Dataset, Flow, Graph
from .expectations import guarded
from .storage import Storage

_NAME = re.compile(r"The table or view (\S+) cannot be found")


class Plan:
    """Analyses a graph. Tables that are not there yet are made, empty, so that what reads them can be analysed.

    Args:
        graph: What the sources define.
        spark: The pipeline's session.
        jvm: The package `io.lakeproof` in the JVM.
        storage: Makes tables.
    """

    def __init__(self, graph: Graph, spark: Any, jvm: Any, storage: Storage) -> None:
        self._graph = graph
        self._spark = spark
        self._jvm = jvm
        self._storage = storage
        self._open: list[str] = []
        self.order: list[Dataset] = []
        self.kinds: dict[str, str] = {}
        self.inputs: dict[str, list[str]] = {}
        self.made: list[str] = []

    def make(self) -> list[Dataset]:
        """Resolve all; what a dataset reads comes before it."""
        self._graph.check()
        for dataset in list(self._graph.datasets.values()):
            self.resolve(dataset)
        return self.order

    def resolve(self, dataset: Dataset) -> None:
        """Analyse one dataset after those that it reads."""
        if dataset in self.order:
            return
        if dataset.name in self._open:
            text = f"There is a cycle between {self._open[-1]} and {dataset.name}."
            raise Refusal("PIPELINE_GRAPH_NOT_TOPOLOGICALLY_SORTED", "0A000", text)
        self._open.append(dataset.name)
        frames = [self._frame(flow) for flow in self._graph.flows_of(dataset)]
        self._open.pop()
        self.kinds[dataset.name] = kind = self._kind(dataset, frames)
        if kind == "VIEW":
            guarded(frames[0][1], dataset.expectations).createOrReplaceTempView(dataset.name)
        elif kind == "PERSISTED_VIEW":
            self._spark.sql(f"CREATE OR REPLACE VIEW {dataset.name} AS {frames[0][0].text}")
        elif not self._storage.exists(self._spark, dataset):
            self._storage.create(self._spark, dataset, kind, schema_of(frames))
            self.made.append(dataset.name)
        self.order.append(dataset)

    def _frame(self, flow: Flow) -> tuple[Flow, Any]:
        """Analyse a flow's query; each dataset that it reads and that was not analysed yet is, first."""
        from pyspark.errors import AnalysisException

        while True:
            waiting = len(self.order)
            try:
                frame = flow.query()
                frame.schema  # noqa: B018 -- makes a lazy DataFrame look its tables up
            except AnalysisException as error:
                missing = self._missing(error)
                if missing is None or missing in self.order:
                    raise
                self.resolve(missing)
                continue
            reads = [name for name in str(self._jvm.Describe.reads(frame._jdf)).split("\n") if name]
            self.inputs[flow.name] = reads
            for name in reads:
                known = self._graph.datasets.get(name.lower())
                if known is not None:
                    self.resolve(known)
            if len(self.order) == waiting:
                return flow, frame

    def _missing(self, error: Any) -> Dataset | None:
        if error.getCondition() != "TABLE_OR_VIEW_NOT_FOUND":
            return None
        found = _NAME.search(str(error))
        return self._graph.find(found[1]) if found else None

    def _kind(self, dataset: Dataset, frames: list[tuple[Flow, Any]]) -> str:
        kind: str = dataset.kind
        if kind == "TABLE":
            streams = any(frame.isStreaming or flow.changes for flow, frame in frames)
            kind = "STREAMING_TABLE" if streams else "MATERIALIZED_VIEW"
        for flow, frame in frames:
            _check_stream(dataset, kind, flow, frame.isStreaming)
        return kind


def _check_stream(dataset: Dataset, kind: str, flow: Flow, streams: bool) -> None:
    batch = flow.once or (flow.changes is not None and flow.changes.snapshots)
    if kind == "STREAMING_TABLE" and not streams and not batch:
        text = (
            f"Streaming table {dataset.name} can only be created from a streaming query. Please add the STREAM keyword "
            "to your FROM clause to turn this relation into a streaming query."
        )
        raise Refusal("STREAMING_TABLE_QUERY_INVALID", "42000", text)
    head = f"Flow {flow.name} returns an invalid relation type."
    if kind == "MATERIALIZED_VIEW" and streams:
        text = (
            "Materialized views may only be defined by a batch relation, but the flow "
            f"{flow.name} attempts to write a streaming relation to the materialized view {dataset.name}."
        )
        raise Refusal("INVALID_FLOW_QUERY_TYPE.STREAMING_RELATION_FOR_MATERIALIZED_VIEW", "42000", f"{head} {text}")
    if kind == "STREAMING_TABLE" and flow.once and streams:
        text = (
            f"{flow.name} is an append once-flow that is defined by a streaming relation. Append once-flows may only "
            "be defined by or return a batch relation."
        )
        raise Refusal("INVALID_FLOW_QUERY_TYPE.STREAMING_RELATION_FOR_ONCE_FLOW", "42000", f"{head} {text}")


def schema_of(frames: list[tuple[Flow, Any]]) -> Any:
    """The columns of all flows into a dataset together."""
    from pyspark.sql.types import StructType

    from .changes import output_schema

    fields: dict[str, Any] = {}
    for flow, frame in frames:
        found = frame.schema if flow.changes is None else output_schema(frame, flow.changes)
        for field in found:
            fields.setdefault(field.name, field)
    return StructType(list(fields.values()))
