"""What a pipeline's sources define: datasets, the flows that feed them, sinks, expectations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from snippets_tests.lakehouse.statements.answers import Refusal

Kind = Literal["STREAMING_TABLE", "MATERIALIZED_VIEW", "TABLE", "VIEW", "PERSISTED_VIEW"]
Action = Literal["ALLOW", "DROP", "FAIL"]
# Gives a flow's DataFrame; called anew for each analysis and each run, since a DataFrame keeps to what it once read.
Query = Callable[[], Any]
WORDS = {
    "STREAMING_TABLE": "streaming table",
    "MATERIALIZED_VIEW": "materialized view",
    "TABLE": "table",
    "VIEW": "temporary view",
    "PERSISTED_VIEW": "persisted view",
}


@dataclass(frozen=True)
class Expectation:
    """A condition that rows should meet, and what happens to those that do not."""

    name: str
    condition: str
    action: Action = "ALLOW"


@dataclass
class Dataset:
    """A table or view of a pipeline.

    Attributes:
        name: `catalog.schema.name`; of a temporary view just its name.
        kind: TABLE (from Python's `table`) is a streaming table when its query streams, else a materialized view.
        columns: The text of the column list, without expectations, or None.
        partition_by: Columns.
        cluster_by: What stands behind CLUSTER BY, or None.
    """

    name: str
    kind: Kind
    columns: str | None = None
    partition_by: tuple[str, ...] = ()
    cluster_by: str | None = None
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    expectations: list[Expectation] = field(default_factory=list)
    private: bool = False

    @property
    def stored(self) -> bool:
        """Whether it has rows of its own."""
        return self.kind not in ("VIEW", "PERSISTED_VIEW")


@dataclass(frozen=True)
class Changes:
    """How change events are applied to a target (AUTO CDC)."""

    keys: tuple[str, ...]
    # SQL text or pyspark's Column, as all three expressions.
    sequence_by: Any
    scd_type: int = 1
    ignore_null_updates: bool = False
    apply_as_deletes: Any = None
    apply_as_truncates: Any = None
    column_list: tuple[str, ...] | None = None
    except_column_list: tuple[str, ...] | None = None
    track_history: tuple[str, ...] | None = None
    track_history_except: tuple[str, ...] | None = None
    snapshots: bool = False


@dataclass
class Flow:
    """A query and where its rows go. `once` flows run in one update only, until a full refresh."""

    name: str
    target: str
    query: Query
    once: bool = False
    changes: Changes | None = None
    # Of snapshot flows that hand over history: the last version in, (DataFrame, version) or None out.
    next_snapshot: Callable[[Any], Any] | None = None
    text: str | None = None


@dataclass(frozen=True)
class Sink:
    """A place outside of the pipeline that flows append to."""

    name: str
    format: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    for_each_batch: Callable[[Any, int], None] | None = None


class Graph:
    """All that a pipeline's sources define.

    Args:
        catalog: Completes names of one and two parts.
        schema: Completes names of one part.
    """

    def __init__(self, catalog: str, schema: str) -> None:
        self.catalog = catalog
        self.schema = schema
        self.datasets: dict[str, Dataset] = {}
        self.flows: dict[str, Flow] = {}
        self.sinks: dict[str, Sink] = {}

    def full_name(self, name: str) -> str:
        """Complete a name; the older prefix LIVE means this pipeline."""
        parts = [part.strip("`") for part in name.split(".")]
        if parts[0].upper() == "LIVE":
            parts = parts[1:]
        return ".".join([self.catalog, self.schema][: 3 - len(parts)] + parts).lower()

    def find(self, name: str) -> Dataset | None:
        """The dataset of a name as sources or Spark write it, or None."""
        plain = name.replace("`", "")
        plain = plain[5:] if plain.upper().startswith("LIVE.") else plain
        return self.datasets.get(plain.lower()) or self.datasets.get(self.full_name(name))

    def target(self, flow: Flow) -> Dataset | Sink:
        """Where a flow writes to."""
        found = self.sinks.get(flow.target) or self.find(flow.target)
        if found is None:
            text = f"The target {flow.target} of the flow {flow.name} is not defined in this pipeline."
            raise Refusal("TABLE_OR_VIEW_NOT_FOUND", "42P01", text)
        return found

    def flows_of(self, dataset: Dataset) -> list[Flow]:
        """The flows that feed a dataset."""
        return [flow for flow in self.flows.values() if self.target(flow) is dataset]

    def add(self, dataset: Dataset) -> Dataset:
        """Take a dataset in."""
        other = self.datasets.get(dataset.name)
        if other is not None:
            text = (
                f"Attempted to register a {WORDS[dataset.kind]} with identifier {dataset.name}, but a "
                f"{WORDS[other.kind]} has already been registered with that identifier. Please ensure all outputs "
                "created within this pipeline have unique identifiers."
            )
            raise _duplicate("OUTPUT", text)
        self.datasets[dataset.name] = dataset
        return dataset

    def add_flow(self, flow: Flow) -> Flow:
        """Take a flow in."""
        other = self.flows.get(flow.name)
        if other is not None:
            raise _duplicate("FLOW", f"Flow {flow.name} was found in multiple datasets: {other.target}, {flow.target}")
        self.flows[flow.name] = flow
        return flow

    def check(self) -> None:
        """Refuse what cannot run, whatever the data."""
        if not any(dataset.kind != "VIEW" for dataset in self.datasets.values()) and not self.sinks:
            text = (
                "Pipelines are expected to have at least one non-temporary dataset defined (tables, persisted views) "
                "but no non-temporary datasets were found in your pipeline. Please verify that you have included the "
                "expected source files, and that your source code includes table definitions (e.g., CREATE "
                "MATERIALIZED VIEW in SQL code, @dp.table in python code)."
            )
            raise Refusal("RUN_EMPTY_PIPELINE", "42617", text)
        for dataset in self.datasets.values():
            flows = self.flows_of(dataset)
            if not flows:
                text = (
                    f"Pipeline dataset {dataset.name} does not have any defined flows. Please attach a query with the "
                    "dataset's definition, or explicitly define at least one flow that writes to the dataset."
                )
                raise Refusal("PIPELINE_DATASET_WITHOUT_FLOW", "0A000", text)
            if dataset.kind == "MATERIALIZED_VIEW" and len(flows) > 1:
                names = ", ".join(flow.name for flow in flows)
                text = f"Invalid destination {dataset.name} with multiple flows: {names}."
                raise Refusal("MATERIALIZED_VIEW_WITH_MULTIPLE_QUERIES", "42000", text)
        for flow in self.flows.values():
            self.target(flow)


def _duplicate(kind: str, text: str) -> Refusal:
    head = "A duplicate identifier was found for elements registered in the pipeline's dataflow graph."
    return Refusal(f"PIPELINE_DUPLICATE_IDENTIFIERS.{kind}", "42710", f"{head} {text}")
