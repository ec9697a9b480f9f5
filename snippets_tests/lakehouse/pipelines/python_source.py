"""The modules `pyspark.pipelines` and `dlt` as a pipeline's Python sources find them.

Spark's own module of that name lacks expectations, history and more, and works through Spark Connect alone.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.statements.answers import Refusal

from .change_functions import ChangeFunctions
from .definitions import Action, Dataset, Expectation, Flow, Graph, Kind, Sink

_PENDING = "_lakeproof_expectations"
_DEFINED = "_lakeproof_dataset"


class Functions(ChangeFunctions):
    """What the modules offer, under the names of the documentation."""

    def __init__(self, graph: Graph, session: Any) -> None:
        super().__init__(graph, session)
        self.view = self.temporary_view
        self.create_target_table = self.create_streaming_live_table = self.create_streaming_table

    def table(self, query_function: Any = None, **options: Any) -> Any:
        """A streaming table, or a materialized view when the query does not stream."""
        return self._dataset("TABLE", query_function, options)

    def materialized_view(self, query_function: Any = None, **options: Any) -> Any:
        """A materialized view."""
        return self._dataset("MATERIALIZED_VIEW", query_function, options)

    def temporary_view(self, query_function: Any = None, **options: Any) -> Any:
        """A view that only this pipeline sees."""
        return self._dataset("VIEW", query_function, options)

    def create_streaming_table(self, name: str, **options: Any) -> None:
        """A streaming table that flows feed."""
        expectations: list[Expectation] = []
        for key, action in (("expect_all", "ALLOW"), ("expect_all_or_drop", "DROP"), ("expect_all_or_fail", "FAIL")):
            given: Mapping[str, str] = options.pop(key, None) or {}
            expectations += [Expectation(n, c, action) for n, c in given.items()]  # type: ignore[arg-type]
        self._graph.add(self._described("STREAMING_TABLE", name, options)).expectations += expectations

    def append_flow(self, *, target: str, name: str | None = None, once: bool = False, **options: Any) -> Any:
        """A flow that appends to a streaming table or a sink."""
        _only(options, "comment", "spark_conf")

        def define(function: Callable[[], Any]) -> Callable[[], Any]:
            title = self._graph.full_name(name or function.__name__)
            where = target if target in self._graph.sinks else self._graph.full_name(target)
            self._graph.add_flow(Flow(title, where, function, once=once))
            return function

        return define

    def create_sink(self, name: str, format: str, options: Mapping[str, str] | None = None) -> None:
        """A place outside of the pipeline, a Delta table or path or a topic."""
        self._graph.sinks[name] = Sink(name, format, dict(options or {}))

    def foreach_batch_sink(self, *, name: str) -> Any:
        """A function that is given every batch."""

        def define(function: Callable[[Any, int], None]) -> Callable[[Any, int], None]:
            self._graph.sinks[name] = Sink(name, for_each_batch=function)
            return function

        return define

    def expect(self, name: str, inv: str) -> Any:
        """Rows that do not meet the condition are counted."""
        return self._expect({name: inv}, "ALLOW")

    def expect_or_drop(self, name: str, inv: str) -> Any:
        """Rows that do not meet the condition are dropped."""
        return self._expect({name: inv}, "DROP")

    def expect_or_fail(self, name: str, inv: str) -> Any:
        """A row that does not meet the condition fails the update."""
        return self._expect({name: inv}, "FAIL")

    def expect_all(self, expectations: Mapping[str, str]) -> Any:
        """Several at once."""
        return self._expect(expectations, "ALLOW")

    def expect_all_or_drop(self, expectations: Mapping[str, str]) -> Any:
        """Several at once."""
        return self._expect(expectations, "DROP")

    def expect_all_or_fail(self, expectations: Mapping[str, str]) -> Any:
        """Several at once."""
        return self._expect(expectations, "FAIL")

    def read(self, name: str) -> Any:
        """Read a dataset of this pipeline."""
        return self._session.read.table(self._known(name))

    def read_stream(self, name: str) -> Any:
        """Read a dataset of this pipeline as a stream."""
        return self._session.readStream.table(self._known(name))

    # Details

    def _known(self, name: str) -> str:
        found = self._graph.find(name)
        return found.name if found else name

    def _dataset(self, kind: Kind, function: Any, options: dict[str, Any]) -> Any:
        def define(function: Callable[[], Any]) -> Callable[[], Any]:
            name = options.pop("name", None) or function.__name__
            dataset = self._graph.add(self._described(kind, name, options))
            dataset.expectations += getattr(function, _PENDING, [])
            self._graph.add_flow(Flow(dataset.name, dataset.name, function))
            setattr(function, _DEFINED, dataset)
            return function

        return define(function) if function is not None else define

    def _described(self, kind: Kind, name: str, options: dict[str, Any]) -> Dataset:
        full_name = name.lower() if kind == "VIEW" else self._graph.full_name(name)
        schema = options.pop("schema", None)
        columns = schema if schema is None or isinstance(schema, str) else _ddl(schema)
        dataset = Dataset(
            full_name,
            kind,
            columns=columns,
            partition_by=tuple(options.pop("partition_cols", None) or ()),
            comment=options.pop("comment", None),
            properties=dict(options.pop("table_properties", None) or {}),
            private=bool(options.pop("private", options.pop("temporary", False))),
        )
        cluster = options.pop("cluster_by", None)
        dataset.cluster_by = f"({', '.join(map(quote, cluster))})" if cluster else None
        _only(options, "spark_conf", "path", "row_filter", "cluster_by_auto", "format")
        if options.get("row_filter") or options.get("path"):
            unknown = "row_filter" if options.get("row_filter") else "path"
            raise Refusal("UNSUPPORTED_FEATURE", "0A000", f"{unknown}= of {name} is not emulated.")
        return dataset

    def _expect(self, expectations: Mapping[str, str], action: Action) -> Any:
        made = [Expectation(name, condition, action) for name, condition in expectations.items()]

        def define(function: Any) -> Any:
            dataset = getattr(function, _DEFINED, None)
            # Decorators run from the function upwards; expectations may stand on either side of the table's.
            if dataset is not None:
                dataset.expectations[:0] = made
            else:
                setattr(function, _PENDING, made + getattr(function, _PENDING, []))
            return function

        return define


def _only(options: Mapping[str, Any], *known: str) -> None:
    unknown = [name for name in options if name not in known]
    if unknown:
        raise TypeError(f"got an unexpected keyword argument '{unknown[0]}'")


def _ddl(schema: Any) -> str:
    return ", ".join(
        f"{quote(field.name)} {field.dataType.simpleString()}{'' if field.nullable else ' NOT NULL'}"
        for field in schema
    )


@contextlib.contextmanager
def importable(graph: Graph, session: Any) -> Iterator[None]:
    """Let `from pyspark import pipelines` and `import dlt` give the modules that define into a graph."""
    import pyspark

    functions = Functions(graph, session)
    public = {name: getattr(functions, name) for name in dir(functions) if not name.startswith("_")}
    before = {name: sys.modules.get(name) for name in ("pyspark.pipelines", "dlt")}
    attribute = getattr(pyspark, "pipelines", None)
    for name in before:
        module = ModuleType(name, "What a pipeline's source defines its datasets with.")
        module.__dict__.update(public)
        sys.modules[name] = module
    pyspark.pipelines = sys.modules["pyspark.pipelines"]
    try:
        yield
    finally:
        for name, module_before in before.items():
            if module_before is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module_before
        if attribute is None:
            del pyspark.pipelines
        else:
            pyspark.pipelines = attribute
